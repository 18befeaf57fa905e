"""Finds the parts of a message (RFC 2046) in its octets, without copying or decoding any of them.

One pass over the boundary lines with a stack, so that no nesting can exhaust the interpreter; the
octets of an attachment are skipped, never looked at.
"""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from inbox_triage.message.parameters import Parameters, read_parameters

HEAD_OCTETS = 256 * 1024
FIELD_OCTETS = 64 * 1024
_DEPTH = 50
_PARTS = 500
_BOUNDARY_LINES = 50_000
_LINE_OCTETS = 300

_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,20}:")

_COMMON_FIELDS = {b"from", b"to", b"cc", b"subject", b"date", b"received", b"sender"}

Fields: TypeAlias = list[tuple[str, bytes]]
"""Lower-case name and raw value, unfolded, in the order of the message."""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a message or of a part.

    Attributes:
        fields: In order.
        body: Offset of the first octet after the blank line.
        defects: What was wrong with it.
    """

    fields: Fields
    body: int
    defects: tuple[str, ...] = ()

    def first(self, name: str) -> bytes:
        """Return the first value of a field, or nothing."""
        return next((value for key, value in self.fields if key == name), b"")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that contains no other parts; an enclosed message counts as one.

    Attributes:
        head: Its own header.
        start, end: Offsets of its body in the octets of the message.
        content: Its media type with parameters.
        disposition: Its Content-Disposition with parameters.
        container: Media type of the multipart around it; empty at the top.
        alternative: Number of the nearest multipart/alternative around it, 0 without one.
    """

    head: Head
    start: int
    end: int
    content: Parameters
    disposition: Parameters
    container: str
    alternative: int


@dataclass(frozen=True, slots=True)
class Structure:
    """A message taken apart without being copied.

    Attributes:
        raw: The octets that the offsets of `head` and `parts` count.
        head: The header of the message.
        parts: In order; none at all when they are nested too deeply.
        defects: What was wrong with header and structure.
    """

    raw: bytes
    head: Head
    parts: tuple[Part, ...]
    defects: tuple[str, ...]


@dataclass(slots=True)
class _Level:
    boundary: bytes
    media_type: str
    alternative: int
    head: Head
    used: bool = False


@dataclass(slots=True)
class _Scan:
    raw: bytes
    levels: list[_Level] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    open_head: Head | None = None
    alternatives: int = 0
    defects: list[str] = field(default_factory=list)


def read_head(raw: bytes, start: int, end: int) -> Head:
    """Read the header that begins at `start`; it ends at a blank line or where it stops being one.

    RFC 5322 §2.1. Octets beyond 256 kB and values beyond 64 kB are left out.
    """
    if raw.startswith((b"\n", b"\r\n"), start):
        return Head([], start + (1 if raw.startswith(b"\n", start) else 2))
    stop, body = _blank_line(raw, start, end)
    defects = []
    if stop - start > HEAD_OCTETS:
        stop = start + HEAD_OCTETS
        defects.append("The header is longer than 256 kB; its end was left out.")
    fields, read_to = _read_fields(raw[start:stop], defects)
    if read_to < stop - start:
        defects.append("The blank line between header and body is missing.")
        body = start + read_to
    return Head(fields, min(body, end), tuple(defects))


def read_structure(raw: bytes) -> Structure:
    """Find header and parts of a message; at most 50 levels and 500 parts."""
    head = read_head(raw, 0, len(raw))
    parts, defects = _split_parts(raw, head)
    return Structure(raw, head, tuple(parts), (*head.defects, *defects))


def _split_parts(raw: bytes, head: Head) -> tuple[list[Part], list[str]]:
    scan = _Scan(raw)
    _open(scan, head)
    position = head.body - 1
    for _ in range(_BOUNDARY_LINES):
        at = raw.find(b"\n--", max(position, 0)) if scan.levels else -1
        if at < 0:
            break
        line_end = raw.find(b"\n", at + 1)
        line_end = len(raw) if line_end < 0 else line_end
        position = _at_boundary(scan, at, line_end)
        if len(scan.levels) > _DEPTH:
            return [], ["The message is too complex: more than 50 levels of parts."]
        if len(scan.parts) >= _PARTS:
            scan.defects.append("The message is too complex: more than 500 parts.")
            break
    else:
        scan.defects.append("The message is too complex: too many lines like boundaries.")
    _close(scan, len(raw))
    _leave(scan, 0, len(raw))
    return scan.parts, scan.defects


def _blank_line(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the header's text stops and where the body starts."""
    found = _BLANK_LINE.search(raw, start, end)
    return (found.start() + 1, found.end()) if found else (end, end)


def _read_fields(text: bytes, defects: list[str]) -> tuple[Fields, int]:
    """Return the fields and the offset at which the text stopped being a header."""
    found: list[tuple[str, list[bytes]]] = []
    offset = 0
    lines = text.split(b"\n")
    for number, line in enumerate(lines):
        name = None if line[:1] in b" \t" else _FIELD_NAME.match(line)
        if name:
            found.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif line[:1] in (b" ", b"\t") and found:
            found[-1][1].append(line)  # RFC 5322 §2.2.3: folded
        elif line.strip() and not line.startswith((b"From ", b">From ")):
            if not _more_fields(lines, number + 1):
                break
            defects.append("A line in the header is not a field.")
        offset += len(line) + 1
    return [(name, _unfold(lines)) for name, lines in found], min(offset, len(text))


def _more_fields(lines: list[bytes], number: int) -> bool:
    """Return whether the line after a strange one is a field again."""
    line = lines[number] if number < len(lines) else b""
    following = _FIELD_NAME.match(line)
    return following is not None and (
        b"-" in following[1] or following[1].lower() in _COMMON_FIELDS
    )


def _unfold(lines: list[bytes]) -> bytes:
    value = lines[0] if len(lines) == 1 else b"".join(line.rstrip(b"\r") for line in lines)
    return value[:FIELD_OCTETS].strip()


def _at_boundary(scan: _Scan, at: int, line_end: int) -> int:
    """Handle a line that begins with `--`; return the offset from which to look on."""
    line = scan.raw[at + 3 : line_end].rstrip() if line_end - at < _LINE_OCTETS else b""
    depth = _find_level(scan, line)
    closing = depth < 0 and line.endswith(b"--")
    if closing:
        depth = _find_level(scan, line[:-2])
    if depth < 0:
        return line_end
    _close(scan, at)
    _leave(scan, depth + (0 if closing else 1), at)
    if closing:
        return line_end
    scan.levels[-1].used = True
    start = min(line_end + 1, len(scan.raw))
    head = read_head(scan.raw, start, min(start + FIELD_OCTETS, len(scan.raw)))
    _open(scan, head)
    return max(head.body - 1, line_end)


def _find_level(scan: _Scan, boundary: bytes) -> int:
    # Innermost first: RFC 2046 §5.1.2 lets an outer boundary end all inner ones
    for depth in range(len(scan.levels) - 1, -1, -1):
        if boundary and scan.levels[depth].boundary == boundary:
            return depth
    return -1


def _open(scan: _Scan, head: Head) -> None:
    """Begin a part: a container goes on the stack, anything else waits for its end."""
    content = read_parameters(head.first("content-type"))
    if not content.value.startswith("multipart/"):
        scan.open_head = head
        return
    boundary = content.get("boundary").strip().encode("utf-8", "replace").rstrip()
    if not boundary or (not scan.levels and (b"--" + boundary) not in scan.raw):
        boundary = _guess_boundary(scan.raw, head.body)
        scan.defects.append("A multipart does not name its boundary rightly.")
    if not boundary:
        scan.open_head = head
        return
    outer = scan.levels[-1].alternative if scan.levels else 0
    if content.value == "multipart/alternative":
        scan.alternatives += 1
        outer = scan.alternatives
    scan.levels.append(_Level(boundary, content.value, outer, head))


def _guess_boundary(raw: bytes, start: int) -> bytes:
    """Return what the first line that begins with `--` says."""
    beginning = raw[start : start + 4096]
    for line in beginning.split(b"\n"):
        if line.startswith(b"--") and line.strip(b"-\r "):
            return line[2:].rstrip()
    return b""


def _close(scan: _Scan, end: int) -> None:
    """End the open part before the line break at `end`, which belongs to the boundary."""
    head = scan.open_head
    scan.open_head = None
    if head is None:
        return
    if end and scan.raw[end - 1 : end] == b"\r" and end < len(scan.raw):
        end -= 1
    level = scan.levels[-1] if scan.levels else None
    content = read_parameters(head.first("content-type"))
    if not content.value and level and level.media_type == "multipart/digest":
        content = Parameters("message/rfc822", {})  # RFC 2046 §5.1.5
    scan.parts.append(
        Part(
            head,
            head.body,
            max(head.body, end),
            content,
            read_parameters(head.first("content-disposition")),
            level.media_type if level else "",
            level.alternative if level else 0,
        )
    )


def _leave(scan: _Scan, depth: int, end: int) -> None:
    """Leave containers down to `depth`; one without a single part is taken for text."""
    while len(scan.levels) > depth:
        level = scan.levels.pop()
        if not level.used:
            scan.defects.append("A multipart has no parts.")
            scan.open_head = Head([], level.head.body)
            _close(scan, end)
