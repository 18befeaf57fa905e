"""What figures, kinds and languages are called when people read them."""

from datetime import timedelta

from inbox_triage.message.message import Kind
from inbox_triage.message.word_tables import words

LANGUAGE_NAMES = dict(
    zip(
        words("en | de | fr | es | it | nl | pt"),
        words("English | German | French | Spanish | Italian | Dutch | Portuguese"),
        strict=True,
    )
)

KIND_WORDS = {
    Kind.PERSON: "a person, set aside by a rule",
    Kind.DELIVERY_FAILED: "could not be delivered",
    Kind.DELIVERY_DELAYED: "delivery is late",
    Kind.DELIVERED: "was delivered",
    Kind.ABUSE_REPORT: "abuse reports",
    Kind.READ_RECEIPT: "read receipts",
    Kind.AUTO_REPLY: "automatic replies",
    Kind.LIST: "lists and newsletters",
    Kind.CALENDAR: "answers to invitations",
    Kind.NOTIFICATION: "notifications of programs",
}

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def for_people(time: timedelta) -> str:
    """Return such as `3 d 4 h`, `2 h 5 min` or `40 s`: the two largest units."""
    rest = max(int(time.total_seconds()), 0)
    parts: list[str] = []
    for size, name in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count} {name}")
    return " ".join(part for part in parts[:2] if not part.startswith("0 ")) or f"{rest} s"
