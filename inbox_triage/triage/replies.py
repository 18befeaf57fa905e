"""What a customer's short reply says: thanks, solved, not solved, a rating, or to write no more.

Reads only what the customer wrote this time, and prefers to understand nothing. A reply is thanks
when every word of it is known to ask nothing; one question, request, doubt, number or unknown word
leaves it to a human. What a reply leads to is decided in `continuing.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.triage import ratings
from inbox_triage.triage.phrases import Match, Said, Topic, names_in, say

MAX_CHARACTERS = 2_000
"""A longer text is no short reply; every step below is linear in it."""

_SHORT_WORDS = 40
_TOLD_WORDS = 120  # who says at some length that it does not work still says so
_UNKNOWN_WORDS = 5
_ALONE = 4  # words and phrases: "stop", "please unsubscribe, thank you"
_POLITE = frozenset({Topic.THANKS, Topic.OBLIGED, Topic.PLEASANT})
_THANKFUL = _POLITE | {Topic.THANKED_FOR}
_OVER = _POLITE | {Topic.SOLVED, Topic.SOLVED_HOW}
_QUESTIONS = "?？¿؟"
_DENIED_BEFORE, _DENIED_BEHIND = 2, 3  # "was not yet fixed", "works for me not at all"
_EVIDENCE = 3


class ReplyKind(StrEnum):
    """What a reply says, in one word."""

    THANKS = "thanks"  # nothing is asked
    SOLVED = "solved"  # their matter is over
    NOT_SOLVED = "not-solved"  # it goes on, or is back
    RATING = "rating"  # a number for our service
    STOP_WRITING = "stop-writing"  # they want no more messages
    OTHER = "other"  # anything else: a human reads it


@dataclass(frozen=True, slots=True)
class ReplyMeaning:
    """What was understood.

    Attributes:
        rating: 0-10 when one is given, stars count two; whatever the kind.
        evidence: Up to 3 words that say so; of OTHER, what kept it from being thanks or solved.
    """

    kind: ReplyKind
    rating: int | None = None
    evidence: tuple[str, ...] = ()


def read_reply(message: Message, language: str) -> ReplyMeaning:
    """Return what a customer's reply says.

    Args:
        message: Only its own text, names and attachments are read.
        language: Two letters; every language that we know is read when we do not know this one.
    """
    text = message.own_text
    if message.kind is not Kind.PERSON or message.truncated or len(text) > MAX_CHARACTERS:
        return ReplyMeaning(ReplyKind.OTHER)
    said = say(text, language)
    if len(said.words) > _TOLD_WORDS:
        return ReplyMeaning(ReplyKind.OTHER)
    rating = ratings.find(text, said, language) if len(said.words) <= _SHORT_WORDS else None
    kind, evidence = _understand(message, said, rating)
    return ReplyMeaning(kind, rating, tuple(dict.fromkeys(evidence))[:_EVIDENCE])


def _understand(
    message: Message, said: Said, rating: int | None
) -> tuple[ReplyKind, Sequence[str]]:
    stop = said.found(Topic.STOP_WRITING) or _said_alone(said)
    if stop and len(said.words) <= _SHORT_WORDS:
        return ReplyKind.STOP_WRITING, stop
    not_solved = list(_not_solved(said))
    if not_solved:
        return ReplyKind.NOT_SOLVED, not_solved
    doubts = list(_doubts(message, said, rating))
    if rating is not None and not doubts:
        return ReplyKind.RATING, [f"{rating} of 10"]
    doubts += said.found(Topic.ASKED)
    names = names_in(_people(message))
    solved = said.found(Topic.SOLVED)
    thanks = said.found(Topic.THANKS) + said.found(Topic.OBLIGED)
    if solved and not doubts and not list(_beside_solved(said, names)):
        return ReplyKind.SOLVED, solved
    doubts += _beside_thanks(said, names)
    return (ReplyKind.OTHER, doubts) if doubts or not thanks else (ReplyKind.THANKS, thanks)


def _said_alone(said: Said) -> list[str]:
    """Return "stop" and the like when nothing else is said."""
    alone = said.found(Topic.STOP_ALONE)
    polite = {Topic.PLEASANT, Topic.THANKS, Topic.STOP_ALONE, Topic.ASKED}
    is_alone = len(said.matches) <= _ALONE and all(m.topics & polite for m in said.matches)
    return alone if is_alone else []


def _not_solved(said: Said) -> Iterator[str]:
    """Yield what says that it goes on; behind an "if" it is only feared."""
    for clause in said.clauses():
        for at, match in enumerate(clause):
            if Topic.CONDITION in match.topics:
                break
            if Topic.NOT_SOLVED in match.topics or _is_denied(clause, at):
                yield match.text


def _is_denied(clause: list[Match], at: int) -> bool:
    """Say whether a "not" beside these words turns solved into its opposite."""
    beside = (*clause[max(0, at - _DENIED_BEFORE) : at], *clause[at + 1 : at + 1 + _DENIED_BEHIND])
    denied = any(Topic.NEGATION in match.topics for match in beside)
    return denied and Topic.SOLVED in clause[at].topics


def _doubts(message: Message, said: Said, rating: int | None) -> Iterator[str]:
    """Yield what a human should see whatever the words say."""
    if any(mark in message.own_text for mark in _QUESTIONS):
        yield "a question mark"
    if message.attachments:
        yield "an attachment"
    if message.forwarded_author or message.form_author:
        yield "another message inside"
    if len(said.words) > _SHORT_WORDS:
        yield f"{len(said.words)} words"
    if rating is None:  # an order number, an amount, a date, a part of the parcels
        yield from (w.text for w in said.words if any(c.isdigit() for c in w.text))


def _beside_thanks(said: Said, names: frozenset[str]) -> Iterator[str]:
    """Yield every word that is neither thanks, nor polite, nor a name."""
    for sentence in said.sentences():
        thanked = any(Topic.THANKS in match.topics for match in sentence)
        yield from _impolite(sentence, names, _THANKFUL if thanked else _POLITE)


def _beside_solved(said: Said, names: frozenset[str]) -> Iterator[str]:
    """Yield every word for which it may not be over after all.

    What is solved stands before the words that say so, in a few words of any kind. Behind them,
    and in other clauses, no word may be unknown: "the parcel arrived | open".
    """
    if len(said.unknown()) > _UNKNOWN_WORDS:
        yield f"more than {_UNKNOWN_WORDS} unknown words"
    thanked_in = -1
    for clause in said.clauses():
        if any(Topic.THANKS in match.topics for match in clause):
            thanked_in = clause[0].words[0].sentence
        thanked = clause[0].words[0].sentence == thanked_in
        at = next((n for n, match in enumerate(clause) if Topic.SOLVED in match.topics), 0)
        yield from _impolite(clause[at:], names, _OVER | _THANKFUL if thanked else _OVER)


def _impolite(
    matches: Iterable[Match], names: frozenset[str], polite: frozenset[Topic]
) -> Iterator[str]:
    for match in matches:
        if not match.topics & polite and match.text not in names and not match.is_name:
            yield match.text


def _people(message: Message) -> tuple[Address, ...]:
    author = (message.author,) if message.author else ()
    return (*author, *message.to, *message.cc)
