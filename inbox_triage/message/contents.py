"""Chooses what of a message's parts is its text and what is attached to it."""

import binascii
import re
from dataclasses import dataclass

from inbox_triage.message.charsets import decode_octets
from inbox_triage.message.headers import decode_base64, decode_words, one_line
from inbox_triage.message.html import read_html
from inbox_triage.message.lines import Body, Mark
from inbox_triage.message.message import Attachment
from inbox_triage.message.mime import Part, Structure, read_structure

TEXT_OCTETS = 128 * 1024
_ALL_TEXT_OCTETS = 4 * TEXT_OCTETS
_NAME_LENGTH = 255
_FOOTER = re.compile(rb"\r?\n--|\r?\n\s{0,10}\r?\n[^\n]{0,100}[ !.,]")
_TEXT_TYPES = {
    "",
    "text",
    "text/plain",
    "plain/text",
    "text/html",
}
_REPORT_TYPES = (
    "message/delivery-status", "message/disposition-notification", "message/feedback-report",
    "text/rfc822-headers", "message/global-delivery-status", "message/global-headers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message consists of.

    Attributes:
        body: The lines of the readable text.
        html: The HTML parts as decoded text.
        alternative: The HTML to which `body` is the plain alternative, or empty.
        attachments: Everything else, undecoded.
    """

    body: Body
    html: str
    alternative: str
    attachments: tuple[Attachment, ...]


def read_contents(structure: Structure) -> Contents:
    """Decode the text parts, at most 128 kB of each and 512 kB of all, and list the others."""
    texts, others = _texts(structure)
    chosen = [(part, text) for part, text in texts if not _has_better(part, text, texts)]
    pages = [text for part, text in texts if _is_html(part)]
    plain_only = not any(_is_html(part) for part, _ in chosen)
    return Contents(
        _joined([_lines(part, text) for part, text in chosen]),
        "\n".join(pages),
        pages[0] if pages and plain_only else "",
        tuple(_attachment(structure.raw, part) for part in others),
    )


def _texts(structure: Structure) -> tuple[list[tuple[Part, str]], list[Part]]:
    """Return the parts that are the message's text, decoded, and those that are attached."""
    texts: list[tuple[Part, str]] = []
    others: list[Part] = []
    room = _ALL_TEXT_OCTETS
    for part in structure.parts:
        if room > 0 and _is_text(part, texts):
            text = part_text(structure.raw, part)
            room -= len(text)
            if text.strip() or not texts:
                texts.append((part, text))
        elif not part.content.value.startswith(_REPORT_TYPES):
            others.append(part)
    return texts, others


def enclosed_text(structure: Structure) -> str:
    """Return the readable text of the first enclosed message that is no report's, or nothing.

    What that message encloses is left alone.
    """
    for part in structure.parts:
        if part.content.value == "message/rfc822" and part.container != "multipart/report":
            texts, _ = _texts(read_structure(part_octets(structure.raw, part).lstrip()))
            chosen = [(p, text) for p, text in texts if not _has_better(p, text, texts)]
            return "\n".join(_joined([_lines(p, text) for p, text in chosen]).lines).strip()
    return ""


def part_octets(raw: bytes, part: Part, limit: int = TEXT_OCTETS) -> bytes:
    """Return the first octets of a part without their transfer encoding (RFC 2045 §6)."""
    encoding = part.head.first("content-transfer-encoding").strip(b" \t\"';.").lower()[:40]
    octets = raw[part.start : min(part.end, part.start + limit)]
    if encoding == b"base64":
        footer = _FOOTER.search(octets)
        return decode_base64(octets[: footer.start()] if footer else octets)
    if encoding in {b"quoted-printable", b"quoted printable", b"qp"}:
        return binascii.a2b_qp(octets)
    if encoding in {b"x-uuencode", b"uuencode", b"x-uue", b"uue"}:
        return _uudecoded(octets)
    return octets  # RFC 2045 §6.4: what is not understood stays as it is


def part_text(raw: bytes, part: Part) -> str:
    """Return a text part as text with LF line ends."""
    octets = part_octets(raw, part)
    charset = part.content.get("charset")
    if not charset and _is_html(part):
        charset = _meta_charset(octets)
    text = decode_octets(octets, charset).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "")


def part_name(part: Part) -> str:
    """Return the decoded file name of a part, without any path; may be empty."""
    name = part.disposition.get("filename") or part.content.get("name")
    return one_line(decode_words(name)).strip("\"' ")[-_NAME_LENGTH:]


def _is_html(part: Part) -> bool:
    return part.content.value == "text/html"


def _is_text(part: Part, texts: list[tuple[Part, str]]) -> bool:
    kind = part.content.value
    if kind not in _TEXT_TYPES and "/" in kind:
        return False
    if part.disposition.value == "attachment":
        return False
    named = bool(part.disposition.get("filename") or part.content.get("name"))
    return not named or not texts


def _has_better(part: Part, text: str, texts: list[tuple[Part, str]]) -> bool:
    """Return whether another part of the same multipart/alternative says it better."""
    if not part.alternative:
        return False
    rivals = [(p, t) for p, t in texts if p.alternative == part.alternative and p is not part]
    if _is_html(part):
        return any(not _is_html(p) and t.strip() for p, t in rivals)
    return not text.strip() and bool(rivals)


def _lines(part: Part, text: str) -> Body:
    if _is_html(part):
        return read_html(text)
    if part.content.get("format").lower() == "flowed":
        return Body(_unflowed(text, part.content.get("delsp").lower() == "yes"), {})
    return Body([line.rstrip() for line in text.split("\n")], {})


def _unflowed(text: str, delete_space: bool) -> list[str]:  # noqa: FBT001 - one private caller
    """Join lines that end in a space with the next of the same quote depth (RFC 3676 §4)."""
    lines: list[str] = []
    flowing = False
    depth = 0
    for line in text.split("\n"):
        bare = line.lstrip(">")
        now = len(line) - len(bare)
        bare = bare.removeprefix(" ") if now or line.startswith(" ") else bare
        if flowing and now == depth and bare != "-- ":
            lines[-1] += bare
        else:
            lines.append(f"{'>' * now}{' ' if now else ''}{bare}")
        flowing, depth = bare.endswith(" ") and bare != "-- ", now
        if flowing and delete_space:
            lines[-1] = lines[-1][:-1]
    return [line.rstrip() for line in lines]


def _joined(bodies: list[Body]) -> Body:
    lines: list[str] = []
    marks: dict[int, Mark] = {}
    for body in bodies:
        if lines and lines[-1]:
            lines.append("")
        marks.update({len(lines) + number: mark for number, mark in body.marks.items()})
        lines.extend(body.lines)
    return Body(lines, marks)


def _attachment(raw: bytes, part: Part) -> Attachment:
    size = part.end - part.start
    if part.head.first("content-transfer-encoding").strip().lower() == b"base64":
        breaks = raw.count(b"\n", part.start, part.end) + raw.count(b"\r", part.start, part.end)
        padding = raw.count(b"=", max(part.start, part.end - 8), part.end)
        size = max(0, (size - breaks) * 3 // 4 - padding)
    kind = part.content.value if "/" in part.content.value else "application/octet-stream"
    name = part_name(part)
    return Attachment(name, kind[:100], size)


def _meta_charset(octets: bytes) -> str:
    head = octets[:2048].lower()
    at = head.find(b"charset=")
    if at < 0:
        return ""
    value = head[at + 8 : at + 60].lstrip(b"\"' ")
    end = next((n for n, octet in enumerate(value) if octet in b"\"' ;/>"), len(value))
    return value[:end].decode("ascii", "ignore")


def _uudecoded(octets: bytes) -> bytes:
    decoded = []
    for line in octets.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(decoded)
