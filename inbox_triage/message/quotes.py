"""Separates what a person wrote this time from what is quoted below, above or between the lines.

A quote is marked line by line, or everything below an attribution, a rule or a copied header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inbox_triage.message.attributions import ATTRIBUTION_LINES, attribution_length
from inbox_triage.message.lines import Body, Mark, is_quoted, quote_follows
from inbox_triage.message.wording import (
    DATE_CAPTIONS,
    FORWARDED,
    FROM_CAPTIONS,
    ORIGINAL_MESSAGE,
    SUBJECT_CAPTIONS,
    TO_CAPTIONS,
)

_LINES = 6000
_BLOCK_LINES = 10
_CAPTION_LENGTH = 30
_RULE_LENGTH = 160
_TRANSCRIPT_LINES = 8
_FULL_LINE = 65

_OTHER_MARK = re.compile(r"\s?([A-Za-z]{1,4}>|[#|])(?: |$)")
_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[\s>]{0,10}[-_=—–―⸻]{2,}(.{0,80}?)[-_=—–―⸻]{2,}\s{0,5}")


@dataclass(frozen=True, slots=True)
class Split:
    """The numbers of the lines that are the person's own, and those that came as a forward.

    Attributes:
        own: In order.
        forwarded: In order, after all of `own`; not the person's words but what they pass on.
        quoted: Whether anything was left out as a quote.
    """

    own: tuple[int, ...]
    forwarded: tuple[int, ...]
    quoted: bool


def split_quotes(body: Body, *, is_forward: bool) -> Split:
    """Find the lines that are neither quotes nor the lines introducing them.

    Args:
        body: The text; lines beyond 6 000 count as own.
        is_forward: The subject says so: then header blocks do not begin a quote.
    """
    own: list[int] = []
    number, quoted, count = 0, False, min(len(body.lines), _LINES)
    body = _with_other_marks(body, count)
    attributed = _first_attribution(body, count)
    while number < count:
        if is_forward_line(body.lines[number]):
            return Split(tuple(own), tuple(range(number, len(body.lines))), quoted)
        if not is_forward and _rest_is_quoted(body, number, count):
            kept = own[: _without_rule(body, own)]
            if any(body.lines[n].strip() for n in kept):
                return Split(tuple(kept), (), quoted=True)
            # Nothing of their own above: somebody passed it on, or the program put it on top
        length = 0 if is_forward else attribution_length(body, number)
        if length:
            quoted = True
            if not quote_follows(body, number + length):
                return Split(tuple(own), (), quoted=True)
            number += length
        elif not is_forward and _is_part_of_quote(body, number, attributed):
            quoted = True
            number += 1
        else:
            own.append(number)
            number += 1
    return Split((*own, *range(count, len(body.lines))), (), quoted)


def _with_other_marks(body: Body, count: int) -> Body:
    """Mark the lines that begin with initials, `#` or `|`, as some programs quote.

    Only below an attribution: everywhere else they are prompts, headings and tables.
    """
    found = {n: m[1] for n in range(count) if (m := _OTHER_MARK.match(body.lines[n]))}
    first = min(found, default=0)
    numbers = [n for n, mark in found.items() if mark == found[first]]
    if len(numbers) < 2:  # noqa: PLR2004 - one line proves nothing
        return body
    marked = Body(body.lines, {**body.marks, **dict.fromkeys(numbers, Mark.QUOTED)})
    above = range(max(0, first - ATTRIBUTION_LINES - 2), first)
    lengths = ((n, attribution_length(marked, n)) for n in above)
    attributed = any(length and quote_follows(marked, n + length) for n, length in lengths)
    return marked if attributed else body


def _is_part_of_quote(body: Body, number: int, attributed: int) -> bool:
    if is_quoted(body, number):
        return not _is_transcript(body, number, attributed)
    return _is_overhang(body, number)


def _is_overhang(body: Body, number: int) -> bool:
    """Return whether a line is the end of a quoted line that was broken without a new `>`."""
    if not 0 < number < len(body.lines) - 1 or not body.lines[number][:1].islower():
        return False
    above, below = body.lines[number - 1], body.lines[number + 1]
    broken = len(above) >= _FULL_LINE and above[-1] not in ".!?:。！？："
    return broken and above[:1] == ">" and below[:1] == ">"


def _is_transcript(body: Body, number: int, attributed: int) -> bool:
    """Return whether a `>` line before the first attribution is a sample such as a shell prompt.

    A few lines below one that ends in a colon are; a quote is longer, or somebody is named.
    """
    if number > attributed or number in body.marks:
        return False
    before, after = number - 1, number
    while (
        before >= 0 and number - before <= _TRANSCRIPT_LINES and _is_blank_or_quoted(body, before)
    ):
        before -= 1
    while after - before <= _TRANSCRIPT_LINES and _is_blank_or_quoted(body, after):
        after += 1
    introduced = before >= 0 and body.lines[before].rstrip().endswith((":", "："))
    return introduced and after - before <= _TRANSCRIPT_LINES


def _is_blank_or_quoted(body: Body, number: int) -> bool:
    return number < len(body.lines) and body.lines[number].lstrip()[:1] in {"", ">"}


def _first_attribution(body: Body, count: int) -> int:
    if not any(line.lstrip()[:1] == ">" for line in body.lines[:count]):
        return count
    return next((n for n in range(count) if attribution_length(body, n)), count)


def is_forward_line(line: str) -> bool:
    """Return whether a line such as `----- Forwarded message -----` says what follows."""
    framed = line.lstrip(" \t>")[:1] in {"-", "_", "*"} or line.rstrip()[-1:] in {":", "："}
    if not framed or len(line) > _RULE_LENGTH:
        return False
    lowered = line.lower()
    return any(words in lowered for words in FORWARDED)


def _rest_is_quoted(body: Body, number: int, count: int) -> bool:
    """Return whether a quote without any mark on its lines begins here."""
    if body.marks.get(number) is Mark.REST_QUOTED:
        return True
    line = body.lines[number]
    if line.lstrip()[:1] in {"-", "_", "=", "—"} and len(line) <= _RULE_LENGTH:
        rule = _RULE.fullmatch(line)
        words = rule[1].strip(" -_=*:").lower() if rule else ""
        if words in ORIGINAL_MESSAGE:
            return True
    return _header_block_at(body.lines, number, count)


def _header_block_at(lines: Sequence[str], number: int, count: int) -> bool:
    """Return whether From, Date and a third caption follow, as Outlook copies them on top."""
    kinds: dict[str, str] = {}
    misses = 0
    if not _caption_kind(lines[number])[0]:
        return False
    for line in lines[number : min(number + _BLOCK_LINES, count)]:
        kind, value = _caption_kind(line)
        if kind:
            kinds.setdefault(kind, value)
        elif line.strip():
            misses += 1  # a long value continues on the next line
            if misses > 2:  # noqa: PLR2004 - more is text
                break
    sender, date = kinds.get("from"), kinds.get("date", "")
    if sender is None or not _DIGIT.search(date):
        return False
    return "subject" in kinds or "@" in sender


def _caption_kind(line: str) -> tuple[str, str]:
    at = line.find(":", 0, _CAPTION_LENGTH)
    if at < 0:
        at = line.find("：", 0, _CAPTION_LENGTH)
    if at <= 0:
        return "", ""
    caption = line[:at].strip(" \t\xa0*_>|\u200e\u200f").lower()
    value = line[at + 1 :].strip(" \t\xa0*_")
    if caption in FROM_CAPTIONS and value:
        return "from", value
    if caption in DATE_CAPTIONS and value:
        return "date", value
    if caption in SUBJECT_CAPTIONS:
        return "subject", value
    return ("to", value) if caption in TO_CAPTIONS else ("", "")


def _without_rule(body: Body, own: Sequence[int]) -> int:
    """Return how many own lines remain when the rule above a quote goes with it."""
    keep = len(own)
    while keep and not body.lines[own[keep - 1]].strip():
        keep -= 1
    above = body.lines[own[keep - 1]].strip() if keep else ""
    is_rule = len(above) > len("--") and not above.strip("-_=—–*> \t")
    return keep - 1 if is_rule else keep
