"""What our words need of a language: due times, quoted topics, sentences, and phrases to avoid."""

import re
import string
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_triage.message.message import Message


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = ("en", "de", "fr")
"""Languages that drafts can be written in."""

FORBIDDEN = {
    "en": (
        "apologise for any inconvenience",
        "apologize for any inconvenience",
        "apologise for the inconvenience",
        "apologize for the inconvenience",
        "sorry for any inconvenience",
        "sorry for the inconvenience",
        "your call is important",
        "your message is important",
        "as per",
        "please be advised",
        "at your earliest convenience",
        "valued customer",
        "do not hesitate to",
        "don t hesitate to",
    ),
    "de": (
        "entschuldigen sie die unannehmlichkeiten",
        "etwaige unannehmlichkeiten",
        "ihr anruf ist uns wichtig",
        "ihre anfrage ist uns wichtig",
        "bitte haben sie verständnis",
        "zögern sie nicht",
        "bezugnehmend auf",
        "hiermit teilen wir ihnen",
        "zu unserem bedauern",
        "sehr geehrter kunde",
    ),
    "fr": (
        "la gêne occasionnée",
        "votre appel est important",
        "votre demande est importante",
        "nous sommes au regret",
        "cher client",
    ),
}
"""Phrases, in lower case without punctuation, that say nothing in many words."""

SPARING = {"en": "unfortunately", "de": "leider", "fr": "malheureusement"}
"""Words that a draft may hold once."""

_DAYS = {
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "de": _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    "fr": _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
}
_MONTHS = {
    "en": _words(
        "January February March April May June July August September October November December"
    ),
    "de": _words(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    ),
    "fr": _words(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ),
}
_DATE = {"en": "{day} {month}", "de": "{day}. {month}", "fr": "{day} {month}"}
_DUE = {
    "en": "{weekday}{date}, {hour:02}:{minute:02} ({place})",
    "de": "{weekday}{date}, {hour:02}:{minute:02} Uhr ({place})",
    "fr": "{weekday}{date} à {hour:02}:{minute:02} ({place})",
}
_PLACES = {
    "de": {"Vienna": "Wien", "Zurich": "Zürich", "Brussels": "Brüssel", "Lisbon": "Lissabon"},
    "fr": {"London": "Londres", "Vienna": "Vienne", "Brussels": "Bruxelles", "Geneva": "Genève"},
}
_NEAR = timedelta(days=6)
_TOPIC_LENGTH = 70
_SALUTATIONS = (
    "hi",
    "hello",
    "hey",
    "dear",
    "good morning",
    "good afternoon",
    "hallo",
    "guten",
    "liebe",
    "sehr geehrte",
    "moin",
    "servus",
    "grüezi",
    "bonjour",
    "bonsoir",
    "madame",
    "monsieur",
)
_EMPTY_TOPICS = frozenset(
    _words(
        "question help support request problem issue urgent hello feedback inquiry enquiry "
        "frage hilfe anfrage problem dringend hallo rückfrage question aide demande problème "
        "urgent bonjour"
    )
)
_LINKS = ("://", "www.", "@", "=?")
_CARD_DIGITS = 12
_LETTERS_AND_QUOTES = str.maketrans(
    dict.fromkeys(string.digits + string.punctuation + string.whitespace)
    | dict.fromkeys("“”„«»", '"')
)
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?]) ")
_TRIMMED = " .,;:!-\"'“”„«»"


def format_due(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """Return such as `Tuesday, 14:00 (Berlin)`, with the date when it is not within six days.

    The time is rounded down to half an hour where that leaves one: a promise of 13:37 reads
    like a machine's.
    """
    local = at.astimezone(zone)
    rounded = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    shown = rounded if rounded > now else local
    date = "" if at - now < _NEAR else f", {_day_and_month(shown, language)}"
    city = (zone.key or "UTC").rpartition("/")[2].replace("_", " ")
    return _DUE[language].format(
        weekday=_DAYS[language][shown.weekday()],
        date=date if language != "fr" else date.replace(",", ""),
        hour=shown.hour,
        minute=shown.minute,
        place=_PLACES.get(language, {}).get(city, city),
    )


def format_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Return such as `2 March 2026`, `2. März 2026`."""
    local = at.astimezone(zone)
    return f"{_day_and_month(local, language)} {local.year}"


def topic_of(message: Message) -> str:
    """Return a few words of the customer that name their matter, or nothing.

    The subject when it says something, else their first sentence. Nothing is repeated that
    could do harm in our mouth: links, addresses, long numbers.
    """
    subject = _tidy(message.base_subject)
    if _is_telling(subject):
        return subject
    sentence = _tidy(_first_sentence(message.own_text))
    return sentence if _is_telling(sentence) else ""


def sentences(text: str) -> list[str]:
    """Return the sentences of our own text, in single spaces; `10. March` is not parted."""
    return [part for part in _SENTENCE_END.split(" ".join(text.split())) if part]


def gist(sentence: str) -> str:
    """Return a sentence without what it quotes and its numbers, to see repetition behind them."""
    return "".join(sentence.lower().translate(_LETTERS_AND_QUOTES).split('"')[::2])


def _day_and_month(local: datetime, language: str) -> str:
    month = _MONTHS[language][local.month - 1]
    return _DATE[language].format(day=local.day, month=month)


def _first_sentence(text: str) -> str:
    """Return the first sentence behind the salutation."""
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()]
    while lines and _is_salutation(lines[0]):
        lines = lines[1:]
    return next(iter(sentences(" ".join(lines))), "")


def _is_salutation(line: str) -> bool:
    return len(line) < 50 and line.lower().startswith(_SALUTATIONS)  # noqa: PLR2004


def _tidy(text: str) -> str:
    visible = "".join(c for c in text[:300] if c.isprintable() and c not in '“”„«»"{}<>')
    tidied = " ".join(visible.split()).strip(_TRIMMED)
    return f"{tidied.rstrip('?!. ')}?" if tidied.endswith("?") else tidied


def _is_telling(text: str) -> bool:
    words = text.lower().split()
    return (
        len(words) > 1
        and len(text) <= _TOPIC_LENGTH
        and not text.isupper()
        and not _EMPTY_TOPICS.issuperset(w.strip(_TRIMMED + "?") for w in words)
        and not _is_harmful(text)
    )


def _is_harmful(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return digits >= _CARD_DIGITS or any(mark in text.lower() for mark in _LINKS)
