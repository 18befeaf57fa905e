"""Finds who wrote the message that somebody passed on to us."""

from inbox_triage.message.addresses import find_address, read_addresses
from inbox_triage.message.contents import part_octets
from inbox_triage.message.headers import raw_text
from inbox_triage.message.message import Address
from inbox_triage.message.mime import Structure, read_head
from inbox_triage.message.quotes import is_forward_line
from inbox_triage.message.wording import FROM_CAPTIONS

_LINES = 400
_BLOCK_LINES = 8


def find_forwarded_author(structure: Structure, text: str, *, is_forward: bool) -> Address | None:
    """Return the author of a forwarded message inside, or None.

    Args:
        structure: Of the message; an enclosed message/rfc822 is the surest place.
        text: Readable text, searched for a forward's header lines.
        is_forward: Whether the subject says that it is a forward.
    """
    for part in structure.parts:
        if part.content.value == "message/rfc822":
            octets = part_octets(structure.raw, part)
            head = read_head(octets, len(octets) - len(octets.lstrip()), len(octets))
            found = read_addresses(raw_text(head.first("from")))
            if found:
                return found[0]
    return _in_text(text, is_forward=is_forward)


def _in_text(text: str, *, is_forward: bool) -> Address | None:
    lines = text.split("\n", _LINES)[:_LINES]
    for number, line in enumerate(lines):
        if is_forward_line(line):
            return _sender_below(lines[number + 1 : number + 1 + _BLOCK_LINES])
        if is_forward and _caption(line) in FROM_CAPTIONS and "@" in line:
            return _sender_below(lines[number : number + 1])
    return None


def _caption(line: str) -> str:
    return line.partition(":")[0].strip(" \t*>\xa0").lower()


def _sender_below(lines: list[str]) -> Address | None:
    for line in lines:
        if _caption(line) in FROM_CAPTIONS and "@" in line:
            value = line.partition(":")[2].replace("[mailto:", "<").replace("]", ">")
            value = value.replace("<mailto:", " (").replace("*", "")
            return find_address(value.strip())
    return None
