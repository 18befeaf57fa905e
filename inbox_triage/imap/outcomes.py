"""What came of an effect, and the small steps that several effects share.

Fails: MailboxError when the line is lost: then nobody knows what came of what was begun.
Limits: 500 UIDs a command; a message of ours is at most 1 MiB.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from imapclient import IMAPClient

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import UIDS_AT_ONCE, Connection, Selected
from inbox_triage.imap.selecting import flag_names
from inbox_triage.triage.plan import ChangeFlags, Effect, EffectResult, EffectState, MoveMessage

_OURS_OCTETS = 1024 * 1024  # no draft or brief is longer; what is longer is not ours
_ID_LENGTH = 900  # a line has 998 octets (RFC 5322 §2.1.1)
_SCANNED = 200  # messages looked through where the server cannot search headers

Item = TypeVar("Item")
OnMessage = TypeVar("OnMessage", ChangeFlags, MoveMessage)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may be the one we wrote; `sha256` is empty when it is too long for that."""

    uid: int
    flags: frozenset[str]
    received_at: datetime | None
    octets: bytes
    sha256: str


def done(effect: Effect, detail: str = "", undo: Effect | None = None) -> EffectResult:
    """Return that nothing is left to do."""
    return EffectResult(effect.key, EffectState.DONE, detail, undo)


def failed(effect: Effect, detail: str) -> EffectResult:
    """Return that a human has to look."""
    return EffectResult(effect.key, EffectState.FAILED, detail)


def refusals(
    connection: Connection, error: MailboxError, effects: Iterable[Effect]
) -> list[EffectResult]:
    """Return what a refusal means for each; a lost line is no answer and is raised again."""
    if not connection.usable:
        raise error
    state = EffectState.PLANNED if error.temporary else EffectState.FAILED
    return [EffectResult(effect.key, state, str(error)) for effect in effects]


def split_stale(
    selected: Selected, wanted: Iterable[tuple[OnMessage, bool]]
) -> tuple[list[tuple[OnMessage, bool]], list[EffectResult]]:
    """Part what can be done from what names messages that have other UIDs now."""
    valid, stale = [], []
    for effect, redo in wanted:
        if effect.uid.uidvalidity == selected.uidvalidity:
            valid.append((effect, redo))
        else:  # RFC 9051 §2.3.1.1: the UID may name another message
            stale.append(failed(effect, f"{selected.mailbox} got a new UIDVALIDITY"))
    return valid, stale


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Return the items by key, in the order they came."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Return pieces that fit into one command."""
    for start in range(0, len(uids), UIDS_AT_ONCE):
        yield uids[start : start + UIDS_AT_ONCE]


def digest(octets: bytes) -> str:
    """Return the SHA-256 of a message with CRLF line ends: servers and APPEND make them so."""
    lines = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(lines.replace(b"\n", b"\r\n")).hexdigest()


def present(connection: Connection, uids: Sequence[int]) -> set[int]:
    """Return those UIDs that are in the selected mailbox."""
    connection.refresh()
    there: set[int] = set()
    for chunk in chunks(uids):
        with connection.talking("look for messages") as client:
            there.update(client.search(["UID", ",".join(map(str, chunk))]))
    return there


def remove(connection: Connection, uids: Sequence[int]) -> None:
    r"""Delete exactly these messages from the selected mailbox.

    Without UIDPLUS they stay marked `\Deleted`: a plain EXPUNGE would also remove what others
    have marked (RFC 4315 §2.1).
    """
    for chunk in chunks(uids):
        with connection.talking("remove messages") as client:
            client.add_flags(chunk, ["\\Deleted"], silent=True)
            if connection.has("UIDPLUS"):
                client.uid_expunge(chunk)


def make_mailbox(connection: Connection, name: str) -> None:
    """Create a mailbox that is not there, and subscribe to it so that mail clients show it."""
    with connection.talking(f"create {name}") as client:
        if not client.folder_exists(name):
            client.create_folder(name)
            client.subscribe_folder(name)


def find(connection: Connection, message_id: str, since: datetime | None = None) -> list[int]:
    """Return the UIDs with this Message-ID in the selected mailbox, received since about then.

    Ids that cannot be put into a command find nothing.
    """
    if not message_id or len(message_id) > _ID_LENGTH or not message_id.isascii():
        return []
    if not message_id.isprintable():
        return []
    criteria = ["HEADER", "Message-ID", message_id]
    when = ["SINCE", (since.astimezone(UTC) - timedelta(days=2)).date()] if since else []
    connection.refresh()  # Courier hides even our own APPEND until asked
    try:
        with connection.talking("look for a Message-ID") as client:
            return sorted(client.search([*when, *criteria]))
    except MailboxError:
        if not connection.usable:
            raise
    with connection.talking("look through the latest Message-IDs") as client:
        return _scan(client, message_id)


def _scan(client: IMAPClient, message_id: str) -> list[int]:
    """Some large providers cannot search headers: read the latest ones."""
    latest = sorted(client.search(["ALL"]))[-_SCANNED:]
    if not latest:
        return []
    answers = client.fetch(latest, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
    wanted = message_id.encode("ascii")
    return [
        uid
        for uid, answer in answers.items()
        if any(isinstance(value, bytes) and wanted in value for value in answer.values())
    ]


def candidates(connection: Connection, message_id: str) -> list[Candidate]:
    r"""Return the messages with this Message-ID in the selected mailbox, without `\Deleted`."""
    found = read(connection, find(connection, message_id))
    return [candidate for candidate in found if "\\deleted" not in candidate.flags]


def read(connection: Connection, uids: Sequence[int]) -> list[Candidate]:
    """Return these messages of the selected mailbox, with a digest of those that are short."""
    if not uids:
        return []
    items = ["FLAGS", "INTERNALDATE", f"BODY.PEEK[]<0.{_OURS_OCTETS}>"]
    with connection.talking("read a message of ours") as client:
        answers = client.fetch(uids, items)
    found = []
    for uid, answer in answers.items():
        octets = next((v for k, v in answer.items() if k.startswith(b"BODY[]")), None) or b""
        whole = len(octets) < _OURS_OCTETS
        flags = flag_names(answer.get(b"FLAGS", ()))
        received_at = answer.get(b"INTERNALDATE")
        found.append(Candidate(uid, flags, received_at, octets, digest(octets) if whole else ""))
    return found
