"""A rule file being read: its values, their lines, and the mistakes found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inbox_triage.errors import Problem
from inbox_triage.toml import Document, Path, suggest
from inbox_triage.triage.rules import Field, Shape

_LARGEST = 1e9
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file being read, and the mistakes found in it so far."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def complain(self, path: Path, what: str, remedy: str = "") -> None:
        """Note one mistake."""
        self.problems.append(self.document.problem(path, what, remedy))


def fits(sheet: Sheet, path: Path, known: Field, value: Any) -> bool:
    """Say whether the value is of the field's shape; complain when it is not."""
    match known.shape:
        case Shape.FLAG:
            fits, wanted = isinstance(value, bool), "true or false, without quotes"
        case Shape.NUMBER:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            fits = number and abs(value) <= _LARGEST  # neither infinite nor beyond a float
            wanted = "a number, without quotes"
        case Shape.CHOICE | Shape.RANK:
            fits, wanted = value in known.choices, f"one of {', '.join(known.choices)}"
            if not fits and isinstance(value, str):
                sheet.complain(path, f'"{value}" is unknown.', suggest(value, known.choices))
                return False
        case _:
            fits, wanted = isinstance(value, str), "text in quotes"
    if not fits:
        sheet.complain(path, f"is not {wanted}.")
    return fits


def read_words(sheet: Sheet, path: Path, value: Any) -> tuple[str, ...]:
    """Return a list of texts; one text stands for a list of one."""
    words = [value] if isinstance(value, str) else value
    if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        sheet.complain(path, "is not a list of texts.", f'Write {path[-1]} = ["one", "two"].')
        return ()
    return tuple(words)


def is_name(sheet: Sheet, path: Path, value: str) -> bool:
    """Say whether this can name something on one line; complain when it cannot."""
    sound = bool(value.strip()) and value.isprintable() and len(value) <= _NAME_LENGTH
    if not sound:
        remedy = f"Write 1 to {_NAME_LENGTH} printable characters."
        sheet.complain(path, "is empty, too long, or not on one line.", remedy)
    return sound


def read_flag(sheet: Sheet, path: Path, value: Any) -> bool:
    """Return true or false."""
    return fits(sheet, path, Field(Shape.FLAG, ""), value) and bool(value)


def check_keys(sheet: Sheet, path: Path, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Complain of every key that is not known here, with the nearest that is."""
    for key in table:
        if key not in known:
            sheet.complain((*path, key), "unknown key.", suggest(key, known))


def is_tables(value: Any) -> bool:
    """Say whether this is what `[[name]]` makes: a list of tables."""
    return isinstance(value, list) and all(isinstance(table, dict) for table in value)
