"""Reads messages in batches, and finds out what became of each one that does not come.

    one FETCH a batch ──▶ whole messages
         │ some absent, empty, or replaced by a note of the server
         ├─▶ looked at again one by one ──▶ there, expunged meanwhile, or unreadable
         │ line lost or answer unreadable
         └─▶ reconnect, halve the batch … down to the one message that does it

Fails: MailboxError when the line is lost and reconnecting fails too, or when the mailbox has
    another UIDVALIDITY by then.
Limits: 500 UIDs a command; `limit_octets` of each message, in memory.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import UIDS_AT_ONCE, Connection, Selected
from inbox_triage.imap.large import add_late_text
from inbox_triage.imap.selecting import opened, reopen, verify
from inbox_triage.logs import format_event
from inbox_triage.triage.plan import Uid

_log = logging.getLogger(__name__)

_FOR_ONE_MESSAGE = frozenset(("EXPUNGEISSUED", "SERVERBUG"))
_NOTE_OCTETS = 4096  # a server's note in place of a message is shorter than this
_NOTES = (
    (b"system administrator", b"message unavailable"),  # Courier, for one just expunged
    (b"microsoft exchange", b"retrieval using the imap4 protocol failed"),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as the server gave it.

    Attributes:
        octets: Its size on the server; `raw` is shorter when it is above the limit.
        flags: As the server writes them; empty when they could not be read.
        received_at: INTERNALDATE as aware UTC; the moment of reading when the server has none.
    """

    uid: Uid
    octets: int
    flags: frozenset[str]
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class Missed:
    """A UID whose message could not be read: expunged meanwhile (`gone`), or still there."""

    uid: Uid
    gone: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One mailbox being read over a connection that may have to be renewed."""

    connection: Connection
    selected: Selected
    limit_octets: int


def fetch(
    connection: Connection, selected: Selected, uids: Sequence[int], limit_octets: int
) -> list[Fetched | Missed]:
    r"""Return one result for each UID, in their order; \Seen stays as it is.

    A message above `limit_octets` comes with its beginning, and with its text when that lies
    behind it.
    """
    reading = _Reading(connection, selected, limit_octets)
    verify(opened(connection, selected.mailbox), selected)
    read: dict[int, Fetched | Missed] = {}
    for start in range(0, len(uids), UIDS_AT_ONCE):
        read |= _read(reading, uids[start : start + UIDS_AT_ONCE])
    return [_with_late_text(reading, read[uid]) for uid in uids]


def _with_late_text(reading: _Reading, item: Fetched | Missed) -> Fetched | Missed:
    if isinstance(item, Missed) or item.octets <= len(item.raw):
        return item
    try:
        return replace(item, raw=add_late_text(reading.connection, item.uid.uid, item.raw))
    except MailboxError as error:  # a structure nobody can read: the beginning has to do
        _come_back(reading, error)
        return item


def _read(reading: _Reading, uids: Sequence[int]) -> dict[int, Fetched | Missed]:
    """Read a batch; when it cannot be read as one, halve it down to the message to blame."""
    try:
        answers = _ask(reading, uids, flags=True)
    except MailboxError as error:
        _come_back(reading, error)
        if len(uids) == 1:
            return {uids[0]: _read_alone(reading, uids[0], error)}
        half = len(uids) // 2
        return _read(reading, uids[:half]) | _read(reading, uids[half:])
    found = {uid: _message(reading, uid, answers[uid]) for uid in uids if uid in answers}
    read: dict[int, Fetched | Missed] = {uid: item for uid, item in found.items() if item}
    return read | _look_again(reading, [uid for uid in uids if uid not in read])


def _read_alone(reading: _Reading, uid: int, error: MailboxError) -> Fetched | Missed:
    """A message that broke a batch: try it alone, then without its flags, then leave it."""
    for flags in (True, False):  # a keyword with a bracket makes the whole answer unreadable
        try:
            answers = _ask(reading, [uid], flags=flags)
        except MailboxError as again:
            error = again
            _come_back(reading, error)
            continue
        found = _message(reading, uid, answers[uid]) if uid in answers else None
        return found or _look_again(reading, [uid])[uid]
    _log.warning(format_event("message.unreadable", uid=uid, error=error.what))
    return _missed(reading, uid, gone=False, detail=error.what)


def _look_again(reading: _Reading, uids: Sequence[int]) -> dict[int, Fetched | Missed]:
    """Tell expunged messages from those that the server has but did not give."""
    if not uids:
        return {}
    reading.connection.refresh()
    with reading.connection.talking("look for messages again") as client:
        there = set(client.search(["UID", ",".join(map(str, uids))]))
    read: dict[int, Fetched | Missed] = {}
    for uid in uids:
        if uid not in there:
            read[uid] = _missed(reading, uid, gone=True, detail="expunged before it was read")
            continue
        detail = "the server lists it but gives no content"
        try:
            answer = _ask(reading, [uid], flags=True).get(uid)
        except MailboxError as error:
            _come_back(reading, error)
            answer, detail = None, error.what
        found = _message(reading, uid, answer) if answer else None
        read[uid] = found or _missed(reading, uid, gone=False, detail=detail)
    return read


def _ask(reading: _Reading, uids: Sequence[int], *, flags: bool) -> dict[int, dict[bytes, Any]]:
    # PEEK: reading must not set Seen (RFC 9051 §6.4.5)
    items = ["RFC822.SIZE", "INTERNALDATE", f"BODY.PEEK[]<0.{reading.limit_octets}>"]
    with reading.connection.talking("read messages") as client:
        answers: dict[int, dict[bytes, Any]] = client.fetch(
            uids, [*items, "FLAGS"] if flags else items
        )
    return answers


def _message(reading: _Reading, uid: int, answer: dict[bytes, Any]) -> Fetched | None:
    """Return the message in an answer, or None when it is not the message."""
    raw = next((value for key, value in answer.items() if key.startswith(b"BODY[]")), None)
    octets = answer.get(b"RFC822.SIZE")
    if not isinstance(raw, bytes) or not isinstance(octets, int):
        return None
    if (not raw and octets) or _is_note(raw):
        return None
    flags = answer.get(b"FLAGS", ())
    return Fetched(
        uid=Uid(reading.selected.mailbox, reading.selected.uidvalidity, uid),
        octets=max(octets, len(raw)),
        flags=frozenset(f.decode("utf-8", "replace") for f in flags if isinstance(f, bytes)),
        received_at=_received_at(answer.get(b"INTERNALDATE")),
        raw=raw,
    )


def _is_note(raw: bytes) -> bool:
    if len(raw) > _NOTE_OCTETS:
        return False
    header = raw.partition(b"\r\n\r\n")[0].lower()
    return any(author in header and subject in header for author, subject in _NOTES)


def _received_at(value: object) -> datetime:
    if isinstance(value, datetime):
        try:
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
        except OverflowError:  # year 1 or 9999 at the edge of a time zone
            pass
    return datetime.now(UTC)  # noqa: TID251 - the server has no date: it came when we saw it


def _missed(reading: _Reading, uid: int, *, gone: bool, detail: str) -> Missed:
    selected = reading.selected
    return Missed(Uid(selected.mailbox, selected.uidvalidity, uid), gone, detail)


def _come_back(reading: _Reading, error: MailboxError) -> None:
    """Go on after a failure that one message may be to blame for, on a new line if need be.

    A server that is busy and a line that carries nothing are no message's fault: raised again.
    """
    if isinstance(error.__cause__, TimeoutError):
        raise error
    if reading.connection.usable:
        if error.temporary and error.code not in _FOR_ONE_MESSAGE:
            raise error
        return
    _log.warning(format_event("imap.reconnecting", host=reading.connection.account.host))
    reopen(reading.connection, reading.selected)
