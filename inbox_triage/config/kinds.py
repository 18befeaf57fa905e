"""The kinds of value that config.toml holds: each checked with a sentence and a remedy."""

import ipaddress
import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from inbox_triage.message.header_fields import is_addr_spec

Interval = tuple[time, time]

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
_INTERVAL = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}")
_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){0,20}\.?")
_MINUTES_A_DAY = 24 * 60


def wrong(what: str, remedy: str = "") -> PydanticCustomError:
    """Return the error that a validator raises: a sentence and its remedy, for `problems.py`."""
    return PydanticCustomError("wrong", "{what}", {"what": what, "remedy": remedy})


def parse_duration(value: Any) -> timedelta:
    """Read `90s`, `5m`, `4h`, `2d` or `1h30m`."""
    if isinstance(value, timedelta):
        return value
    text = str(value).replace(" ", "")
    if re.fullmatch(r"\d{1,9}", text):
        raise wrong(f"{text} has no unit.", f'Write "{text}m" for minutes; s, h and d work too.')
    found = _DURATION.fullmatch(text) if isinstance(value, str) and text else None
    if found is None:
        raise wrong("is not a length of time.", 'Write it like "90s", "5m", "4h" or "2d".')
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def parse_business_duration(value: Any) -> timedelta:
    """Read a length of business time: hours and minutes; a day of it could mean two things."""
    if isinstance(value, str) and "d" in value:
        what = "a day of business time is ambiguous."
        raise wrong(what, 'Write hours of your working time, such as "8h" for one working day.')
    return parse_duration(value)


def parse_intervals(value: Any) -> tuple[Interval, ...]:
    """Read `09:00-12:00, 13:00-17:30`; empty or `closed` for a day without hours."""
    if isinstance(value, tuple):
        return value
    remedy = 'Write "09:00-17:30", "09:00-12:00, 13:00-17:30" or "closed".'
    if not isinstance(value, str):
        raise wrong("is not text.", remedy)
    if value.strip().lower() in {"", "closed"}:
        return ()
    intervals = [_parse_interval(part.strip(), remedy) for part in value.split(",")]
    for (_, earlier_end), (later_start, _) in pairwise(intervals):
        if later_start < earlier_end:
            raise wrong("the hours overlap or are not in order.", "Name the earlier ones first.")
    return tuple(intervals)


def _parse_interval(text: str, remedy: str) -> Interval:
    found = _INTERVAL.fullmatch(text)
    if not found:
        raise wrong(f'"{text[:40]}" is not a span of hours.', remedy)
    hours, minutes, end_hours, end_minutes = map(int, found.groups())
    start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
    if max(minutes, end_minutes) > 59 or start >= _MINUTES_A_DAY or end > _MINUTES_A_DAY:  # noqa: PLR2004 - a clock
        raise wrong(f'"{text}" is not a time of day.', remedy)
    if end <= start:
        what = f'"{text}" ends before it begins.'
        raise wrong(what, "Divide a night shift at midnight: until 24:00, next day from 00:00.")
    closes = time.max if end == _MINUTES_A_DAY else time(end_hours, end_minutes)
    return time(hours, minutes), closes


def parse_zone(value: Any) -> ZoneInfo:
    """Read a name of the IANA time zone database."""
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = 'Write one like "Europe/Berlin" or "UTC" (the system needs its tzdata package).'
        raise wrong("is not a time zone that this system knows.", remedy) from None


def parse_address(value: Any) -> str:
    """Read an addr-spec (RFC 5322 §3.4.1); its domain is made lower case."""
    local, _, domain = value.rpartition("@") if isinstance(value, str) else ("", "", "")
    address = f"{local}@{domain.lower()}"
    if not is_addr_spec(address):
        raise wrong("is not an address.", 'Write it like "support@example.com", without a name.')
    return address


def parse_line(value: Any) -> str:
    """Read text on one line, which may be empty."""
    if not (isinstance(value, str) and value.isprintable()):
        raise wrong("is not text on one line.", "Put it in quotes, without line breaks.")
    return value


def parse_word(value: Any) -> str:
    """Read text on one line that says something."""
    if not parse_line(value).strip():
        raise wrong("is empty.", "Write its value between the quotes.")
    return str(value)


def parse_host(value: Any) -> str:
    """Read the name or address of a server."""
    text = value.strip("[]") if isinstance(value, str) else ""
    if _HOST.fullmatch(text):
        return text
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        remedy = 'Write it like "mail.example.com"; the port is a key of its own.'
        raise wrong("is not the name of a server.", remedy) from None


def parse_domain(value: Any) -> str:
    """Read a domain name; an @ in front is allowed."""
    text = value.strip().lower().removeprefix("@") if isinstance(value, str) else ""
    if not _DOMAIN.fullmatch(text):
        raise wrong("is not a domain.", 'Write it like "example.com".')
    return text


def parse_day(value: Any) -> date:
    """Read a date, with or without quotes."""
    if type(value) is date:  # a datetime is one as well, but a closed day has no hour
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong("is not a date.", 'Write it like "2026-12-24".') from None


def parse_language(value: Any) -> str:
    """Read a language's two letters (ISO 639-1)."""
    if not (isinstance(value, str) and re.fullmatch(r"[a-z]{2}", value)):
        raise wrong("is not a language.", 'Write its two letters, such as "en" or "de".')
    return value


def _check_poll(value: timedelta) -> timedelta:
    if not timedelta(seconds=5) <= value <= timedelta(minutes=25):
        raise wrong("is out of range.", "Choose between 5s and 25m.")
    return value


PollEvery = Annotated[timedelta, PlainValidator(parse_duration), AfterValidator(_check_poll)]
BusinessDuration = Annotated[timedelta, PlainValidator(parse_business_duration)]
Hours = Annotated[tuple[Interval, ...], PlainValidator(parse_intervals)]
Zone = Annotated[ZoneInfo, PlainValidator(parse_zone)]
Address = Annotated[str, PlainValidator(parse_address)]
Domain = Annotated[str, PlainValidator(parse_domain)]
Line = Annotated[str, PlainValidator(parse_line)]
Word = Annotated[str, PlainValidator(parse_word)]
Host = Annotated[str, PlainValidator(parse_host)]
Day = Annotated[date, PlainValidator(parse_day)]
Language = Annotated[str, PlainValidator(parse_language)]
Port = Annotated[int, Field(ge=1, le=65535)]
