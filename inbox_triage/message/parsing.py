"""Turns any octets into a `Message`: what is wrong becomes a defect, never an exception."""

from dataclasses import dataclass
from datetime import datetime

from inbox_triage.message.automatic import Clues, Verdict, judge
from inbox_triage.message.body import OwnText, read_own_text
from inbox_triage.message.contents import Contents, read_contents
from inbox_triage.message.dates import read_date
from inbox_triage.message.fields import Header, read_header
from inbox_triage.message.forms import find_form_author
from inbox_triage.message.forwarded import find_forwarded_author
from inbox_triage.message.identifiers import (
    base_subject,
    fingerprint,
    is_forward,
    read_message_id,
    read_thread_index,
)
from inbox_triage.message.message import Address, DeliveryReport, Message
from inbox_triage.message.mime import Part, Structure, read_structure
from inbox_triage.message.reports import build_report, read_status, second_opinion

_SUBJECT_LENGTH = 2000
_SINGLE_FIELDS = ("from", "subject", "date", "message-id")
_BODY_OCTETS = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Source:
    """A message's structure and what its header says first of all."""

    structure: Structure
    header: Header
    subject: str
    base_subject: str
    author: Address | None
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Body:
    """What the body says."""

    contents: Contents
    own: OwnText
    verdict: Verdict
    report: DeliveryReport | None
    forwarded_author: Address | None
    form_author: Address | None


def parse(raw: bytes, octets: int | None = None) -> Message:
    """Return what a message says. Total: any octets give a `Message`, with `defects` if need be.

    Work and memory are bounded by caps on header, parts, nesting and text (128 kB a part);
    attachments are not decoded.

    Args:
        raw: The message as fetched, complete or only its beginning.
        octets: Its size on the server (RFC822.SIZE); larger than `raw` means it was truncated.
    """
    structure = read_structure(_cleaned(raw))
    charset = next((c for part in structure.parts if (c := part.content.get("charset"))), "")
    header = read_header(structure.head.fields, charset)
    subject = header.first_decoded("subject")[:_SUBJECT_LENGTH]
    author = next(iter(header.addresses("from")), None)
    claimed_at = read_date(header.first("date"))
    source = _Source(structure, header, subject, base_subject(subject), author, claimed_at)
    return _message(source, len(raw) if octets is None else octets, len(raw))


def _cleaned(raw: bytes) -> bytes:
    """Remove what stands before the header, and the line ends of old Macs."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:1] in {b"\r", b"\n", b" ", b"\t"}:
        raw = raw.lstrip(b"\r\n \t")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _message(source: _Source, octets: int, fetched: int) -> Message:
    """Put the pieces together; `octets` lie on the server, `fetched` of them are here."""
    header, subject, body = source.header, source.subject, _read_body(source)
    return Message(
        fingerprint=_fingerprint(source),
        octets=octets,
        message_id=read_message_id(header.first("message-id")),
        in_reply_to=header.ids("in-reply-to"),
        references=header.ids("references"),
        thread_index=read_thread_index(header.first("thread-index")),
        subject=subject,
        base_subject=source.base_subject,
        author=source.author,
        sender=next(iter(header.addresses("sender")), None),
        reply_to=header.addresses("reply-to"),
        to=header.addresses("to"),
        cc=header.addresses("cc"),
        delivered_to=header.delivered_to(),
        reverse_path=header.reverse_path(),
        claimed_at=source.claimed_at,
        text=body.own.text,
        own_text=body.own.own_text,
        signature=body.own.signature,
        html=body.contents.html,
        attachments=body.contents.attachments,
        kind=body.verdict.kind,
        kind_reason=body.verdict.reason,
        answerable=body.verdict.answerable,
        report=body.report,
        forwarded_author=body.forwarded_author,
        form_author=body.form_author,
        list_id=_list_id(header.first_decoded("list-id")),
        headers=header.decoded,
        defects=tuple(dict.fromkeys((*source.structure.defects, *_header_defects(source)))),
        truncated=octets > fetched,
    )


def _fingerprint(source: _Source) -> str:
    start = source.structure.head.body
    return fingerprint(
        source.author.addr_spec if source.author else "",
        # What has no Date is told from the next by its id: two reports of a program are two.
        source.claimed_at or source.header.first("date") or source.header.first("message-id"),
        source.base_subject,
        source.structure.raw[start : start + _BODY_OCTETS],
    )


def _read_body(source: _Source) -> _Body:
    contents = read_contents(source.structure)
    forward = is_forward(source.subject)
    own = read_own_text(source.structure, contents, is_forward=forward)
    form_author = find_form_author(own.text)
    verdict, report = _judged(source, own, form_author)
    passed_on = find_forwarded_author(source.structure, own.text, is_forward=forward)
    return _Body(contents, own, verdict, report, passed_on, form_author)


def _judged(
    source: _Source, own: OwnText, form_author: Address | None
) -> tuple[Verdict, DeliveryReport | None]:
    """Say what kind of message it is, and for a report what it reports."""
    status = read_status(source.structure)
    verdict = judge(
        Clues(
            header=source.header.first_decoded,
            names=tuple(dict.fromkeys(name for name, _ in source.header.decoded)),
            author=source.author,
            reply_to=source.header.addresses("reply-to"),
            subject=source.subject,
            content_type=source.header.first_decoded("content-type").lower().replace('"', ""),
            part_types=tuple(_part_type(part) for part in source.structure.parts),
            text=own.text,
            status=status.kind if status else None,
            has_status=status is not None,
            opinion=lambda: second_opinion(source.structure),
            has_form_author=form_author is not None,
        )
    )
    answered = (*source.header.ids("in-reply-to"), *source.header.ids("references"))
    report = build_report(verdict.kind, source.structure, own.text, answered)
    return verdict, report


def _part_type(part: Part) -> str:
    method = part.content.get("method").lower()
    return f"{part.content.value};method={method}" if method else part.content.value


def _list_id(value: str) -> str:
    """Return the id in the brackets of a List-Id (RFC 2919 §2)."""
    start, end = value.rfind("<"), value.rfind(">")
    return value[start + 1 : end].strip() if 0 <= start < end else ""


def _header_defects(source: _Source) -> list[str]:
    header = source.header
    defects = []
    if not header.all("from"):
        defects.append("There is no From field.")
    elif source.author is None:
        defects.append("The From field names no address.")
    if not read_message_id(header.first("message-id")):
        defects.append("There is no Message-ID.")
    if header.all("date") and source.claimed_at is None:
        defects.append("The Date field cannot be read.")
    # RFC 5322 §3.6: at most once
    repeated = (name for name in _SINGLE_FIELDS if len(header.all(name)) > 1)
    return [*defects, *(f"The field {name} occurs more than once." for name in repeated)]
