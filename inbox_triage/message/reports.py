"""Reads delivery reports (RFC 3464) and the many that look like none."""

import email
import re
from dataclasses import dataclass, replace

from flufl.bounce import all_failures

from inbox_triage.message.charsets import decode_octets
from inbox_triage.message.contents import part_octets, part_text
from inbox_triage.message.identifiers import read_ids, read_message_id
from inbox_triage.message.message import DeliveryReport, Kind
from inbox_triage.message.mime import Structure, read_head

_OPINION_FROM = 300
_OPINION_HEAD = 16 * 1024
_OPINION_BODY = 48 * 1024
_OPINION_COMMENTS = 200
_OPINION_FAILURES = (
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_ASCII = bytes(range(128)) + b"?" * 128
_BLANK_LINES = re.compile(rb"\n(?:[ \t\r]{0,100}\n){3,1000}")
_RECIPIENTS = 100
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(
    r"^[> \t]{0,10}message-id:\s{0,10}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=/-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_ENCLOSED = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "text/rfc822",
    "message/global-headers",
)
_CODES = ("450", "452", "550", "551", "552", "553", "554")
_TEXT_LENGTH = 20_000
_REPORT_KINDS = {
    Kind.DELIVERY_FAILED,
    Kind.DELIVERY_DELAYED,
    Kind.DELIVERED,
    Kind.ABUSE_REPORT,
    Kind.READ_RECEIPT,
}
_ACTIONS = {
    "failed": Kind.DELIVERY_FAILED,
    "delayed": Kind.DELIVERY_DELAYED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.DELIVERED,
    "expanded": Kind.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class StatusPart:
    """A message/delivery-status part.

    Attributes:
        kind: By the worst Action in it, None when it names none.
        report: Without the original's id.
    """

    kind: Kind | None
    report: DeliveryReport


def read_status(structure: Structure) -> StatusPart | None:
    """Read the delivery-status part, or return None when there is none."""
    part = next((p for p in structure.parts if p.content.value.endswith("delivery-status")), None)
    if part is None:
        return None
    blocks = [
        _block(block) for block in part_text(structure.raw, part).split("\n\n")[: _RECIPIENTS + 1]
    ]
    kinds = [_ACTIONS.get(block.get("action", "").lower().split(" ")[0]) for block in blocks]
    found = [kind for kind in kinds if kind]
    worst = next((k for k in _ACTIONS.values() if k in found), None)
    failed = [
        _recipient(b)
        for b, k in zip(blocks, kinds, strict=True)
        if k is Kind.DELIVERY_FAILED or k is None
    ]
    said = next((b["diagnostic-code"] for b in blocks if "diagnostic-code" in b), "")
    status = next((m[1] for b in blocks if (m := _STATUS.search(b.get("status", "")))), "")
    return StatusPart(
        worst, DeliveryReport(tuple(dict.fromkeys(filter(None, failed))), status, None, said[:500])
    )


def second_opinion(structure: Structure) -> tuple[str, ...]:
    """Return the failed addresses that flufl.bounce finds; nothing when it fails itself.

    It is shown little, and nothing that makes it slow or recurse: blank lines by the thousand,
    comments within comments.
    """
    # Without the characters that make the standard library find no address, or recurse
    source = structure.head.first("from")[:_OPINION_FROM].translate(_ASCII, b'()"<>\\,;:')
    if not structure.parts or not source.strip():
        return ()
    raw, start = structure.raw, structure.head.body
    header, body = raw[: min(start, _OPINION_HEAD)], raw[start : start + _OPINION_BODY]
    if header.count(b"(") > _OPINION_COMMENTS:
        return ()
    header = header.translate(_ASCII).rstrip()
    shown = b"From: " + source + b"\n" + header + b"\n\n" + _BLANK_LINES.sub(b"\n\n", body)
    try:
        found = all_failures(email.message_from_bytes(shown))
    except _OPINION_FAILURES:
        return ()
    addresses = {a.decode("ascii", "replace") if isinstance(a, bytes) else str(a) for a in found}
    return tuple(sorted(a.lower() for a in addresses if "@" in a))[:_RECIPIENTS]


def build_report(
    kind: Kind, structure: Structure, text: str, answered: tuple[str, ...]
) -> DeliveryReport | None:
    """Return what a report says, or None for messages that are no reports.

    Args:
        kind: Of the message.
        structure: Its parts.
        text: Its readable text.
        answered: Ids from In-Reply-To and References: the last resort for the original's id.
    """
    if kind not in _REPORT_KINDS:
        return None
    status = read_status(structure)
    found = status.report if status else _from_text(text)
    if kind is Kind.DELIVERY_FAILED and not found.failed_recipients:
        failed = second_opinion(structure) or _addresses(text)[:1]
        found = replace(found, failed_recipients=failed)
    return replace(found, original_message_id=_original_id(structure, text, answered))


def _from_text(text: str) -> DeliveryReport:
    """Read what a bounce that has only words says."""
    beginning = text[:_TEXT_LENGTH]
    status = _STATUS.search(beginning)
    said = (line.strip() for line in beginning.split("\n"))
    code = next((line for line in said if _STATUS.search(line) or line.startswith(_CODES)), "")
    return DeliveryReport((), status[1] if status else "", None, code[:500])


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.lower() for a in _ADDRESS.findall(text[:4000])))


def _original_id(structure: Structure, text: str, answered: tuple[str, ...]) -> str | None:
    """Return the id of the message reported on: from the copy enclosed, or from the words."""
    for part in structure.parts:
        if part.content.value in _ENCLOSED:
            octets = part_octets(structure.raw, part)
            head = read_head(octets, len(octets) - len(octets.lstrip()), len(octets))
            found = read_message_id(decode_octets(head.first("message-id")))
            if found:
                return found
    for part in structure.parts:
        if part.content.value.endswith(
            ("delivery-status", "feedback-report", "disposition-notification")
        ):
            block = _block(part_text(structure.raw, part))
            ids = read_ids(block.get("original-message-id", ""))
            if ids:
                return ids[0]
    said = _MESSAGE_ID.search(text)
    return said[1] if said else (answered[0] if answered else None)


def _block(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n")[:500]:
        if line[:1] in {" ", "\t"} and name:
            fields[name] = f"{fields[name]} {line.strip()}"[:2000]
            continue
        key, colon, value = line.partition(":")
        if colon and key.strip():
            name = key.strip().lower()
            fields.setdefault(name, value.strip())
    return fields


def _recipient(block: dict[str, str]) -> str:
    """Return `ann@example.net` of `rfc822; ann@example.net` (RFC 3464 §2.3)."""
    value = block.get("final-recipient") or block.get("original-recipient") or ""
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[0].lower() if found else ""
