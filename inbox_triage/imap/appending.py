r"""Puts our drafts and briefs into mailboxes, and takes them back while they are still ours.

Our Message-ID is derived from the effect's key: what was begun before is looked for first. What
an agent has opened or edited is theirs: it is neither replaced nor removed.

Fails: MailboxError when the line is lost.
Limits: batches of 50 messages and 8 MiB where the server takes several in one APPEND (RFC 3502).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from imapclient.exceptions import IMAPClientError

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection
from inbox_triage.imap.outcomes import (
    Candidate,
    candidates,
    digest,
    done,
    failed,
    find,
    grouped,
    make_mailbox,
    refusals,
    remove,
)
from inbox_triage.imap.selecting import opened, select
from inbox_triage.triage.plan import AppendDraft, AppendNote, Discard, EffectResult

_AT_ONCE = 50
_OCTETS_AT_ONCE = 8 * 1024 * 1024
_NO_DRAFTS = "the account has no drafts mailbox; name it as `drafts` in the inbox's [imap] section"


@dataclass(frozen=True, slots=True)
class _Item:
    """A message to append; `earlier` are UIDs of an untouched draft that this one replaces."""

    effect: AppendDraft | AppendNote
    mailbox: str
    redo: bool
    earlier: tuple[int, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        return ("\\Draft",) if isinstance(self.effect, AppendDraft) else ("\\Seen",)

    @property
    def received_at(self) -> datetime | None:
        return None if isinstance(self.effect, AppendDraft) else self.effect.received_at


def append(
    connection: Connection,
    drafts: str | None,
    wanted: Sequence[tuple[AppendDraft | AppendNote, bool]],
) -> list[EffectResult]:
    """Append what is not there yet, several messages in one go."""
    results: list[EffectResult] = []
    items = []
    for effect, redo in wanted:
        mailbox = drafts if isinstance(effect, AppendDraft) else effect.mailbox
        if mailbox is None:
            results.append(failed(effect, _NO_DRAFTS))
        else:
            items.append(_Item(effect, connection.native_name(mailbox), redo))
    for mailbox, group in grouped(items, lambda item: item.mailbox).items():
        try:
            results += _append_to(connection, mailbox, group)
        except MailboxError as error:
            results += refusals(connection, error, [item.effect for item in group])
    return results


def _append_to(connection: Connection, mailbox: str, group: Sequence[_Item]) -> list[EffectResult]:
    results: list[EffectResult] = []
    missing: list[_Item] = []
    if any(_must_look(item) for item in group):
        select(connection, mailbox)
    for item in group:
        found = _look(connection, item) if _must_look(item) else item
        if isinstance(found, _Item):
            missing.append(found)
        else:
            results.append(found)
    for batch in _batches(connection, missing):
        results += _append_batch(connection, mailbox, batch)
    return results


def _must_look(item: _Item) -> bool:
    return item.redo or (isinstance(item.effect, AppendDraft) and bool(item.effect.replaces))


def _look(connection: Connection, item: _Item) -> _Item | EffectResult:
    """Return the item when it is still to be appended to the selected mailbox, else what it is."""
    effect = item.effect
    if isinstance(effect, AppendNote):
        there = find(connection, effect.message_id, effect.received_at)
        return _appended(effect) if there else item
    if item.redo and find(connection, effect.message_id):
        remove(connection, _untouched(_earlier(connection, effect), effect))
        return _appended(effect)
    earlier = _earlier(connection, effect)
    untouched = _untouched(earlier, effect)
    if len(untouched) < len(earlier) or (not earlier and _taken_over(connection, effect)):
        return done(effect, "an agent has opened or edited the earlier draft: it stays")
    return replace(item, earlier=untouched)


def _earlier(connection: Connection, effect: AppendDraft) -> list[Candidate]:
    return candidates(connection, effect.replaces) if effect.replaces else []


def _untouched(earlier: Sequence[Candidate], effect: AppendDraft) -> tuple[int, ...]:
    return tuple(
        draft.uid
        for draft in earlier
        if draft.sha256 == effect.replaces_sha256 and "\\seen" not in draft.flags
    )


def _taken_over(connection: Connection, effect: AppendDraft) -> bool:
    """Most clients save an edited draft under a new Message-ID; our token in References stays."""
    token = f"<c.{effect.conversation}."  # the beginning of what triage.tokens.format_token makes
    try:
        with connection.talking("look for an edited draft") as client:
            return bool(client.search(["UNDELETED", "HEADER", "References", token]))
    except MailboxError:
        if not connection.usable:
            raise
        return False  # a server that cannot search headers


def _batches(connection: Connection, items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Return what goes into one APPEND each; what is tried again goes alone."""
    several = connection.has("MULTIAPPEND")
    batch: list[_Item] = []
    octets = 0
    for item in items:
        octets += len(item.effect.octets)
        full = len(batch) == _AT_ONCE or octets > _OCTETS_AT_ONCE
        if batch and (full or not several or item.redo or batch[-1].redo):
            yield batch
            batch, octets = [], len(item.effect.octets)
        batch.append(item)
    if batch:
        yield batch


def _append_batch(
    connection: Connection, mailbox: str, batch: Sequence[_Item]
) -> list[EffectResult]:
    try:
        _send(connection, mailbox, batch)
    except MailboxError as error:
        if not connection.usable:
            raise
        if len(batch) == 1:
            return refusals(connection, error, [batch[0].effect])
        return _one_by_one(connection, mailbox, batch)
    detail = _remove_earlier(connection, mailbox, [uid for i in batch for uid in i.earlier])
    return [_appended(item.effect, detail if item.earlier else "") for item in batch]


def _remove_earlier(connection: Connection, mailbox: str, uids: Sequence[int]) -> str:
    """Remove the drafts that were replaced; return the server's words when it does not let us."""
    if not uids:
        return ""
    try:
        opened(connection, mailbox)
        remove(connection, uids)
    except MailboxError as error:
        if not connection.usable:
            raise
        return f"the earlier draft is still there: {error}"
    return ""


def _one_by_one(connection: Connection, mailbox: str, batch: Sequence[_Item]) -> list[EffectResult]:
    """A refused batch left nothing (RFC 3502 §6.3.11): look all the same, then try each."""
    select(connection, mailbox)
    results: list[EffectResult] = []
    for item in batch:
        found = _look(connection, replace(item, redo=True))
        if isinstance(found, _Item):
            results += _append_batch(connection, mailbox, [found])
        else:
            results.append(found)
    return results


def _send(connection: Connection, mailbox: str, batch: Sequence[_Item]) -> None:
    try:
        _append(connection, mailbox, batch)
    except MailboxError as error:
        if not connection.usable or error.code != "TRYCREATE":  # RFC 9051 §6.3.12
            raise
        make_mailbox(connection, mailbox)
        _append(connection, mailbox, batch)


def _append(connection: Connection, mailbox: str, batch: Sequence[_Item]) -> None:
    with connection.talking(f"append to {mailbox}") as client:
        if len(batch) == 1:
            item = batch[0]
            client.append(mailbox, item.effect.octets, item.flags, item.received_at)
            return
        status, words = client.multiappend(mailbox, [_for_multiappend(item) for item in batch])
        if status != "OK":  # imapclient leaves this one to its caller
            raise IMAPClientError(str(words[0]))


def _for_multiappend(item: _Item) -> dict[str, object]:
    message: dict[str, object] = {"msg": item.effect.octets, "flags": item.flags}
    return message | ({"date": item.received_at} if item.received_at else {})


def _appended(effect: AppendDraft | AppendNote, detail: str = "") -> EffectResult:
    undo = Discard(
        key=f"undo:{effect.key}",
        inbox=effect.inbox,
        mailbox=effect.mailbox if isinstance(effect, AppendNote) else "",
        message_id=effect.message_id,
        sha256=digest(effect.octets),
        conversation=effect.conversation,
    )
    return done(effect, detail, undo)
