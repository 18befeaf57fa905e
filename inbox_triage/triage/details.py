"""Which details a message holds, so that a draft asks only for what is missing.

Plain searches over words, linear in the text and capped; a detail that is overlooked costs one
superfluous question, never more.
"""

from collections.abc import Iterator, Sequence

from inbox_triage.message.message import Attachment, Message


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DETAILS = {
    "order": "the order, invoice or contract number",
    "date": "the day",
    "amount": "the amount",
    "version": "the version",
    "environment": "the operating system or browser",
    "steps": "the steps before it happened",
    "error": "the words of the error or a picture of it",
    "since": "the time it began",
    "quantity": "the quantity",
}
"""Every detail that can be found or asked for, in words for an agent."""

WANTED = {
    "refund_billing": ("order", "date", "amount"),
    "bug": ("steps", "error", "version", "environment"),
    "outage": ("since", "error"),
    "account_access": ("error",),
    "order_shipping": ("order",),
    "cancellation": ("order",),
    "sales": ("quantity",),
}
"""What it takes to answer, by category; categories without an entry need no detail."""

_ENOUGH = {"refund_billing": ({"order"}, {"date", "amount"}), "bug": ({"steps", "error"},)}
"""Details that make the others of their category needless."""

_QUESTIONS = 3  # who is asked more answers none
_LENGTH = 20_000
_WORDS = 3_000
_NEAR = 4
_ORDER_DIGITS = 5  # of a number without a label; with one, three are enough
_LABELLED_DIGITS = 3
_LABELS = _words(
    "order invoice purchase booking receipt customer contract subscription reference account "
    "bestell auftrag rechnung kunden vertrag beleg buchung "
    "commande facture client contrat abonnement réservation"
)
_MONTHS = _words(
    "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez fév avr juin juil aoû déc"
)
_CURRENCIES = frozenset(_words("eur euro euros usd gbp chf dollar dollars pounds franken"))
_VERSIONS = frozenset({"version", "build", "release", "firmware"})
_DAYS = _words(
    "today yesterday monday tuesday wednesday thursday friday saturday sunday "
    "heute gestern vorgestern montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "aujourd'hui lundi mardi mercredi jeudi vendredi samedi dimanche"
)
_SYSTEMS = _words(
    "windows macos mac linux ubuntu android ios iphone ipad chrome firefox safari edge opera "
    "browser outlook thunderbird"
)
_TELLING = {
    **dict.fromkeys(_DAYS, "date"),
    **dict.fromkeys(_SYSTEMS, "environment"),
    **dict.fromkeys(_words("since seit depuis"), "since"),
}
_ERRORS = ("error", "exception", "fehler", "erreur", "traceback")
_UNITS = _words(
    "user seat licen people employee unit piece copies nutzer benutzer lizenz mitarbeiter "
    "platz plätze stück person utilisateur poste exemplaire"
)
_STEPS = (
    "when i ",
    "whenever i ",
    "after i ",
    "if i ",
    "as soon as i ",
    "every time ",
    "each time ",
    "steps to ",
    "wenn ich ",
    "sobald ich ",
    "nachdem ich ",
    "jedes mal",
    "quand je ",
    "lorsque je ",
    "dès que je ",
)
_QUOTES = "\"“”„«»'`"
_EDGES = ".,;:!?()[]<>*_-\"“”„«»'`"


def given(message: Message) -> frozenset[str]:
    """Return the names of the details that the message holds, a subset of DETAILS."""
    text = f"{message.subject}\n{message.text}"[:_LENGTH].lower()
    raw = text.split()[:_WORDS]
    words = [word.strip(_EDGES) for word in raw]
    found = {_TELLING[word] for word in _TELLING.keys() & set(words)}
    for i, word in enumerate(words):
        if not word.isalpha() and (word[:1].isdigit() or word[-1:].isdigit()):
            found.update(_number(raw[i], word, words[max(0, i - _NEAR) : i], words[i + 1 : i + 3]))
    if any(stem in text for stem in _ERRORS) and _names_error(words, raw):
        found.add("error")
    if any(step in text for step in _STEPS) or ("1." in raw and "2." in raw):
        found.add("steps")
    return frozenset(found.union(*map(_shown_by, message.attachments)))


def missing(category: str, found: frozenset[str]) -> tuple[str, ...]:
    """Return what is wanted for this category and not among the found, most telling first."""
    if any(enough <= found for enough in _ENOUGH.get(category, ())):
        return ()
    return tuple(d for d in WANTED.get(category, ()) if d not in found)[:_QUESTIONS]


def _shown_by(attachment: Attachment) -> tuple[str, ...]:
    """Return what an attachment is likely to show: a picture the error, a PDF the invoice."""
    if attachment.media_type.startswith("image/"):
        return ("error",)
    return ("order",) if attachment.media_type == "application/pdf" else ()


def _number(raw: str, word: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield what a word with a number in it can be."""
    digits = sum(c.isdigit() for c in word)
    is_amount = any(c in raw for c in "€$£¥") or _CURRENCIES.intersection(
        (*before[-1:], *after[:1])
    )
    if _is_date(word, before, after):
        yield "date"
    elif is_amount:
        yield "amount"
    elif ":" in word:
        yield "since"
    elif _VERSIONS.intersection(before[-2:]) or _is_version(word):
        yield "version"
    elif _is_price(word):
        yield "amount"
    elif digits >= _ORDER_DIGITS or (digits >= _LABELLED_DIGITS and _is_labelled(before)):
        yield "order"
    if any(unit.startswith(_UNITS) for unit in after[:2]):
        yield "quantity"


def _is_price(word: str) -> bool:
    """Say whether this has two decimals, such as 12.99 or 12,99."""
    return word[-3:-2] in {".", ","} and word[-2:].isdigit() and word[:-3].isdigit()


def _is_labelled(before: Sequence[str]) -> bool:
    return any(word.startswith(_LABELS) for word in before)


def _is_date(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    parts = word.replace("/", ".").replace("-", ".").split(".")
    numeric = len(parts) == 3 and all(p.isdigit() for p in parts)  # noqa: PLR2004 - day month year
    if numeric and any(len(p) == 4 for p in parts):  # noqa: PLR2004 - a year in full
        return True
    short = word.rstrip("sthndr")
    named = any(m.startswith(_MONTHS) for m in (*before[-1:], *after[:1]))
    return named and short.isdigit() and len(short) <= 2  # noqa: PLR2004 - a day has two digits


def _is_version(word: str) -> bool:
    parts = word.removeprefix("v").split(".")
    dotted = len(parts) >= 2 + (not word.startswith("v"))
    return dotted and all(p.isdigit() and len(p) <= 4 for p in parts)  # noqa: PLR2004


def _names_error(words: Sequence[str], raw: Sequence[str]) -> bool:
    """Say whether a code or quoted words stand behind "error"."""
    return any(
        c.isdigit() or c in _QUOTES or c == ":"
        for i, word in enumerate(words)
        if word.startswith(_ERRORS)
        for near in raw[i : i + 1 + 2 * _NEAR]
        for c in near
    )
