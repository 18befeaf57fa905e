"""Reads `when` and `unless` of a rule into conditions, and tells every mistake in them.

Limits: groups nested 4 deep, phrases of 200 and patterns of 1000 characters.
"""

from typing import Any

import re2

from inbox_triage.toml import Path, suggest
from inbox_triage.triage.conditions import compile_pattern
from inbox_triage.triage.rule_sheets import Sheet, fits, is_tables
from inbox_triage.triage.rules import (
    ALLOWED_OPERATORS,
    FIELDS,
    OPERATOR_WORDS,
    Comparison,
    Condition,
    Field,
    Group,
    Operator,
    Quantifier,
    Shape,
    find_field,
)

_DEPTH = 4
_PHRASE_LENGTH = 200
_PATTERN_LENGTH = 1000

NAMESPACES = frozenset(name.partition(".")[0] for name in FIELDS if "." in name) | {"header"}
"""Words that only begin a field's name: `customer`, `header` …"""


def read_conditions(sheet: Sheet, path: Path, table: Any) -> tuple[Condition, ...]:
    """Read a table of conditions: field → value, operators, or a group."""
    if not isinstance(table, dict):
        sheet.complain(path, "is not a table.", 'Write it like when.category = "bug".')
        return ()
    found: list[Condition] = []
    for key, value in table.items():
        if key in set(Quantifier):
            found.append(_group(sheet, (*path, key), value))
        elif key in NAMESPACES and isinstance(value, dict):
            for sub, inner in value.items():
                found += _comparisons(sheet, (*path, key, sub), f"{key}.{sub}".lower(), inner)
        else:
            found += _comparisons(sheet, (*path, key), key, value)
    return tuple(found)


def _group(sheet: Sheet, path: Path, value: Any) -> Group:
    quantifier = Quantifier(str(path[-1]))
    if sum(part in set(Quantifier) for part in path) > _DEPTH:
        sheet.complain(path, "is nested too deeply.", "Split it into several rules.")
        return Group(quantifier, ())
    if not is_tables(value) or not value:
        remedy = f"Write {quantifier} = [{{ subject.contains = … }}, {{ body.contains = … }}]."
        sheet.complain(path, "is not a list of conditions.", remedy)
        return Group(quantifier, ())
    members: list[Condition] = []
    for index, table in enumerate(value):
        inner = read_conditions(sheet, (*path, index), table)
        members.append(inner[0] if len(inner) == 1 else Group(Quantifier.ALL, inner))
    return Group(quantifier, tuple(members))


def _comparisons(sheet: Sheet, path: Path, name: str, value: Any) -> list[Comparison]:
    known = find_field(name)
    if known is None:
        words = {*FIELDS, "header.<name>", *Quantifier}
        sheet.complain(path, f"there is no condition {name}.", suggest(name, words))
        return []
    if not isinstance(value, dict):
        if known.shape is Shape.TEXT:
            remedy = f'Write {name}.contains = "…", or {name}.equals for the whole text.'
            sheet.complain(path, "needs an operator.", remedy)
            return []
        return _comparison(sheet, path, name, Operator.IS, value)
    found = []
    for word, wanted in value.items():
        if word in ALLOWED_OPERATORS[known.shape]:
            found += _comparison(sheet, (*path, word), name, OPERATOR_WORDS[word], wanted)
        else:
            what = f"{name} has no operator {word}."
            sheet.complain((*path, word), what, suggest(word, ALLOWED_OPERATORS[known.shape]))
    return found


def _comparison(
    sheet: Sheet, path: Path, name: str, operator: Operator, wanted: Any
) -> list[Comparison]:
    known = find_field(name)
    assert known is not None
    if operator is Operator.PRESENT:
        known = Field(Shape.FLAG, "")
    alternatives = wanted if isinstance(wanted, list) else [wanted]
    several = operator not in {Operator.AT_LEAST, Operator.BELOW} and known.shape is not Shape.FLAG
    if not alternatives or (isinstance(wanted, list) and not several):
        what = "takes one value." if alternatives else "is an empty list: it would never hold."
        sheet.complain(path, what)
        return []
    if not all(fits(sheet, path, known, value) for value in alternatives):
        return []
    if not all(_is_sound(sheet, path, operator, value) for value in alternatives):
        return []
    return [Comparison(name, operator, tuple(alternatives))]


def _is_sound(sheet: Sheet, path: Path, operator: Operator, value: object) -> bool:
    """Check what RE2 thinks of a pattern and that a phrase says something."""
    if not isinstance(value, str):
        return True
    limit = _PATTERN_LENGTH if operator is Operator.MATCHES else _PHRASE_LENGTH
    if len(value) > limit:
        sheet.complain(path, f"is longer than {limit} characters.", "Give several, as a list.")
        return False
    if not value.strip("* \t\n"):
        sheet.complain(path, "is empty.", "To ask whether there is any, write .present = true.")
        return False
    if operator is not Operator.MATCHES:
        return True
    try:
        compile_pattern(value)
    except re2.error as error:
        (words,) = error.args
        reason = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        remedy = "RE2 has no lookahead, lookbehind or backreference; use unless, or two conditions."
        sheet.complain(path, f"is not a pattern of RE2: {reason}.", remedy)
        return False
    return True
