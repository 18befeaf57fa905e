"""How verbs write for people: times of this machine, tables, nothing that steers a terminal."""

from collections.abc import Sequence
from datetime import datetime


def printable(text: str) -> str:
    """Return the text without control characters: a subject must not steer the terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def local(at: datetime | None) -> str:
    """Return a time with its zone, or a dash."""
    return at.astimezone().strftime("%a %Y-%m-%d %H:%M %Z") if at else "-"


def table(rows: Sequence[tuple[str, ...]], indent: str = "") -> list[str]:
    """Return the rows as lines, every column but the last as wide as its widest cell."""
    cells = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    return [
        indent
        + "  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in cells
    ]
