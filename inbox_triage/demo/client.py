"""What an agent's mail client does, scripted: list a mailbox, star, move, answer from a draft.

Nothing here knows the daemon: it sees what any IMAP client sees.

Fails: IMAPClientError when the server refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, make_msgid

from imapclient import IMAPClient

from inbox_triage.demo.samples import DOMAIN
from inbox_triage.demo.world import HOST, DemoAccount, World
from inbox_triage.message.message import Message
from inbox_triage.message.parsing import parse

_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a mail client lists it."""

    uid: int
    flags: frozenset[str]
    message: Message
    octets: bytes = field(repr=False)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The tags, without the system's flags."""
        return tuple(sorted(flag for flag in self.flags if not flag.startswith("\\")))

    @property
    def starred(self) -> bool:
        """Say whether it has the star."""
        return "\\Flagged" in self.flags


class Client:
    """One login to the world."""

    def __init__(self, connection: IMAPClient) -> None:
        self._connection = connection

    def list(self, mailbox: str) -> tuple[Shown, ...]:
        """Return everything in a mailbox, in the order of arrival; marks nothing as read."""
        self._connection.select_folder(mailbox, readonly=True)
        uids = self._connection.search(["ALL"])
        found = self._connection.fetch(uids, ["FLAGS", "BODY.PEEK[]"]) if uids else {}
        return tuple(_shown(uid, found[uid]) for uid in sorted(found))

    def find(self, mailbox: str, fingerprint: str) -> Shown | None:
        """Return one message by its fingerprint, or None."""
        listed = self.list(mailbox)
        return next((shown for shown in listed if shown.message.fingerprint == fingerprint), None)

    def star(self, mailbox: str, uid: int) -> None:
        """Set the star."""
        self._connection.select_folder(mailbox)
        self._connection.add_flags([uid], [b"\\Flagged"])

    def move(self, mailbox: str, uid: int, target: str) -> None:
        """Move a message."""
        self._connection.select_folder(mailbox)
        self._connection.move([uid], target)

    def put(self, mailbox: str, octets: bytes, *, seen: bool, received_at: datetime) -> None:
        """Append a message, such as the copy of what was sent."""
        flags = [b"\\Seen"] if seen else []
        self._connection.append(mailbox, octets, flags=flags, msg_time=received_at)

    def remove(self, mailbox: str, uid: int) -> None:
        """Remove one message for good, as clients do with a draft that was sent."""
        self._connection.select_folder(mailbox)
        self._connection.add_flags([uid], [b"\\Deleted"])
        self._connection.uid_expunge([uid])  # RFC 4315: only this one


@contextmanager
def open_client(world: World, account: DemoAccount) -> Iterator[Client]:
    """Log in; log out at the end of the block."""
    port, password = world.imap_port, account.password
    with IMAPClient(HOST, port=port, ssl=False, timeout=_PATIENCE_SECONDS) as connection:
        connection.login(account.username, password)
        yield Client(connection)


def finished(draft: Shown, added: str, now: datetime) -> bytes:
    """Return the message that leaves when an agent has added a sentence above the quote.

    Like every client it keeps the headers that thread and gives a Message-ID and Date of its own.
    """
    message = message_from_bytes(draft.octets, policy=WIRE)
    assert isinstance(message, EmailMessage)
    text = str(message.get_content()).replace("\r\n", "\n")
    greeting, _, rest = text.partition("\n\n")
    message.set_content(f"{greeting}\n\n{added}\n\n{rest}")
    for name, value in (
        ("Date", format_datetime(now)),
        ("Message-ID", make_msgid(domain=f"client.{DOMAIN}")),
        ("User-Agent", "Mozilla Thunderbird"),
    ):
        del message[name]
        message[name] = value
    return message.as_bytes()


def answer_to(received: Shown, text: str, now: datetime) -> bytes:
    """Return what a customer answers to a message of ours."""
    original = received.message
    answer = EmailMessage(policy=WIRE)
    answer["From"] = str(original.to[0])
    answer["To"] = str(original.author)
    answer["Subject"] = f"Re: {original.base_subject}"
    answer["Date"] = format_datetime(now)
    answer["Message-ID"] = make_msgid(domain=original.to[0].addr_spec.rpartition("@")[2])
    answer["In-Reply-To"] = original.message_id
    answer["References"] = " ".join([*original.references, str(original.message_id)])
    quote = "\n".join(f"> {line}" for line in original.text.strip().splitlines())
    answer.set_content(f"{text}\n\n{original.author} wrote:\n{quote}\n")
    return answer.as_bytes()


def _shown(uid: int, data: dict[bytes, object]) -> Shown:
    octets, flags = data[b"BODY[]"], data[b"FLAGS"]
    assert isinstance(octets, bytes)
    assert isinstance(flags, tuple)
    names = frozenset(flag.decode("ascii") for flag in flags) - {"\\Recent"}
    return Shown(uid, names, parse(octets), octets)
