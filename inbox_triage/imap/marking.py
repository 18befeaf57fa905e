"""Sets and removes flags and keywords on messages, many in one STORE.

Fails: MailboxError when the line is lost.
Limits: 500 UIDs a command; keywords of at most 50 characters, as Dovecot has it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, Selected
from inbox_triage.imap.outcomes import (
    chunks,
    done,
    failed,
    grouped,
    present,
    refusals,
    split_stale,
)
from inbox_triage.imap.selecting import flag_names, opened, reopen
from inbox_triage.triage.plan import ChangeFlags, EffectResult

# RFC 9051 §9, flag: an atom, with a backslash before it for those of the standard
_FLAG = re.compile(r"\\?[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]{1,50}")


_Wanted = tuple[ChangeFlags, bool]


@dataclass(frozen=True, slots=True)
class _Change:
    add: frozenset[str]
    remove: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """One STORE's worth: the same change to several messages of one mailbox.

    `before` has the flags of every message that is there, None where they cannot be read.
    """

    selected: Selected
    wanted: Sequence[_Wanted]
    before: Mapping[int, frozenset[str] | None]


def change_flags(connection: Connection, wanted: Sequence[_Wanted]) -> list[EffectResult]:
    """Carry these out, mailbox by mailbox; setting what is set already changes nothing."""
    results: list[EffectResult] = []
    for mailbox, group in grouped(wanted, lambda item: item[0].uid.mailbox).items():
        try:
            selected = opened(connection, mailbox)
            results += _change_in(connection, selected, group)
        except MailboxError as error:
            results += refusals(connection, error, [effect for effect, _ in group])
    return results


def _change_in(
    connection: Connection, selected: Selected, group: Sequence[_Wanted]
) -> list[EffectResult]:
    if selected.read_only:
        detail = f"{selected.mailbox} is read-only for this account; give it the rights lrswit"
        return [failed(effect, detail) for effect, _ in group]
    valid, results = split_stale(selected, group)
    before = _flags_before(connection, selected, [effect.uid.uid for effect, _ in valid])
    gone = [effect for effect, _ in valid if effect.uid.uid not in before]
    results += [done(effect, "the message is gone: nothing to mark") for effect in gone]
    there = [item for item in valid if item[0].uid.uid in before]
    for same in grouped(there, lambda item: (item[0].add, item[0].remove)).values():
        results += _store(connection, _Batch(selected, same, before))
    return results


def _store(connection: Connection, batch: _Batch) -> list[EffectResult]:
    first, effects = batch.wanted[0][0], [effect for effect, _ in batch.wanted]
    change = _Change(_lasting(batch.selected, first.add), _lasting(batch.selected, first.remove))
    try:
        change = _store_what_lasts(connection, effects, change)
    except MailboxError as error:
        return refusals(connection, error, effects)
    left_out = (first.add | first.remove) - change.add - change.remove
    detail = ""
    if left_out:
        names = ", ".join(sorted(left_out))
        detail = f"{batch.selected.mailbox} on this server keeps no such keyword: {names}"
    return [
        done(effect, detail, _undo(effect, change, None if redo else batch))
        for effect, redo in batch.wanted
    ]


def _store_what_lasts(
    connection: Connection, effects: Sequence[ChangeFlags], change: _Change
) -> _Change:
    """Return what was stored: without the keywords when those are refused.

    Cyrus keeps a hundred names a mailbox for ever, and says so only now.
    """
    uids = [effect.uid.uid for effect in effects]
    try:
        _send(connection, uids, change)
    except MailboxError as error:
        bare = _Change(_system(change.add), _system(change.remove))
        if not connection.usable or error.temporary or bare == change:
            raise
        _send(connection, uids, bare)
        return bare
    return change


def _send(connection: Connection, uids: Sequence[int], change: _Change) -> None:
    for chunk in chunks(uids):
        with connection.talking("mark messages") as client:
            if change.add:
                client.add_flags(chunk, sorted(change.add), silent=True)
            if change.remove:
                client.remove_flags(chunk, sorted(change.remove), silent=True)


def _system(flags: frozenset[str]) -> frozenset[str]:
    return frozenset(flag for flag in flags if flag.startswith("\\"))


def _undo(effect: ChangeFlags, change: _Change, batch: _Batch | None) -> ChangeFlags | None:
    """Return what takes back our change only: a star that an agent had set stays theirs.

    When it was begun before (no batch), what is there now may be ours: all of it is taken back.
    """
    added, removed = change.add, change.remove
    before = batch.before[effect.uid.uid] if batch else None
    if before is not None:
        added = frozenset(flag for flag in added if flag.lower() not in before)
        removed = frozenset(flag for flag in removed if flag.lower() in before)
    if not added and not removed:
        return None
    return ChangeFlags(f"undo:{effect.key}", effect.inbox, effect.uid, add=removed, remove=added)


def _lasting(selected: Selected, flags: frozenset[str]) -> frozenset[str]:
    return frozenset(f for f in flags if _FLAG.fullmatch(f) and selected.allows(f))


def _flags_before(
    connection: Connection, selected: Selected, uids: Sequence[int]
) -> Mapping[int, frozenset[str] | None]:
    """Return the flags of each message that is there."""
    connection.refresh()
    before: dict[int, frozenset[str] | None] = {}
    try:
        for chunk in chunks(uids):
            with connection.talking("read flags") as client:
                answers = client.fetch(chunk, ["FLAGS"])
            before |= {uid: flag_names(a.get(b"FLAGS", ())) for uid, a in answers.items()}
    except MailboxError:
        if connection.usable:
            raise
        reopen(connection, selected)  # a keyword with a bracket makes all flags unreadable
        return dict.fromkeys(present(connection, uids))
    return before
