"""Recognises the lines that introduce a quote, such as `On Monday Ann wrote:`, in any language.

By structure, because mail programs have more languages than any list of verbs: such a line ends in
a colon and names a date or an address, and a quote follows or a verb is known.
"""

import re

from inbox_triage.message.lines import Body, quote_follows
from inbox_triage.message.wording import OPENERS, WROTE

ATTRIBUTION_LINES = 4
_ATTRIBUTION_LENGTH = 400
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}|<[^<>\s]{1,100}>|<$")
_TIME = re.compile(r"\d{1,2}\s?[:.hH時시点點]\s?\d{2}|\d{1,2}\s?(?:AM|PM|am|pm|Uhr|時|시)")
_DAY = re.compile(
    r"\d{1,4}\s?[./年-]\s?\d{1,2}|\d{1,2}\D{1,12}\d{4}|\d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}\b|\b\d{1,2}\.? [^\W\d_]{3,12}"
)
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}.{0,80}")  # without a colon at its end
_OPENERS = tuple(f"{word} " for word in OPENERS)
_FIRST_PERSON = ("i", "we", "ich", "wir", "ik", "jeg", "jag", "je", "yo", "io", "eu", "я", "мы")
_ENDS = (":", "：", "︰", "--", "՝", "፦", "៖")


def attribution_length(body: Body, number: int) -> int:
    """Return how many lines from here introduce a quote, such as `On … Ann wrote:`; 0 for none."""
    joined = ""
    lines = body.lines
    for length in range(1, ATTRIBUTION_LINES + 1):
        at = number + length - 1
        line = lines[at].strip(" \t\xa0*_>|\u200e\u200f\u202a\u202c") if at < len(lines) else ""
        if not line or len(joined) + len(line) > _ATTRIBUTION_LENGTH:
            return 0
        joined = f"{joined} {line}".lstrip()
        if length == 1 and not _may_open(joined):
            return 0
        if length == 2 and not _opens(joined):  # noqa: PLR2004 - the second line
            return 0
        ending = joined.rstrip("-—– ")
        if line.endswith(_ENDS) or line.lower().endswith(WROTE):
            return length if _is_attribution(body, ending, number + length) else 0
        if quote_follows(body, number + length):
            return length if _is_unended_attribution(joined) else 0
    return 0


def _may_open(line: str) -> bool:
    """Return whether a first line can begin an attribution: cheap, because every line is asked."""
    if _DIGIT.search(line) or "@" in line or line.endswith(_ENDS):
        return True
    return line.lower().startswith(_OPENERS)


def _opens(line: str) -> bool:
    """Return whether a first line that goes on in the next is an attribution's and not text."""
    return line[:1].isdigit() or bool(_ADDRESS.search(line)) or line.lower().startswith(_OPENERS)


def _is_attribution(body: Body, joined: str, after: int) -> bool:
    lowered = joined.rstrip(":：︰ -").lower()
    ends_so = lowered.endswith(WROTE)
    wrote = ends_so or any(f" {verb} " in lowered for verb in WROTE)
    address, dated = bool(_ADDRESS.search(joined)), _is_dated(joined)
    # `On 2 March at 10:11 I ran:` is a person's own sentence, whatever follows
    personal = any(f" {word} " in f" {lowered} " for word in _FIRST_PERSON)
    if quote_follows(body, after):
        return address or wrote or (dated and not personal)
    if personal:
        return False
    ended = ends_so or lowered.endswith((">", ")", "]"))
    return (wrote and (address or dated)) or (address and dated and ended)


def _is_unended_attribution(joined: str) -> bool:
    """Judge what stands right above a quote without a colon, as some languages have it."""
    if not _is_dated(joined):
        wrote = any(f" {verb} " in joined.lower() for verb in WROTE)
        return wrote and bool(_ADDRESS.search(joined))
    return bool(_ADDRESS.search(joined) or _STAMP.fullmatch(joined))


def _is_dated(text: str) -> bool:
    return _TIME.search(text) is not None and _DAY.search(text) is not None
