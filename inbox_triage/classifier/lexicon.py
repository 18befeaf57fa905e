"""Phrases that speak for a category, found in a text in one pass.

The files under `models/lexicon/` are written by people; see the head of `en.toml` for the form.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inbox_triage.classifier import words
from inbox_triage.errors import ArtifactError

STRONG, WEAK = 3, 1
ANY_WORD = "_"

_MEMO_SIZE = 50_000
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry: its folded words, the category it speaks for, and how loudly."""

    words: tuple[str, ...]
    category: str
    weight: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at words[start:end] of a text."""

    phrase: Phrase
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: where the next word leads, and what ends here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    ending: list[Phrase] = field(default_factory=list)

    def goes_on(self, keys: Sequence[str]) -> bool:
        """Say whether a word that satisfies these keys leads on from here."""
        following = self.following
        return not following.keys().isdisjoint(keys) or ANY_WORD in following


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word of a text is to the lexicon: words it satisfies, phrases that it begins."""

    keys: tuple[str, ...]
    begins: tuple[_Node, ...]


def read(files: Iterable[Path]) -> tuple[Phrase, ...]:
    """Read lexicon files; ArtifactError when one is not what it should be."""
    return tuple(phrase for file in files for phrase in _read_file(file))


def _read_file(file: Path) -> Iterator[Phrase]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{file}: {error}", remedy="Install inbox-triage again.") from error
    for category, lists in tables.items():
        for name, weight in (("strong", STRONG), ("weak", WEAK)):
            for written in dict.fromkeys(lists.get(name, ())):
                yield Phrase(parse_phrase(written), category, weight)


def parse_phrase(written: str) -> tuple[str, ...]:
    """Return the folded words of an entry; `*` and `_` keep their meaning."""
    parsed: list[str] = []
    for part in written.split():
        if part == ANY_WORD:
            parsed.append(part)
            continue
        stem = part.strip("*")
        folded = [stem] if "_" in stem else [words.fold(word) for word in words.split(stem)]
        folded[0] = "*" + folded[0] if part.startswith("*") else folded[0]
        folded[-1] = folded[-1] + "*" if part.endswith("*") else folded[-1]
        parsed.extend(folded)
    return tuple(parsed)


class Lexicon:
    """Phrases arranged so that a text of n words is read in O(n)."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._root = _Node()
        self._keys: set[str] = set()
        for phrase in dict.fromkeys(phrases):  # languages share words such as "bug"
            node = self._root
            for word in phrase.words:
                node = node.following.setdefault(word, _Node())
                self._keys.add(word)
            node.ending.append(phrase)
        self._memo: dict[str, _Word] = {}

    def hits(self, folded: Sequence[str]) -> list[Hit]:
        """Return every phrase in a text, each once, where it stands first."""
        known = [self._memo.get(word) or self._look_up(word) for word in folded]
        found: dict[int, Hit] = {}
        for start, word in enumerate(known):
            following = known[start + 1].keys if start + 1 < len(known) else ()
            for node in word.begins:
                if node.ending or node.goes_on(following):
                    _walk(node, known, (start, start + 1), found)
        return list(found.values())

    def _look_up(self, word: str) -> _Word:
        """Find and remember what a word is to the lexicon."""
        if len(self._memo) >= _MEMO_SIZE:
            self._memo.clear()
        keys = tuple(self._satisfied(word))
        nodes = (self._root.following.get(key) for key in keys)
        found = self._memo[word] = _Word(keys, tuple(node for node in nodes if node is not None))
        return found

    def _satisfied(self, word: str) -> Iterator[str]:
        if word in self._keys:
            yield word
        for length in range(_SHORTEST_STEM, len(word) + 1):
            if f"{word[:length]}*" in self._keys:
                yield f"{word[:length]}*"
            if f"*{word[-length:]}" in self._keys:
                yield f"*{word[-length:]}"


def _walk(
    node: _Node, known: Sequence[_Word], span: tuple[int, int], found: dict[int, Hit]
) -> None:
    """Follow the tree from the words of a span; it is as deep as the longest phrase."""
    start, end = span
    for phrase in node.ending:
        if id(phrase) not in found:
            found[id(phrase)] = Hit(phrase, start, end)
    following = node.following
    if following and end < len(known):
        for key in (*known[end].keys, ANY_WORD):
            if key in following:
                _walk(following[key], known, (start, end + 1), found)
