"""Moves messages between mailboxes, many in one MOVE (RFC 6851), else by COPY and removal.

A message that is no longer where it was has been moved or deleted by somebody: when it lies in
the target it is done, when not it is theirs and left alone.

Fails: MailboxError when the line is lost.
Limits: 500 UIDs a command; without UIDPLUS the original stays, marked as deleted.
"""

from collections.abc import Sequence

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, Selected
from inbox_triage.imap.outcomes import (
    candidates,
    chunks,
    done,
    failed,
    find,
    grouped,
    make_mailbox,
    present,
    read,
    refusals,
    remove,
    split_stale,
)
from inbox_triage.imap.selecting import opened, verify
from inbox_triage.triage.plan import EffectResult, MoveMessage, Uid

_Wanted = tuple[MoveMessage, bool]
_COPIED_LIMIT = 10_000  # more UIDs than this in a COPYUID are no answer to what we asked


def move(connection: Connection, wanted: Sequence[_Wanted]) -> list[EffectResult]:
    """Carry these out, grouped by where from and where to."""
    results: list[EffectResult] = []
    for (source, target), group in grouped(
        wanted, lambda w: (w[0].uid.mailbox, w[0].target)
    ).items():
        try:
            selected = opened(connection, source)
            results += _move_from(connection, selected, connection.native_name(target), group)
        except MailboxError as error:
            results += refusals(connection, error, [effect for effect, _ in group])
    return results


def _move_from(
    connection: Connection, source: Selected, target: str, group: Sequence[_Wanted]
) -> list[EffectResult]:
    if target == connection.native_name(source.mailbox):
        return [done(effect, f"it is in {target} already") for effect, _ in group]
    if source.read_only:
        detail = f"{source.mailbox} is read-only for this account; give it the rights lrswite"
        return [failed(effect, detail) for effect, _ in group]
    valid, results = split_stale(source, group)
    there = present(connection, [effect.uid.uid for effect, _ in valid])
    gone = [effect for effect, _ in valid if effect.uid.uid not in there]
    valid = [item for item in valid if item[0].uid.uid in there]
    if valid:
        make_mailbox(connection, target)
        copied = _carry(connection, source, target, valid)
        results += [done(e, undo=_undo(e, source, copied)) for e, _ in valid]
    return results + [_found(connection, target, effect) for effect in gone]


def _carry(
    connection: Connection, source: Selected, target: str, wanted: Sequence[_Wanted]
) -> dict[int, Uid]:
    """Move messages that are in the selected source; return where each is now, if it is told."""
    uids = [effect.uid.uid for effect, _ in wanted]
    if connection.has("MOVE"):
        return _in_chunks(connection, uids, target, "move")
    begun = [effect for effect, redo in wanted if redo]
    copied_before = _copied_before(connection, source, target, begun) if begun else set()
    to_copy = [uid for uid in uids if uid not in copied_before]
    places = _in_chunks(connection, to_copy, target, "copy")
    remove(connection, uids)
    return places


def _in_chunks(
    connection: Connection, uids: Sequence[int], target: str, verb: str
) -> dict[int, Uid]:
    places: dict[int, Uid] = {}
    for chunk in chunks(uids):
        connection.heard("COPYUID")
        with connection.talking(f"{verb} messages to {target}") as client:
            if verb == "move":
                client.move(chunk, target)
            else:
                client.copy(chunk, target)
        for answer in connection.heard("COPYUID"):  # imapclient keeps it to itself
            places |= _copied(answer, target)
    return places


def _copied_before(
    connection: Connection, source: Selected, target: str, begun: Sequence[MoveMessage]
) -> set[int]:
    """Return those of which an earlier try left a copy in the target, equal to the octet.

    A Message-ID alone does not tell: customers' programs repeat them.
    """
    originals = {item.uid: item.sha256 for item in read(connection, [e.uid.uid for e in begun])}
    opened(connection, target)
    found = {
        effect.uid.uid
        for effect in begun
        for copy in candidates(connection, effect.message_id or "")
        if copy.sha256 and copy.sha256 == originals.get(effect.uid.uid)
    }
    verify(opened(connection, source.mailbox), source)
    return found


def _copied(answer: object, target: str) -> dict[int, Uid]:
    """Read `COPYUID uidvalidity from-set to-set` (RFC 4315 §3); an odd answer tells nothing."""
    try:
        uidvalidity, sources, copies = bytes(answer).decode("ascii").split()  # type: ignore[call-overload]
        pairs = zip(_uids_in(sources), _uids_in(copies), strict=True)
        return {source: Uid(target, int(uidvalidity), copy) for source, copy in pairs}
    except (TypeError, ValueError):
        return {}


def _uids_in(uid_set: str) -> list[int]:
    uids: list[int] = []
    for piece in uid_set.split(","):
        first, _, last = piece.partition(":")
        low, high = sorted((int(first), int(last or first)))
        if len(uids) + high - low >= _COPIED_LIMIT:
            raise ValueError("more UIDs than were asked for")
        uids.extend(range(low, high + 1))
    return uids


def _undo(effect: MoveMessage, source: Selected, places: dict[int, Uid]) -> MoveMessage | None:
    place = places.get(effect.uid.uid)
    if place is None:
        return None
    key = f"undo:{effect.key}"
    return MoveMessage(key, effect.inbox, place, effect.message_id, source.mailbox)


def _found(connection: Connection, target: str, effect: MoveMessage) -> EffectResult:
    """Tell what became of a message that is not in the source any more."""
    try:
        opened(connection, target)
        moved = bool(find(connection, effect.message_id or ""))
    except MailboxError:
        if not connection.usable:
            raise
        moved = False  # the target does not exist or must not be read
    detail = f"it is in {target} already" if moved else "somebody moved or deleted it before"
    return done(effect, detail)
