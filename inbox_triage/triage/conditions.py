"""Does a rule's condition hold, and what was there to see, in words that an admin understands.

Texts are compared in any case, with white space made even. Only `matches` sees them as they are.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.rules import (
    Comparison,
    Condition,
    Group,
    Operator,
    Quantifier,
    Shape,
    find_field,
)

TEXT_LENGTH = 65536
"""Characters of one text that a condition looks at."""

_SHOWN_LENGTH = 60  # characters of mail quoted in a verdict

Seen = tuple[str, ...] | float | bool
"""What a field holds: texts (none when there is nothing), a number, or yes or no."""

See = Callable[[str], Seen]
"""Field name → what this message holds there."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False  # a wrong pattern is told to the admin with file and line


def look(condition: Condition, see: See) -> tuple[bool, str]:
    """Return whether the condition holds, and what was there: `category is "bug"`."""
    if isinstance(condition, Group):
        return _look_at_group(condition, see)
    seen = see(condition.field)
    if isinstance(seen, tuple):
        return _look_at_texts(condition, seen)
    return _look_at_number(condition, seen)


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Any:
    """Return the compiled RE2 pattern; `re2.error` when it is none."""
    return re2.compile(pattern, _OPTIONS)


def _look_at_group(group: Group, see: See) -> tuple[bool, str]:
    looks = [look(member, see) for member in group.members]
    holding = [words for holds, words in looks if holds]
    failing = [words for holds, words in looks if not holds]
    match group.quantifier:
        case Quantifier.ALL:
            return not failing, failing[0] if failing else " and ".join(holding)
        case Quantifier.ANY:
            return bool(holding), holding[0] if holding else f"none of ({'; '.join(failing)})"
        case Quantifier.NONE:
            return not holding, holding[0] if holding else f"none of ({'; '.join(failing)})"


def _look_at_number(asked: Comparison, seen: float) -> tuple[bool, str]:
    there = f"{asked.field} is {_number(seen)}"
    bound = asked.wanted[0]
    assert not isinstance(bound, str)
    match asked.operator:
        case Operator.AT_LEAST:
            return _told(there, f"at least {_number(bound)}", holds=seen >= bound)
        case Operator.BELOW:
            return _told(there, f"below {_number(bound)}", holds=seen < bound)
        case _:
            wanted = " or ".join(map(_number, asked.wanted))
            return _told(there, wanted, holds=seen in asked.wanted)


def _look_at_texts(asked: Comparison, seen: tuple[str, ...]) -> tuple[bool, str]:
    first = next(filter(None, seen), None)
    if asked.operator is Operator.PRESENT:
        present = first is not None
        return present is asked.wanted[0], f"{asked.field} is {'there' if present else 'missing'}"
    wanted = tuple(str(value) for value in asked.wanted)
    if asked.operator not in _HAS:
        there = f"{asked.field} is {'missing' if first is None else _quoted(first)}"
        return _look_at_word(asked, seen, there, wanted)
    has, lacks = _HAS[asked.operator]
    texts = [_prepared(asked.operator, text[:TEXT_LENGTH]) for text in seen]
    for value in _possible(asked.operator, wanted, texts):
        if any(_has(asked.operator, text, value) for text in texts):
            return True, f"{asked.field} {has} {_quoted(value)}"
    return False, f"{asked.field} {lacks} {_quoted_all(wanted)}"


def _look_at_word(
    asked: Comparison, seen: tuple[str, ...], there: str, wanted: tuple[str, ...]
) -> tuple[bool, str]:
    match asked.operator:
        case Operator.AT_LEAST:
            holds = all(Priority(s).rank >= Priority(wanted[0]).rank for s in seen)
            return _told(there, f"at least {wanted[0]}", holds=holds)
        case Operator.BELOW:
            holds = all(Priority(s).rank < Priority(wanted[0]).rank for s in seen)
            return _told(there, f"below {wanted[0]}", holds=holds)
        case _:
            holds = any(_is(asked.field, s, value) for s in seen for value in wanted)
            return _told(there, " or ".join(wanted), holds=holds)


def _told(there: str, wanted: str, *, holds: bool) -> tuple[bool, str]:
    return holds, there if holds else f"{there}, wanted {wanted}"


def _is(field: str, seen: str, wanted: str) -> bool:
    seen, wanted = _fold(seen), _fold_phrase(wanted)
    known = find_field(field)
    if wanted.startswith("@") and known and known.shape is Shape.ADDRESS:
        return seen.endswith(wanted)
    return seen == wanted


_HAS: dict[Operator, tuple[str, str]] = {
    Operator.CONTAINS: ("has", "has no"),
    Operator.STARTS_WITH: ("starts with", "does not start with"),
    Operator.ENDS_WITH: ("ends with", "does not end with"),
    Operator.MATCHES: ("matches", "does not match"),
}
"""Operator → words when it holds and when it does not."""


def _possible(
    operator: Operator, wanted: tuple[str, ...], texts: list[str]
) -> tuple[str, ...] | list[str]:
    """Leave out at once what stands nowhere: of an admin's long lists that is nearly all."""
    if operator is Operator.MATCHES:
        return wanted
    everything = "\n".join(texts)  # no folded text and no folded phrase holds a line end
    folded = _fold_all(wanted)
    return [value for value, phrase in zip(wanted, folded, strict=True) if phrase in everything]


def _prepared(operator: Operator, text: str) -> str:
    """Return a text as `_has` compares it: once for all that a condition asks."""
    if operator is not Operator.MATCHES:
        return _fold(text)
    # RE2 wants UTF-8, and broken mail may hold lone surrogates
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _has(operator: Operator, text: str, wanted: str) -> bool:
    """Say whether a prepared text has what is wanted."""
    match operator:
        case Operator.MATCHES:
            return compile_pattern(wanted).search(text) is not None
        case Operator.STARTS_WITH:
            return text.startswith(_fold_phrase(wanted))
        case Operator.ENDS_WITH:
            return text.endswith(_fold_phrase(wanted))
        case _:
            return _contains(text, wanted)


def _contains(text: str, wanted: str) -> bool:
    """Say whether the phrase stands there as whole words; `*` lifts the border at its side."""
    phrase = _fold_phrase(wanted.strip("*"))
    at = text.find(phrase)
    while at >= 0:
        begins = wanted.startswith("*") or _is_border(text, at)
        if begins and (wanted.endswith("*") or _is_border(text, at + len(phrase))):
            return True
        at = text.find(phrase, at + 1)
    return False


def _is_border(text: str, at: int) -> bool:
    if at in {0, len(text)}:
        return True
    return not (_in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(character: str) -> bool:
    """Say whether the character joins its neighbours to a word: scripts that write spaces."""
    before_thai = "\u0e00"  # Thai, Lao, Khmer, Chinese, Japanese write none; Korean adds particles
    spaced = character < before_thai or "\u1e00" <= character < "\u2000"
    return character.isalnum() and spaced


@lru_cache(maxsize=4096)
def _fold_phrase(phrase: str) -> str:
    """Fold the admin's words once for all messages."""
    return _fold(phrase)


@lru_cache(maxsize=1024)
def _fold_all(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Fold a list of the admin's words, without the asterisks at their sides."""
    return tuple(_fold(value.strip("*")) for value in wanted)


@lru_cache(maxsize=32)
def _fold(text: str) -> str:
    """Fold a message's text once for all rules."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def _quoted(value: str) -> str:
    text = " ".join(value[: 4 * _SHOWN_LENGTH].split())
    return f'"{text[:_SHOWN_LENGTH]}…"' if len(text) > _SHOWN_LENGTH else f'"{text}"'


@lru_cache(maxsize=1024)
def _quoted_all(wanted: tuple[str, ...]) -> str:
    """Quote the admin's words once for all messages: most conditions fail."""
    return " or ".join(map(_quoted, wanted))


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower()
