"""The lines of a message's readable text, with what its mail program says about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What a mail program said about a line by the HTML element around it."""

    QUOTED = "quoted"
    REST_QUOTED = "rest quoted"  # this line and everything after it
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Body:
    """The readable text of a message by lines, with what is known of some of them."""

    lines: Sequence[str]
    marks: Mapping[int, Mark]


def is_quoted(body: Body, number: int) -> bool:
    """Return whether a line bears a quote mark, or its HTML element says that it is a quote."""
    line = body.lines[number].lstrip()
    return line[:1] in {">", "＞"} or body.marks.get(number) is Mark.QUOTED


def quote_follows(body: Body, number: int) -> bool:
    """Return whether the next line that is not blank is quoted; at most two blank ones between."""
    for at in range(number, min(number + 3, len(body.lines))):
        if body.lines[at].strip():
            return is_quoted(body, at)
    return False
