"""Takes back drafts and briefs of ours, only while they are still ours to the octet.

Fails: MailboxError when the line is lost.
Limits: a server that rebuilds messages gives other octets back: there everything stays.
"""

from collections.abc import Sequence

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, Selected
from inbox_triage.imap.outcomes import (
    Candidate,
    candidates,
    done,
    failed,
    grouped,
    refusals,
    remove,
)
from inbox_triage.imap.selecting import select
from inbox_triage.triage.plan import AppendDraft, AppendNote, Discard, EffectResult


def discard(
    connection: Connection, drafts: str | None, wanted: Sequence[Discard]
) -> list[EffectResult]:
    """Remove these from their mailboxes; what is gone or has been edited is done with."""
    results: list[EffectResult] = []
    for mailbox, group in grouped(wanted, lambda effect: effect.mailbox or drafts).items():
        if mailbox is None:
            results += [done(effect, "there is no drafts mailbox") for effect in group]
            continue
        try:
            selected = select(connection, connection.native_name(mailbox))
            results += _discard_from(connection, selected, group)
        except MailboxError as error:
            results += refusals(connection, error, group)
    return results


def _discard_from(
    connection: Connection, selected: Selected, group: Sequence[Discard]
) -> list[EffectResult]:
    if selected.read_only:
        detail = f"{selected.mailbox} is read-only for this account; give it the rights lrswite"
        return [failed(effect, detail) for effect in group]
    results, leaving = [], []
    for effect in group:
        found = candidates(connection, effect.message_id)
        ours = [candidate for candidate in found if candidate.sha256 == effect.sha256]
        leaving += [candidate.uid for candidate in ours]
        if ours:
            results.append(done(effect, undo=_undo(effect, selected.mailbox, ours[0])))
        else:
            detail = "edited since we wrote it: it stays" if found else "it is gone already"
            results.append(done(effect, detail))
    remove(connection, leaving)
    return results


def _undo(effect: Discard, mailbox: str, was: Candidate) -> AppendDraft | AppendNote | None:
    key, message_id = f"undo:{effect.key}", effect.message_id
    if not effect.mailbox:
        return AppendDraft(key, effect.inbox, message_id, was.octets, effect.conversation)
    if was.received_at is None:
        return None
    return AppendNote(
        key, effect.inbox, mailbox, message_id, was.octets, was.received_at, effect.conversation
    )
