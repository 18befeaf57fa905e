"""How soon a message wants a human: a sum of points whose parts are shown, nothing learned.

Measured against learned priorities, the sum was better and can be explained to an admin.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from inbox_triage.triage import priority_words
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.priority_words import Words

MAX_CHARACTERS = 6_000
"""Of a text that is read; every step below is linear in it."""

CATEGORY_POINTS = {
    "outage": 5,
    "complaint": 2,
    "account_access": 2,
    "bug": 2,
    "refund_billing": 2,
    "order_shipping": 2,
    "cancellation": 2,
    "sales": 2,
    "how_to": 2,
    "other": 1,
    "feature_request": 0,
    "praise": 0,
    "spam": 0,
    "auto_reply": 0,
}
NEVER_SOON = frozenset({"spam", "auto_reply"})
"""Whatever such a message says of itself, it stays low."""

NOTHING_AT_STAKE = frozenset({"feature_request", "praise", "sales"})
"""Here "all our customers" says how many are pleased, not how many are hit."""

URGENT_FROM, HIGH_FROM, NORMAL_FROM = 7, 4, 2
"""Points; a VIP (2) is one step above anybody else with an ordinary matter."""

_VIP, _SAFETY, _IMPACT, _URGENCY, _SOON = 2, 3, 2, 2, 1
_MANY_CONTACTS, _SOME_CONTACTS = 4, 2
_LONG_WAIT, _WAIT = timedelta(days=3), timedelta(days=1)

_FRUSTRATION_STEPS = (1, 2, 4)  # points of anger from which the level is 1, 2, 3
_SHOUTED_WORDS = 4
_SHOUTED_LENGTH = 3
_EVERY_LANGUAGE = "en"  # people of every tongue write "urgent" and "asap"

_WORD = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class PrioritySignals:
    """What is known of a message that bears on its priority.

    Attributes:
        category: A key of `policy.CATEGORIES`. language: two letters.
        open_conversations: Of this customer, besides this one.
        contacts_last_14_days: Earlier messages of this customer in that time.
        waiting_for: How long this conversation has waited for our answer, None when it has not.
    """

    category: str
    subject: str
    own_text: str
    language: str
    vip: bool = False
    open_conversations: int = 0
    contacts_last_14_days: int = 0
    waiting_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: its name, its points, and a sentence for the admin."""

    name: str
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class PriorityScore:
    """The answer and the sum behind it; parts without points are left out."""

    priority: Priority
    points: int
    parts: tuple[Part, ...]


def score(signals: PrioritySignals) -> PriorityScore:
    """Add up what makes a message pressing."""
    base = CATEGORY_POINTS.get(signals.category, CATEGORY_POINTS["other"])
    parts = [Part("category", base, f"category {signals.category}")]
    if signals.category not in NEVER_SOON:
        parts += [*_text_parts(signals), *_history_parts(signals)]
    points = sum(part.points for part in parts)
    return PriorityScore(_priority(points), points, tuple(part for part in parts if part.points))


def frustration(text: str, language: str) -> int:
    """Return how upset a text sounds, 0-3; drafts choose their tone by it."""
    return _frustration(text, language)[0]


@lru_cache(maxsize=4)
def plain_words(text: str) -> str:
    """Return a text as lower-case ASCII words with single spaces, one at each end."""
    folded = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].casefold().replace("’", "'"))
    return f" {' '.join(_WORD.findall(folded.encode('ascii', 'ignore').decode()))} "


def _priority(points: int) -> Priority:
    if points >= URGENT_FROM:
        return Priority.URGENT
    if points >= HIGH_FROM:
        return Priority.HIGH
    return Priority.NORMAL if points >= NORMAL_FROM else Priority.LOW


def _text_parts(signals: PrioritySignals) -> list[Part]:
    """Return what the words say."""
    text = f"{signals.subject}\n{signals.own_text}"
    plain = plain_words(text)
    urgent = _said("deadline", _URGENCY, _found(plain, priority_words.DEADLINE, signals.language))
    parts = [
        *_said("safety", _SAFETY, _found(plain, priority_words.SAFETY, signals.language)),
        *(urgent or _said("deadline", _SOON, _found(plain, priority_words.SOON, signals.language))),
    ]
    if signals.category not in NOTHING_AT_STAKE:
        impact = _found(plain, priority_words.IMPACT, signals.language)
        parts += _said("impact", _IMPACT, impact)
    level, found = _frustration(text, signals.language)
    if level:
        parts.append(Part("frustration", level, f"upset ({level} of 3): {_quoted(found)}"))
    return parts


def _said(name: str, points: int, found: list[str]) -> list[Part]:
    return [Part(name, points, f"says {_quoted(found)}")] if found else []


def _history_parts(signals: PrioritySignals) -> list[Part]:
    """Return what we know of the customer and of the waiting."""
    parts = [Part("vip", _VIP, "VIP customer")] if signals.vip else []
    contacts = signals.contacts_last_14_days
    if contacts >= _SOME_CONTACTS:
        points = 2 if contacts >= _MANY_CONTACTS else 1
        parts.append(Part("repeat contact", points, f"{contacts} messages in the last 14 days"))
    if signals.open_conversations:
        why = f"{signals.open_conversations} more open conversation(s)"
        parts.append(Part("open conversations", 1, why))
    if signals.waiting_for is not None and signals.waiting_for >= _WAIT:
        points = 2 if signals.waiting_for >= _LONG_WAIT else 1
        hours = int(signals.waiting_for.total_seconds() // 3600)
        parts.append(Part("waiting", points, f"has waited {hours} h for an answer"))
    return parts


@lru_cache(maxsize=4)
def _frustration(text: str, language: str) -> tuple[int, tuple[str, ...]]:
    """Return the level and the words that say so; rules, score and drafts ask for the same."""
    plain = plain_words(text)
    anger = _found(plain, priority_words.ANGER, language)
    displeasure = _found(plain, priority_words.DISPLEASURE, language)
    signs = []
    if "!!" in text[:MAX_CHARACTERS] or "?!" in text[:MAX_CHARACTERS]:
        signs.append("!!")
    if _is_shouted(text):
        signs.append("capitals")
    total = 2 * len(anger) + len(displeasure) + len(signs)
    level = sum(total >= step for step in _FRUSTRATION_STEPS)
    return level, (*anger, *displeasure, *signs)


def _is_shouted(text: str) -> bool:
    """Whether most of the longer words are in capitals."""
    words = text[:MAX_CHARACTERS].split()
    loud = sum(map(_is_longer_word, filter(str.isupper, words)))
    return loud >= _SHOUTED_WORDS and 2 * loud > sum(map(_is_longer_word, words))


def _is_longer_word(word: str) -> bool:
    return len(word) >= _SHOUTED_LENGTH and word.isalpha()


def _found(plain: str, words: Words, language: str) -> list[str]:
    """Return the words and phrases of a list that stand in a text, longest first."""
    said = _word_set(plain)
    found = {
        phrase
        for phrases in (words.get(language, ()), words[_EVERY_LANGUAGE])
        for word in _by_first_word(phrases).keys() & said
        for phrase in _by_first_word(phrases)[word]
        if f" {phrase} " in plain
    }
    return sorted(found, key=lambda phrase: (-len(phrase), phrase))


@lru_cache(maxsize=4)
def _word_set(plain: str) -> frozenset[str]:
    return frozenset(plain.split())


@lru_cache(maxsize=64)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    """Arrange a list so that only the phrases whose first word a text has are looked for."""
    arranged: dict[str, list[str]] = {}
    for phrase in phrases:
        arranged.setdefault(phrase.partition(" ")[0], []).append(phrase)
    return arranged


def _quoted(found: Sequence[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in found[:3])
