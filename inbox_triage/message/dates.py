"""Reads Date fields (RFC 5322 §3.3) and the ways in which programs get them wrong."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LENGTH = 200
_ZONE = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?")
_FOREIGN_DAY = re.compile(r"^[^\W\d_]{1,20}\.?,\s{0,5}")
_DOTTED_TIME = re.compile(r"\b(\d{1,2})\.(\d{2})\.(\d{2})\b")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}")


def read_date(text: str) -> datetime | None:
    """Return a Date field's value as aware UTC, or None when it names no moment."""
    text = text.strip()[:_LENGTH]
    for candidate in (_repaired(text), text):
        try:
            moment = parsedate_to_datetime(candidate)
            # RFC 5322 §3.3: -0000 says nothing of the zone; UTC is the only sane reading
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
            return moment.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return _iso(text)


def _repaired(text: str) -> str:
    text = _FOREIGN_DAY.sub("", text)  # of no use, and may be foreign
    text = _ZONE.sub(lambda zone: f"{zone[1]}{int(zone[2]):02d}{zone[3] or '00'}", text)
    return _DOTTED_TIME.sub(r"\1:\2:\3", text)


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
