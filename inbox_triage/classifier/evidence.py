"""Which words and phrases of a message spoke for its category."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inbox_triage.classifier.features import (
    ORDER,
    PARTS,
    Columns,
    Floats,
    Integers,
    Reading,
    Tokens,
    lexicon_totals,
)

MAX_PIECES = 6

_CONSIDERED = 8  # entries with the largest contributions; the rest explains little
_SHORTEST = 3
_EMPTY_WORDS_TEXT = """
    the and for you your our are was were has have had been this that with from not but all can
    will would could should does did don't just its it's i'm i've any out into get got them they
    der die das den dem ein eine einen und ist sind war hat haben ich wir sie mir uns mich nicht
    mit von auf für bei zum zur als auch noch aus wie was ihr ihre mein meine les des une est sont
    que qui dans pour pas sur avec nous vous mon mes votre vos notre nos los las del una con por
    para mis sus esta
"""
_EMPTY_WORDS = frozenset(_EMPTY_WORDS_TEXT.split())
"""Words that may have weight but tell an admin nothing."""


@dataclass(frozen=True, slots=True)
class Entries:
    """One message's row and what each entry added to the chosen category; equal lengths."""

    columns: Integers
    contributions: Floats


def evidence_for(
    reading: Reading, entries: Entries, columns: Columns, category: str
) -> tuple[str, ...]:
    """Return up to 6 pieces as the customer wrote them (in lower case), strongest first."""
    scored: dict[str, float] = {}
    for piece, weight in (
        *_phrases(reading, entries, columns, category),
        *_words(reading, entries, columns),
    ):
        scored[piece] = scored.get(piece, 0.0) + weight
    chosen: list[str] = []
    for piece in sorted(scored, key=lambda key: (-scored[key], key)):
        if not any(_overlap(piece, other) for other in chosen):
            chosen.append(piece)
        if len(chosen) == MAX_PIECES:
            break
    return tuple(chosen)


def _phrases(
    reading: Reading, entries: Entries, columns: Columns, category: str
) -> Iterator[tuple[str, float]]:
    """Yield the lexicon's phrases for this category with their part of its loudness."""
    for part in PARTS:
        hits = [hit for hit in reading.hits[part] if hit.phrase.category == category]
        place = np.flatnonzero(entries.columns == columns.lexicon_column(part, ORDER[category]))
        if not hits or not len(place):
            continue
        share = float(entries.contributions[place[0]]) / lexicon_totals(hits)[category]
        for hit in hits:
            written = " ".join(reading.tokens[part].written[hit.start : hit.end])
            if share > 0 and _says_something(written):
                yield written, share * hit.phrase.weight


def _words(reading: Reading, entries: Entries, columns: Columns) -> Iterator[tuple[str, float]]:
    """Yield the words and pairs with the largest contributions."""
    for place in np.argsort(-entries.contributions)[:_CONSIDERED].tolist():
        weight = float(entries.contributions[place])
        part, gram = columns.name_of(int(entries.columns[place]))
        if weight > 0 and gram:
            written = _as_written(reading.tokens[part], gram.split(" "))
            if _says_something(written):
                yield written, weight


def _as_written(tokens: Tokens, folded: list[str]) -> str:
    """Return the first place where these folded words stand in a text, as written there."""
    start = -1
    while True:
        start = tokens.folded.index(folded[0], start + 1)
        if tokens.folded[start : start + len(folded)] == folded:
            return " ".join(tokens.written[start : start + len(folded)])


def _says_something(written: str) -> bool:
    """Whether there is a word of some length in it that is neither empty nor a link."""
    if "://" in written or written.startswith("www."):
        return False
    for word in written.split():
        if (len(word) >= _SHORTEST or not word.isascii()) and word not in _EMPTY_WORDS:
            return True
    return False


def _overlap(piece: str, other: str) -> bool:
    """Whether one of two pieces is part of the other, word by word."""
    shorter, longer = sorted((piece, other), key=len)
    return f" {shorter} " in f" {longer} "
