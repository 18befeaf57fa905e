"""Deadlines in business hours; every expected value was worked out by hand on a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_triage.triage.policy import BusinessHours
from inbox_triage.triage.sla import business_time_between, due_at, is_open

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_HALF_FIVE = ((time(9), time(17, 30)),)
WITH_LUNCH = ((time(9), time(12)), (time(13), time(17)))
ALL_DAY = ((time(0), time.max),)

OFFICE = BusinessHours(
    zone=BERLIN,
    week=(*[NINE_TO_HALF_FIVE] * 5, (), ()),
    holidays={date(2026, 12, 25): "Christmas", date(2026, 5, 1): "Labour Day"},
)
LUNCH = BusinessHours(zone=BERLIN, week=(*[WITH_LUNCH] * 5, (), ()))
ALWAYS = BusinessHours(zone=BERLIN, week=(ALL_DAY,) * 7)
NIGHT = BusinessHours(zone=BERLIN, week=(*[()] * 6, ((time(1), time(5)),)))
NO_HOURS = BusinessHours(zone=BERLIN, week=((),) * 7)
ALL_HOLIDAYS = BusinessHours(
    zone=BERLIN,
    week=OFFICE.week,
    holidays={date(2026, 1, 1) + timedelta(days=n): "closed" for n in range(2000)},
)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("calendar", "start", "within", "due"),
    [
        # Mon 2 March 2026 10:00 + 4 h stays in the day.
        (OFFICE, "2026-03-02 10:00", 4, "2026-03-02 14:00"),
        # 16:30 + 4 h: one hour today, three tomorrow from 09:00.
        (OFFICE, "2026-03-02 16:30", 4, "2026-03-03 12:00"),
        # Friday 17:00 + 1 h: half an hour, then Monday.
        (OFFICE, "2026-03-06 17:00", 1, "2026-03-09 09:30"),
        # Ends exactly with the day: due at closing time, not next morning.
        (OFFICE, "2026-03-02 13:30", 4, "2026-03-02 17:30"),
        # Before opening, on a Saturday, at night: counting begins at the next opening.
        (OFFICE, "2026-03-02 03:00", 1, "2026-03-02 10:00"),
        (OFFICE, "2026-03-07 12:00", 1, "2026-03-09 10:00"),
        (OFFICE, "2026-03-02 22:00", 1, "2026-03-03 10:00"),
        # Thu 24 December 17:00 + 1 h: Friday is Christmas, then the weekend.
        (OFFICE, "2026-12-24 17:00", 1, "2026-12-28 09:30"),
        # A whole working week of 42.5 h from Monday morning ends on Friday evening.
        (OFFICE, "2026-03-02 09:00", 42.5, "2026-03-06 17:30"),
        # Over lunch: 11:30 + 1 h is half before, half after.
        (LUNCH, "2026-03-02 11:30", 1, "2026-03-02 13:30"),
        (LUNCH, "2026-03-02 12:20", 1, "2026-03-02 14:00"),
        # Round the clock over the spring night: 02:00-03:00 does not exist on 29 March 2026.
        (ALWAYS, "2026-03-29 01:00", 2, "2026-03-29 04:00"),
        # And over the autumn night: 02:00-03:00 comes twice on 25 October 2026.
        (ALWAYS, "2026-10-25 01:00", 4, "2026-10-25 04:00"),
        # Sunday 01:00-05:00 is three hours long in spring, five in autumn.
        (NIGHT, "2026-03-29 00:00", 3, "2026-03-29 05:00"),
        (NIGHT, "2026-10-25 00:00", 5, "2026-10-25 05:00"),
        # Over the change at the weekend a working day stays a working day.
        (OFFICE, "2026-03-27 17:00", 1, "2026-03-30 09:30"),
        # No hours at all, or none for years: clock time, rather than never.
        (NO_HOURS, "2026-03-02 22:00", 4, "2026-03-03 02:00"),
        (ALL_HOLIDAYS, "2026-03-02 22:00", 4, "2026-03-03 02:00"),
        # Nothing promised in between: due at once.
        (OFFICE, "2026-03-07 12:00", 0, "2026-03-07 12:00"),
    ],
)
def test_a_promise_falls_due_after_business_time(
    calendar: BusinessHours, start: str, within: float, due: str
) -> None:
    assert due_at(berlin(start), hours(within), calendar) == berlin(due).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "expected"),
    [
        (OFFICE, "2026-03-02 10:00", "2026-03-02 14:00", 4),
        (OFFICE, "2026-03-06 17:00", "2026-03-09 09:30", 1),
        (OFFICE, "2026-03-07 10:00", "2026-03-08 20:00", 0),
        (OFFICE, "2026-04-30 09:00", "2026-05-04 09:00", 8.5),
        (LUNCH, "2026-03-02 08:00", "2026-03-02 20:00", 7),
        (ALWAYS, "2026-03-28 00:00", "2026-03-30 00:00", 47),
        (ALWAYS, "2026-10-24 00:00", "2026-10-26 00:00", 49),
        (NO_HOURS, "2026-03-02 00:00", "2026-03-03 00:00", 24),
        (OFFICE, "2026-03-02 14:00", "2026-03-02 10:00", 0),
        (NO_HOURS, "2026-03-02 14:00", "2026-03-02 10:00", 0),
    ],
)
def test_only_business_time_counts_between_two_moments(
    calendar: BusinessHours, start: str, end: str, expected: float
) -> None:
    assert business_time_between(berlin(start), berlin(end), calendar) == hours(expected)


@pytest.mark.parametrize(
    ("calendar", "at", "expected"),
    [
        (OFFICE, "2026-03-02 09:00", True),
        (OFFICE, "2026-03-02 17:29", True),
        (OFFICE, "2026-03-02 17:30", False),
        (OFFICE, "2026-03-07 12:00", False),
        (OFFICE, "2026-12-25 12:00", False),
        (LUNCH, "2026-03-02 12:30", False),
        (ALWAYS, "2026-03-02 23:59", True),
        (NO_HOURS, "2026-03-02 03:00", True),
    ],
)
def test_the_team_is_there_in_its_hours_only(
    calendar: BusinessHours, at: str, *, expected: bool
) -> None:
    assert is_open(berlin(at), calendar) is expected


def test_an_hour_that_the_clocks_skip_is_no_working_time() -> None:
    skipped = BusinessHours(zone=BERLIN, week=(*[()] * 6, ((time(2), time(2, 30)),)))

    assert not is_open(berlin("2026-03-29 03:10"), skipped)
    assert due_at(berlin("2026-03-29 00:00"), hours(0.5), skipped) == berlin("2026-04-05 02:30")


def test_the_zone_of_the_moment_does_not_matter() -> None:
    start = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)

    assert due_at(start, hours(1), OFFICE) == berlin("2026-03-02 17:30")
    assert due_at(start.astimezone(ZoneInfo("Asia/Tokyo")), hours(1), OFFICE) == due_at(
        start, hours(1), OFFICE
    )


@given(
    start=st.integers(0, 365 * 24 * 60).map(lambda n: JANUARY + timedelta(minutes=n)),
    minutes=st.integers(1, 6000),
    calendar=st.sampled_from([OFFICE, LUNCH, ALWAYS, NIGHT, NO_HOURS]),
)
def test_the_time_until_the_deadline_is_the_time_promised(
    start: datetime, minutes: int, calendar: BusinessHours
) -> None:
    within = timedelta(minutes=minutes)

    due = due_at(start, within, calendar)

    assert business_time_between(start, due, calendar) == within
    assert business_time_between(start, due - timedelta(seconds=1), calendar) < within
