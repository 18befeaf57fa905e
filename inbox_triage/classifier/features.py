"""Text to numbers: words, word pairs and lexicon hits of messages, as sparse rows.

Subject and own text are separate features: "invoice" in a subject says more than in a text.
A row is: 1 (the intercept), the words and pairs of the text (TF-IDF, length 1), those of the
subject (same), and how loudly the lexicon speaks for each category in text and in subject.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from inbox_triage.classifier import words
from inbox_triage.classifier.lexicon import Hit, Lexicon
from inbox_triage.triage.category import ClassifierInput
from inbox_triage.triage.policy import CATEGORIES

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

ORDER = {category: position for position, category in enumerate(CATEGORIES)}
"""Category → its position in every array."""

LEXICON_LOUDNESS = 0.3
"""How long the lexicon's part of a row may be, where the words' part has length 1.

Longer, and training trusts the lexicon too much: whoever wrote the examples wrote it too.
"""

_LEXICON_FULL = 3.0  # one strong phrase is enough to be heard in full

TEXT, SUBJECT = PARTS = (0, 1)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one text as written and as they count."""

    written: list[str]
    folded: list[str]

    def grams(self) -> Iterator[str]:
        """Return single words, then pairs of neighbours."""
        return chain(self.folded, map(" ".join, pairwise(self.folded)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one message: (text, subject) each."""

    tokens: tuple[Tokens, Tokens]
    hits: tuple[list[Hit], list[Hit]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch as sparse rows.

    Attributes:
        starts: Position of each row's first entry, shape (rows,); none is empty.
        columns, values: Entries of all rows, one after the other.
    """

    starts: Integers
    columns: Integers
    values: Floats


def tokens_of(text: str) -> Tokens:
    """Split a text into words and fold them."""
    written = words.split(text)
    return Tokens(written, [words.fold(word) for word in written])


def read(message: ClassifierInput, lexicon: Lexicon) -> Reading:
    """Find the words and phrases of one message."""
    text, subject = tokens_of(message.own_text), tokens_of(message.subject)
    return Reading((text, subject), (lexicon.hits(text.folded), lexicon.hits(subject.folded)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column stands for which word; column 0 is the intercept, the lexicon's come last.

    Attributes:
        text, subject: Words and pairs, in the order of their columns.
        rarity: Inverse document frequency by column; 1 where there is none.
        numbers: (text, subject): word or pair → column.
    """

    text: tuple[str, ...]
    subject: tuple[str, ...]
    rarity: Floats
    numbers: tuple[dict[str, int], dict[str, int]]

    @property
    def width(self) -> int:
        """Number of columns."""
        return 1 + len(self.text) + len(self.subject) + len(PARTS) * len(ORDER)

    def lexicon_column(self, part: int, category: int) -> int:
        """Return where the lexicon's loudness for a category in one part stands."""
        return 1 + len(self.text) + len(self.subject) + part * len(ORDER) + category

    def name_of(self, column: int) -> tuple[int, str]:
        """Return part and word of a column; an empty word for the intercept and the lexicon."""
        number = column - 1
        if 0 <= number < len(self.text):
            return TEXT, self.text[number]
        number -= len(self.text)
        if 0 <= number < len(self.subject):
            return SUBJECT, self.subject[number]
        return TEXT, ""


def columns_from(text: Sequence[str], subject: Sequence[str], rarity: Floats) -> Columns:
    """Number the words: what an artifact stores is enough to build this again."""
    of_text = {gram: number for number, gram in enumerate(text, 1)}
    of_subject = {gram: number for number, gram in enumerate(subject, 1 + len(text))}
    return Columns(tuple(text), tuple(subject), rarity, (of_text, of_subject))


def learn_columns(bare: Sequence[Reading], everything: Sequence[Reading]) -> Columns:
    """Give words, and pairs that two messages have, a column; measure how rare they are.

    Args:
        bare: Messages without their wrapping: only their words get a column.
        everything: Bare and wrapped ones: how rare a word is (smoothed IDF) is seen here.
    """
    words, rarities = [], [np.ones(1)]
    for part in PARTS:
        seen = Counter(gram for reading in bare for gram in set(reading.tokens[part].grams()))
        # a pair that only one message has says nothing about the next one
        words.append(sorted(gram for gram, count in seen.items() if count > 1 or " " not in gram))
        found = Counter(gram for one in everything for gram in set(one.tokens[part].grams()))
        counts = np.array([found[gram] for gram in words[part]])
        rarities.append(1 + np.log((1 + len(everything)) / (1 + counts)))
    rarities.append(np.ones(len(PARTS) * len(ORDER)))
    rarity = np.concatenate(rarities).astype(np.float32)
    return columns_from(words[TEXT], words[SUBJECT], rarity)


@dataclass(slots=True)
class _Growing:
    """Entries of rows while they are being collected; see Rows."""

    starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    word_parts: list[tuple[int, int]] = field(default_factory=list)

    def add_row(self, reading: Reading, columns: Columns) -> None:
        """Append one message: intercept, words of both parts, lexicon."""
        self.starts.append(len(self.columns))
        self._add({0: 1.0})
        for part in PARTS:
            begin = len(self.columns)
            known = columns.numbers[part].get
            self._add(Counter(filter(None, map(known, reading.tokens[part].grams()))))
            self.word_parts.append((begin, len(self.columns)))
        for part in PARTS:
            self._add(_loudness(reading.hits[part], columns, part))

    def _add(self, entries: Mapping[int, float]) -> None:
        self.columns.extend(entries)
        self.values.extend(entries.values())


def rows_of(readings: Sequence[Reading], columns: Columns) -> Rows:
    """Turn what was found in a batch of messages into numbers."""
    growing = _Growing()
    for reading in readings:
        growing.add_row(reading, columns)
    index = np.array(growing.columns, np.int64)
    values = np.array(growing.values, np.float32)
    rarity = columns.rarity[index]
    for begin, end in growing.word_parts:
        if begin < end:
            weighted = (1 + np.log(values[begin:end])) * rarity[begin:end]
            values[begin:end] = weighted / np.sqrt(weighted @ weighted)
    return Rows(np.array(growing.starts, np.int64), index, values)


def _loudness(hits: Iterable[Hit], columns: Columns, part: int) -> dict[int, float]:
    """Return column → how loudly the lexicon speaks for a category."""
    totals = lexicon_totals(hits)
    length = max(_LEXICON_FULL, math.sqrt(sum(total * total for total in totals.values())))
    return {
        columns.lexicon_column(part, ORDER[category]): LEXICON_LOUDNESS * total / length
        for category, total in totals.items()
    }


def lexicon_totals(hits: Iterable[Hit]) -> dict[str, int]:
    """Return category → sum of the weights of the phrases found."""
    totals: dict[str, int] = {}
    for hit in hits:
        totals[hit.phrase.category] = totals.get(hit.phrase.category, 0) + hit.phrase.weight
    return totals
