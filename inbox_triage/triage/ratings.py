"""A rating in a short reply: a digit, a number in words, "8 of 10", "4/5", stars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox_triage.triage.phrases import Said, Word, entries, folded
from inbox_triage.triage.reply_words import NUMBERS, OUT_OF, POINTS, SCORES, STARS, THANKS, Words

BEST = 10

_STAR_SIGNS = "⭐★🌟"
_SIGNS = ("+", "-", "−", "#")  # "+1" is a vote
_ARTICLES = frozenset({"a", "an", "ein", "eine", "un", "une"})
_FIVE = 5
_ENUMERATES = frozenset(".):/")  # "1. The lamp": the first of several things

_Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """The words of one language, as they are compared."""

    numbers: dict[str, int]
    cues: frozenset[_Phrase]
    out_of: frozenset[_Phrase]
    stars: frozenset[_Phrase]
    points: frozenset[_Phrase]
    thanks: frozenset[_Phrase]

    def number(self, text: str) -> int | None:
        """Return 0-10 for digits or a word."""
        if text.isascii() and text.isdigit() and len(text) <= len(str(BEST)):
            return int(text) if int(text) <= BEST else None
        return self.numbers.get(text)


def find(text: str, said: Said, language: str) -> int | None:
    """Return the rating that a reply gives, 0-10, or None.

    It stands first or behind words such as "I give"; any other number counts something else.
    """
    terms = _terms(language)
    signs = sum(text.count(sign) for sign in _STAR_SIGNS)
    if signs:
        return _of_stars(signs, said, terms)
    found = (_read(said.words[start:], terms) for start in _starts(text, said, terms))
    return next((rating for rating in found if rating is not None), None)


def _of_stars(signs: int, said: Said, terms: _Terms) -> int:
    """Return the rating that star signs give; "4 ★" says how many with a digit."""
    named = terms.number(said.words[0].text) if said.words and signs == 1 else None
    stars = named or signs
    return min(2 * stars if stars <= _FIVE else stars, BEST)


def _starts(text: str, said: Said, terms: _Terms) -> Iterator[int]:
    """Yield where a rating may stand: at the beginning, and up to two words behind "I give"."""
    if text.strip()[:1] not in _SIGNS:
        yield from (0, 1) if said.words and said.words[0].text in _ARTICLES else (0,)
    texts = [word.text for word in said.words]
    for at in range(len(texts)):
        for cue in terms.cues:
            if tuple(texts[at : at + len(cue)]) == cue:
                yield from (at + len(cue), at + len(cue) + 1)


def _read(words: Sequence[Word], terms: _Terms) -> int | None:
    """Return the rating with which these words begin."""
    value = terms.number(words[0].text) if words else None
    if value is None:
        return None
    scale, length = _scale(words[1:], terms)
    behind = words[1 + length :]
    if behind and _goes_on(words[1], behind[0], length, terms):
        return None
    return value * BEST // scale if scale in {_FIVE, BEST} and value <= scale else None


def _goes_on(scale: Word, behind: Word, length: int, terms: _Terms) -> bool:
    """Say whether the word behind a number makes it count something, or one of several things."""
    if not behind.marks and scale.marks != "/":
        return (behind.text,) not in terms.thanks  # "10 lamps"
    is_longer = bool(_ENUMERATES.intersection(behind.marks)) or behind.text[0].isdigit()
    return is_longer and not length


def _scale(words: Sequence[Word], terms: _Terms) -> tuple[int, int]:
    """Return the best value that the words behind a number name, and how many words name it."""
    if words and words[0].marks == "/":
        return terms.number(words[0].text) or 0, 1
    texts = () if not words or words[0].marks else tuple(word.text for word in words)
    for between in terms.out_of:
        if texts[: len(between)] == between and len(texts) > len(between):
            return terms.number(texts[len(between)]) or 0, len(between) + 1
    if texts[:1] in terms.stars:
        return _FIVE, 1
    return BEST, int(texts[:1] in terms.points)


@lru_cache(maxsize=16)
def _terms(language: str) -> _Terms:
    names = [folded(name) for name in entries(NUMBERS, language)]
    return _Terms(
        numbers={name: at % (BEST + 1) for at, (name,) in enumerate(names)},
        cues=_phrases(SCORES, language),
        out_of=_phrases(OUT_OF, language),
        stars=_phrases(STARS, language),
        points=_phrases(POINTS, language),
        thanks=_phrases(THANKS, language),
    )


def _phrases(words: Words, language: str) -> frozenset[_Phrase]:
    return frozenset(folded(entry) for entry in entries(words, language))
