"""Writes the messages that are ours: replies as drafts, briefs beside a message, mail to the team.

The MIME lines are written directly, because each message is one text part and nothing else; the
tests read every line back with the standard library. What mail clients make of a draft decides
its shape: single-part text, the token first and the customer's id last in References, no X- fields
(docs/agents.md).
"""

import binascii
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.utils import format_datetime

from inbox_triage.message.header_fields import (
    CRLF,
    address_field,
    ids_field,
    is_id,
    one_line,
    text_field,
)
from inbox_triage.message.message import Address, Message
from inbox_triage.message.recipients import Recipients

_LINE_OCTETS = 998  # RFC 5322 §2.1.1: lines MUST NOT be longer
_CHAIN_LENGTH = 20
_QUOTED_LINES = 200
_QUOTED_LENGTH = 20_000
_NAME_LENGTH = 80
NAME = "inbox-triage"
"""The local part of a brief's From, and the name in an alert's: how others' notes are known."""

_AUTOMATIC = "Auto-Submitted: auto-generated"  # RFC 3834 §5

_CONTROLS = dict.fromkeys([*range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0)])
_REPLY_MARKS = ("re:", "aw:", "antw:", "sv:", "vs:", "rv:", "rif:", "odp:")

# With and without a date.
_ATTRIBUTIONS = {
    "en": ("On {date}, {name} wrote:", "{name} wrote:"),
    "de": ("Am {date} schrieb {name}:", "{name} schrieb:"),
    "fr": ("Le {date}, {name} a écrit :", "{name} a écrit :"),
}
_DATES = {"en": "%Y-%m-%d at %H:%M", "de": "%d.%m.%Y um %H:%M", "fr": "%d/%m/%Y à %H:%M"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a customer, as it will lie in Drafts.

    Attributes:
        original: The customer's message that is answered and quoted.
        sender: The inbox: address byte-exact, name of the team.
        recipients: See `recipients.recipients_of_reply`.
        token: The id that goes first in References, see `triage.tokens`.
        message_id: Of this version of the draft.
        written_at: Aware; becomes Date:.
        language: Of the attribution line; English when we have no words for it.
        zone: Of the date in the attribution line.
        text: Our words with the signature, without the quote.
    """

    original: Message
    sender: Address
    recipients: Recipients
    token: str
    message_id: str
    written_at: datetime
    language: str
    zone: tzinfo
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A brief: what we know of a customer's message, for the agents and for nobody else.

    Attributes:
        original: The customer's message beside which it lies.
        summary: Headline, shown as the name in From.
        address: addr-spec of the inbox; To: and Reply-To:.
        message_id: A token, so that a reply to the brief can be recognised.
        dated_at: One second before the customer's message was received: then clients show the
            brief above it, and Reply goes to the customer.
        text: What the agents read; the first 120 characters are the preview.
    """

    original: Message
    summary: str
    address: str
    message_id: str
    dated_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Mail to the team or the admin, such as "this is overdue"; `message_id` is a token."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    written_at: datetime


def reply_octets(reply: Reply) -> bytes:
    """Return the draft as octets with CRLF line ends; it never raises on what a customer wrote."""
    original = reply.original
    fields = [
        address_field("From", [reply.sender]),
        address_field("To", reply.recipients.to),
        address_field("Cc", reply.recipients.cc),
        text_field("Subject", reply_subject(original.subject)),
        f"Date: {format_datetime(reply.written_at)}",
        ids_field("Message-ID", [reply.message_id]),
        ids_field("In-Reply-To", [original.message_id or ""]),
        ids_field("References", _chain(reply.token, original)),
    ]
    return _assemble(fields, f"{reply.text.rstrip()}\n\n{_quote(reply)}")


def note_octets(note: Note) -> bytes:
    """Return the brief as octets with CRLF line ends."""
    domain = note.address.rpartition("@")[2]
    customer_id = note.original.message_id or ""
    fields = [
        # An address that is no agent's and not the inbox's: no client may take it for "me".
        address_field("From", [Address(f"{NAME}@{domain}", note.summary)]),
        address_field("Reply-To", [Address(note.address)]),
        address_field("To", [Address(note.address)]),
        text_field("Subject", reply_subject(note.original.subject)),
        f"Date: {format_datetime(note.dated_at)}",
        ids_field("Message-ID", [note.message_id]),
        ids_field("In-Reply-To", [customer_id]),
        ids_field("References", [customer_id]),
        _AUTOMATIC,
    ]
    return _assemble(fields, note.text)


def alert_octets(alert: Alert) -> bytes:
    """Return mail to the team as octets with CRLF line ends."""
    fields = [
        address_field("From", [alert.sender]),
        address_field("To", alert.to),
        text_field("Subject", alert.subject),
        f"Date: {format_datetime(alert.written_at)}",
        ids_field("Message-ID", [alert.message_id]),
        _AUTOMATIC,
    ]
    return _assemble(fields, alert.text)


def reply_subject(subject: str) -> str:
    """Return `Re: ` and the subject as it was, without the reply marks that it had."""
    rest = one_line(subject)
    while rest.lower().startswith(_REPLY_MARKS):
        rest = rest.partition(":")[2].lstrip()
    return f"Re: {rest}".rstrip()


def _chain(token: str, original: Message) -> list[str]:
    """Return the ids for References: the token first, the customer's id last.

    The token survives every client only here. Thunderbird takes the last id for In-Reply-To, so
    that must be the customer's.
    """
    # RFC 5322 §3.6.4: without References, a single In-Reply-To of the parent is the chain
    earlier = original.references or original.in_reply_to[:1]
    customer_id = original.message_id or ""
    middle = [i for i in dict.fromkeys(earlier) if i not in {token, customer_id} and is_id(i)]
    room = _CHAIN_LENGTH - 2
    if len(middle) > room:  # the root and the latest say most about the thread
        middle = [middle[0], *middle[1 - room :]]
    return [token, *middle, customer_id]


def _quote(reply: Reply) -> str:
    whole = reply.original.text.strip()
    lines = whole[:_QUOTED_LENGTH].splitlines()
    kept = lines[:_QUOTED_LINES]
    if len(lines) > _QUOTED_LINES or len(whole) > _QUOTED_LENGTH:
        kept.append("[…]")
    # RFC 3676 §4.5: quote marks stand together, a space after the last
    quoted = [f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in kept]
    return "\n".join([_attribution(reply), *quoted])


def _attribution(reply: Reply) -> str:
    author = reply.original.author or Address("?")
    name = one_line(author.display_name or author.addr_spec)[:_NAME_LENGTH]
    language = reply.language if reply.language in _ATTRIBUTIONS else "en"
    dated, undated = _ATTRIBUTIONS[language]
    at = reply.original.claimed_at
    try:
        date = at.astimezone(reply.zone).strftime(_DATES[language]) if at else ""
    except (OverflowError, ValueError):  # senders are free to claim the year 1 or 9999
        date = ""
    return (dated if date else undated).format(date=date, name=name)


def _assemble(fields: list[str], body: str) -> bytes:
    """Join the fields that have a value and the body, in the simplest encoding that carries it."""
    lines = [
        line if line.isprintable() else line.translate(_CONTROLS) for line in body.splitlines()
    ]
    octets = (CRLF.join(lines) + CRLF).encode("utf-8", "replace")
    encoding = "7bit"
    if not octets.isascii() or any(len(line) > _LINE_OCTETS for line in lines):
        encoding = "quoted-printable"  # RFC 2045 §6.7: passes every server unchanged
        octets = binascii.b2a_qp(octets, istext=True)
    mime = [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    head = CRLF.join([*(field for field in fields if field), *mime, "", ""])
    return head.encode("ascii") + octets
