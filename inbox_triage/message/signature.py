"""Separates the signature from a person's own lines (RFC 3676 §4.3, and habit)."""

from collections.abc import Sequence

from inbox_triage.message.wording import CLOSINGS, SENT_FROM

_LAST_LINES = 14
_NAME_LENGTH = 80
_NAME_LINES = 8
_NAME_WORDS = 12
_CLOSING_WORDS = 6
_SENTENCE_WORDS = 4
_SALUTATION_WORDS = 3
_POSTSCRIPTS = (
    "ps",
    "p.s",
    "p. s",
    "p/s",
    "pd:",
    "p.d",
    "nb:",
    "n.b",
    "zs.",
    "п.с",
    "з.ы",
    "追伸",
    "추신",
)
_DELIMITERS = {"--", "—", "––", "―"}
_EDGES = " \t\xa0,.!;:*-–—~/\u200e\u200f،、。！～"


def split_signature(lines: Sequence[str]) -> int:
    """Return the index at which the signature begins; the number of lines when there is none.

    Only the last 14 lines that are not blank are looked at, and nothing after a postscript or in
    front of a question counts. A message never consists of a signature alone.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    first = 1 if len(filled) > 1 and not _is_salutation(lines[filled[0]]) else 2
    for position in range(max(first, len(filled) - _LAST_LINES), len(filled)):
        number = filled[position]
        rest = [lines[n].strip() for n in filled[position:]]
        below = filled[position + 1] if position + 1 < len(filled) else number + 2
        apart = not lines[number - 1].strip() and below > number + 1
        # The second of two equal lines ends a frame: a sample, a table
        framed = any(lines[n].strip() == rest[0] for n in filled[:position])
        if _begins(rest, apart=apart) and not framed and not _goes_on(rest):
            return number
    return len(lines)


def _is_salutation(line: str) -> bool:
    """Return whether a line is `Hello Ann,`: what follows then is the message itself."""
    words = line.split()
    return len(words) <= _SALUTATION_WORDS and line.rstrip().endswith((",", "!", "，", "、"))


def _begins(rest: Sequence[str], *, apart: bool) -> bool:
    """Return whether these lines, to the end of the message, can be a signature.

    Args:
        rest: Not blank, stripped.
        apart: Blank lines stand around the first of them.
    """
    line = rest[0]
    if line in _DELIMITERS or _is_rule(line):
        return len(rest) > 1 and line not in rest[1:]
    short = all(len(after) <= _NAME_LENGTH for after in rest[1:])
    if _is_sent_from(line):
        return len(rest) == 1 or (apart and short)
    closing = _is_closing(line) and len(rest) - 1 <= _NAME_LINES and short
    return closing and not any(_is_sentence(after) for after in rest[1:])


def _is_sentence(line: str) -> bool:
    """Return whether somebody goes on talking: some words, mostly small, with a full stop."""
    words = line.split()
    small = sum(word[:1].islower() for word in words)
    ends = line.endswith((".", "!", ":", "。", "！"))
    return (
        ends
        and len(words) >= _SENTENCE_WORDS
        and small * 2 > len(words)
        and not _is_sent_from(line)
    )


def _is_rule(line: str) -> bool:
    return len(line) >= 5 and not line.strip("_")  # noqa: PLR2004 - shorter is a blank to fill in


def _is_sent_from(line: str) -> bool:
    lowered = line.lower().lstrip("*-_ ")
    return len(line) <= _NAME_LENGTH and lowered.startswith(SENT_FROM)


def _is_closing(line: str) -> bool:
    """Return whether a line is `Best regards`, alone or with a name behind it."""
    if len(line) > _NAME_LENGTH:
        return False
    plain = line.strip(_EDGES)
    words = plain.lower().split()
    if " ".join(words) in CLOSINGS:
        return True
    for length in range(min(_CLOSING_WORDS, len(words) - 1), 0, -1):
        if " ".join(words[:length]).strip(_EDGES) in CLOSINGS:
            name = plain.split()[length:]
            return len(name) <= (2 if length == 1 else _NAME_WORDS) and _is_name(name)
    return False


def _is_name(words: Sequence[str]) -> bool:
    """Return whether the first words are written like a name: capital, or in a script without."""
    return all(not word[:1].islower() for word in words[:2])


def _goes_on(rest: Sequence[str]) -> bool:
    """Return whether the person goes on writing after what looked like the end."""
    return any(
        line.lower().startswith(_POSTSCRIPTS) or line.endswith(("?", "？")) for line in rest[1:]
    )
