"""When a promise falls due: arithmetic in business hours, on UTC intervals.

Wall-clock hours are turned into UTC intervals day by day and only those are added up, so the night
the clocks change is as long as it really is. Where the clock shows an hour twice, an interval that
starts in it starts the first time and one that ends in it ends the second time.

A team whose week has no hours at all, or whose next opening is more than three years away, promises
in clock time: a deadline that never comes would hide the message for ever.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from inbox_triage.triage.policy import BusinessHours

_DAY = timedelta(days=1)
_NEVER_OPEN_AFTER = timedelta(days=3 * 366)


def is_open(at: datetime, hours: BusinessHours) -> bool:
    """Say whether the team works at this moment; a closing time itself is closed."""
    if not any(hours.week):
        return True
    day = at.astimezone(hours.zone).date()
    return any(opens <= at < closes for opens, closes in _spans_of(day, hours))


def due_at(start: datetime, within: timedelta, hours: BusinessHours) -> datetime:
    """Return the first moment at which `within` of business time has passed since `start`.

    Args:
        start: Aware; may lie outside the hours, then counting begins at the next opening.
        within: Business time; zero or less is due at `start`.
        hours: When the team works.

    Returns:
        Aware, in UTC. Time that ends with a working day is due at its end, not next morning.
    """
    moment, left = start.astimezone(UTC), max(within, timedelta(0))
    if not any(hours.week) or not left:
        return moment + left
    for opens, closes in _spans_from(moment, hours):
        moment = max(opens, moment)
        if left <= closes - moment:
            break
        left -= closes - moment
        moment = closes
    return moment + left


def business_time_between(start: datetime, end: datetime, hours: BusinessHours) -> timedelta:
    """Return how much business time lies between two aware moments; zero when `end` is not later.

    Clock time when the week has no hours at all.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    total = timedelta(0)
    if not any(hours.week):
        return max(end - start, total)
    for opens, closes in _spans_from(start, hours):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


def _spans_from(start: datetime, hours: BusinessHours) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open intervals that end after `start`, in order, until none comes for too long."""
    day = last_open = start.astimezone(hours.zone).date()
    while day - last_open <= _NEVER_OPEN_AFTER and day < date.max - _DAY:
        for opens, closes in _spans_of(day, hours):
            last_open = day
            if closes > start:
                yield opens, closes
        day += _DAY


def _spans_of(day: date, hours: BusinessHours) -> tuple[tuple[datetime, datetime], ...]:
    """Return one local day's open intervals in UTC."""
    if day in hours.holidays:
        return ()
    return _spans_in_utc(day, hours.week[day.weekday()], hours.zone)


@lru_cache(maxsize=256)
def _spans_in_utc(
    day: date, intervals: tuple[tuple[time, time], ...], zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], ...]:
    """Return a day's intervals in UTC; every message asks for the same few days."""
    spans = []
    for start, end in intervals:
        opens = datetime.combine(day, start, zone)
        closes = (
            datetime.combine(day + _DAY, time(0), zone)
            if end == time.max
            else datetime.combine(day, end, zone).replace(fold=1)
        )
        span = opens.astimezone(UTC), closes.astimezone(UTC)
        if span[0] < span[1]:  # the hour that the clocks skip in spring may swallow an interval
            spans.append(span)
    return tuple(spans)
