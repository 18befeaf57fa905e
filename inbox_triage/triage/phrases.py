"""A short text as words and phrases that we know, with where its clauses and sentences end."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby

from inbox_triage.message.message import Address
from inbox_triage.triage import reply_manners, reply_words
from inbox_triage.triage.reply_words import Words

_TOKEN = re.compile(r"[^\W_]{1,40}|[.!?;:\n,()/]|(?<=\s)[-–—](?=\s)")  # no repetition: linear
_STRONG = frozenset(".!?;:")
_EVERY_LANGUAGE = "en"  # people of every tongue write "ok, thanks"
_WRAPPED_LINE = 60  # characters; the line break behind a longer line is the mail program's
_NAME_WORDS = 3
_BEFORE_NAMES = frozenset(",\n")
_PICTURES = {
    ord(face): f" {word} "
    for word, faces in (
        ("thumbsup", "👍🙏👌🤝💯👏"),
        ("smile", "😀😃😄😁😊🙂😉🥰😍🎉❤🤗😎☺💪✅"),
        ("frown", "😡👎😞😢😠🙁☹😤🤬😭😒🙄"),
    )
    for face in faces
}
_TYPED_FACES = ((":-)", " smile "), (":)", " smile "), (";)", " smile "), (":(", " frown "))


class Topic(Enum):
    """What a phrase speaks for; the lists are in `reply_words` and `reply_manners`."""

    THANKS = auto()
    OBLIGED = auto()
    SOLVED = auto()
    SOLVED_HOW = auto()
    NOT_SOLVED = auto()
    STOP_WRITING = auto()
    STOP_ALONE = auto()
    NEGATION = auto()
    CONDITION = auto()
    ASKED = auto()
    PLEASANT = auto()
    THANKED_FOR = auto()


_LISTS: dict[Topic, Words] = {
    Topic.THANKS: reply_words.THANKS,
    Topic.OBLIGED: reply_words.OBLIGED,
    Topic.SOLVED: reply_words.SOLVED,
    Topic.SOLVED_HOW: reply_manners.SOLVED_HOW,
    Topic.NOT_SOLVED: reply_words.NOT_SOLVED,
    Topic.STOP_WRITING: reply_words.STOP_WRITING,
    Topic.STOP_ALONE: reply_words.STOP_ALONE,
    Topic.NEGATION: reply_words.NEGATIONS,
    Topic.CONDITION: reply_words.CONDITIONS,
    Topic.ASKED: reply_manners.ASKED,
    Topic.PLEASANT: reply_manners.PLEASANT,
    Topic.THANKED_FOR: reply_manners.THANKED_FOR,
}
_COURTEOUS = frozenset({Topic.THANKS, Topic.OBLIGED, Topic.PLEASANT})
_Index = dict[tuple[str, ...], frozenset[Topic]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case without accents.

    Attributes:
        capital: Written as names are, with only its first letter in upper case.
        marks: What stands between it and the word before, without spaces.
        clause, sentence: Which one of the text it stands in, from 0.
    """

    text: str
    capital: bool
    marks: str
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Match:
    """The longest phrase that we know at one place, or a single word that we do not know.

    Attributes:
        words: Of the text, at least one.
        is_name: An unknown word that stands where the name of a person does.
    """

    words: tuple[Word, ...]
    topics: frozenset[Topic]
    is_name: bool = False

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Said:
    """A text as words and as matches; every word is in one match."""

    words: tuple[Word, ...]
    matches: tuple[Match, ...]

    def found(self, topic: Topic) -> list[str]:
        """Return the phrases that speak for this."""
        return [match.text for match in self.matches if topic in match.topics]

    def unknown(self) -> list[str]:
        """Return the words that are in no list and no names."""
        return [m.text for m in self.matches if not m.topics and not m.is_name]

    def clauses(self) -> Iterator[list[Match]]:
        """Yield the matches between two marks of any kind."""
        for _, some in groupby(self.matches, key=lambda match: match.words[0].clause):
            yield list(some)

    def sentences(self) -> Iterator[list[Match]]:
        """Yield the matches between two full stops or the like."""
        for _, some in groupby(self.matches, key=lambda match: match.words[0].sentence):
            yield list(some)


def say(text: str, language: str) -> Said:
    """Return a text as what we know of it.

    Args:
        text: Already cut to a length that is worth reading.
        language: Two letters; all our languages are read when it is none of them.
    """
    words = tuple(_words(text))
    return Said(words, tuple(_with_names(_matches(words, _index(language)))))


def entries(words: Words, language: str) -> tuple[str, ...]:
    """Return the entries of this language and of English, of all when it is none of ours."""
    if language not in words:
        return tuple(entry for entries in words.values() for entry in entries)
    return words[language] + (words[_EVERY_LANGUAGE] if language != _EVERY_LANGUAGE else ())


def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without accents; an apostrophe parts two."""
    return tuple(word.text for word in _words(text))


def names_in(people: Iterable[Address]) -> frozenset[str]:
    """Return the words of which people's names are made."""
    return frozenset(word for person in people for word in folded(person.display_name))


def _words(text: str) -> Iterator[Word]:
    clause = sentence = 0
    marks = ""
    for found in _TOKEN.finditer(_plain(text)):
        token = found.group()
        if token[0].isalnum():
            clause, sentence = clause + bool(marks), sentence + _ends_sentence(marks)
            capital = token[0].isupper() and not token[1:].isupper()
            yield Word(token.casefold(), capital, marks, clause, sentence)
            marks = ""
        else:
            marks += token


def _ends_sentence(marks: str) -> bool:
    return bool(_STRONG.intersection(marks)) or "\n\n" in marks


def _plain(text: str) -> str:
    """Return a text without accents and wrapped lines, with words for pictures."""
    for typed, word in _TYPED_FACES:
        text = text.replace(typed, word)
    joined = "".join(
        line + (" " if len(line) >= _WRAPPED_LINE else "\n") for line in text.strip().splitlines()
    )
    parted = unicodedata.normalize("NFKD", joined.translate(_PICTURES))
    return "".join(character for character in parted if not unicodedata.combining(character))


def _matches(words: tuple[Word, ...], index: _Index) -> Iterator[Match]:
    at = 0
    while at < len(words):
        clause = words[at].clause
        here = [word for word in words[at : at + _longest_entry()] if word.clause == clause]
        match = _longest(here, index)
        yield match
        at += len(match.words)


def _longest(here: list[Word], index: _Index) -> Match:
    """Return the longest phrase with which these words begin."""
    for length in range(len(here), 0, -1):
        topics = index.get(tuple(word.text for word in here[:length]))
        if topics:
            return Match(tuple(here[:length]), topics)
    return Match((here[0],), frozenset())


def _with_names(matches: Iterable[Match]) -> Iterator[Match]:
    """Mark as names the unknown capitalised words that follow thanks or a courtesy."""
    before, names = Match((), frozenset()), 0
    for match in matches:
        is_name = _may_be_name(match, before) and names < _NAME_WORDS
        names = names + 1 if is_name else 0
        before = replace(match, is_name=is_name)
        yield before


def _may_be_name(match: Match, before: Match) -> bool:
    if match.topics or not match.words[0].capital:
        return False
    marks = match.words[0].marks
    if Topic.THANKED_FOR in before.topics and marks == ",":  # "thanks for your help, Carla"
        return True
    polite = before.is_name or bool(before.topics & _COURTEOUS)
    is_initial = len(before.text) == 1 and marks == "."
    return polite and (is_initial or set(marks) <= _BEFORE_NAMES)


@lru_cache(maxsize=16)
def _index(language: str) -> _Index:
    index: dict[tuple[str, ...], set[Topic]] = {}
    for topic, words in _LISTS.items():
        for entry in entries(words, language):
            index.setdefault(folded(entry), set()).add(topic)
    return {phrase: frozenset(topics) for phrase, topics in index.items()}


@lru_cache(maxsize=1)
def _longest_entry() -> int:
    return max(len(phrase) for phrase in _index(""))
