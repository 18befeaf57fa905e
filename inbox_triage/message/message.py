"""The values of a parsed message: frozen, in the words of RFC 5322.

Nothing here decides anything. `parsing.parse` fills these; everything behind reads them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Who or what wrote a message; the value is what `parse --json` prints."""

    PERSON = "person"  # a human wrote it, or we cannot tell otherwise
    DELIVERY_FAILED = "delivery-failed"  # RFC 3464, action failed
    DELIVERY_DELAYED = "delivery-delayed"  # RFC 3464, action delayed: not a failure
    DELIVERED = "delivered"  # RFC 3464, action delivered, relayed or expanded
    ABUSE_REPORT = "abuse-report"  # RFC 5965 (ARF)
    READ_RECEIPT = "read-receipt"  # RFC 8098 (MDN)
    AUTO_REPLY = "auto-reply"  # RFC 3834 auto-replied: out of office, "we got your mail"
    LIST = "list"  # RFC 2919 / RFC 2369 mailing list, newsletter
    CALENDAR = "calendar"  # RFC 5546 reply to an invitation
    NOTIFICATION = "notification"  # written by a program on nobody's behalf


@dataclass(frozen=True, slots=True)
class Address:
    """An address of RFC 5322 §3.4.

    Attributes:
        addr_spec: `local@domain`, domain in lower case; never empty, no control characters.
        display_name: Decoded phrase, may be empty.
    """

    addr_spec: str
    display_name: str = ""

    def __str__(self) -> str:
        """Return `Name <local@domain>`, for people; never for a header."""
        return f"{self.display_name} <{self.addr_spec}>" if self.display_name else self.addr_spec


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's text; its octets stay undecoded.

    Attributes:
        name: Decoded file name, may be empty.
        media_type: Such as `application/pdf`, lower case.
        octets: Size after decoding the transfer encoding, estimated when truncated.
    """

    name: str
    media_type: str
    octets: int


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a report says of an earlier message (RFC 3464, RFC 3463).

    Attributes:
        failed_recipients: Addresses it was not delivered to, lower case.
        enhanced_status: Such as `5.1.1`; empty when not given.
        original_message_id: `<id>` of the message reported on, or None.
        diagnostic: The server's own words, at most 500 characters.
    """

    failed_recipients: tuple[str, ...] = ()
    enhanced_status: str = ""
    original_message_id: str | None = None
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An Internet message as we understand it. Built by `parsing.parse`, which never raises.

    Attributes:
        fingerprint: 32 hex digits over normalised content (author, Date, base subject, first
            64 KiB of body without white space); the same mail delivered twice, or fetched in
            full or in part, has the same one. The identity of a message.
        octets: Size on the server (RFC822.SIZE), or of the raw octets given.
        message_id: `<id@domain>` with angle brackets, or None. Not an identity: may be missing,
            repeated or rewritten on the way.
        in_reply_to, references: Ids with angle brackets, in header order, without repeats.
        thread_index: First 22 octets of Outlook's Thread-Index as hex, or empty.
        subject: Decoded, one line. base_subject: RFC 5256 §2.1, without Re:/Fwd: and list tags.
        author: First address of From:, or None when it cannot be read.
        sender, reply_to, to, cc: As RFC 5322 §3.6.2-3.
        delivered_to: Delivered-To / X-Original-To / Envelope-To addresses, lower case.
        reverse_path: Return-Path address in lower case; empty string for `<>`, None if absent.
        claimed_at: Date: header as aware UTC, None when unreadable.
        text: The whole readable text, HTML converted; quotes included.
        own_text: What the person wrote this time: no quotes, no signature; never empty when
            `text` is not, except for pure forwards of nothing.
        signature: What was cut off as signature, may be empty.
        html: The HTML part as decoded text, or empty.
        attachments: Parts that are not the message's own text.
        kind: Person, or what sort of automatic message.
        kind_reason: The header or words that say so; empty for persons.
        answerable: False when RFC 3834 §2 forbids an automatic answer: robots, lists, null
            senders, bulk mail that carries nobody's request. Nearly every person's is True.
        report: For delivery reports, else None.
        forwarded_author: Author found in a forwarded message inside, or None.
        form_author: Customer named in a contact form's body fields, or None.
        list_id: RFC 2919 id without brackets, or empty.
        headers: (lower-case name, decoded value) in order; at most 500, values cut at 4 000
            characters. For rules and `explain`.
        defects: What was wrong with it, short sentences; empty for clean mail.
        truncated: True when only the beginning of the message was fetched.
    """

    fingerprint: str
    octets: int
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    thread_index: str
    subject: str
    base_subject: str
    author: Address | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    reverse_path: str | None
    claimed_at: datetime | None
    text: str
    own_text: str
    signature: str
    html: str
    attachments: tuple[Attachment, ...]
    kind: Kind
    kind_reason: str
    answerable: bool
    report: DeliveryReport | None
    forwarded_author: Address | None
    form_author: Address | None
    list_id: str
    headers: tuple[tuple[str, str], ...]
    defects: tuple[str, ...]
    truncated: bool

    def header(self, name: str) -> str | None:
        """Return the first value of a header by its lower-case name, or None."""
        return next((value for key, value in self.headers if key == name), None)
