"""Values with units and forms: what is read, what is refused and with which remedy."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from inbox_triage.config.kinds import (
    parse_address,
    parse_business_duration,
    parse_day,
    parse_domain,
    parse_duration,
    parse_intervals,
    parse_zone,
)

PARSERS = [
    parse_address,
    parse_business_duration,
    parse_day,
    parse_domain,
    parse_duration,
    parse_intervals,
    parse_zone,
]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("5m", 300), ("4h", 14400), ("2d", 172800), ("1h30m", 5400), ("1h 30m", 5400)],
)
def test_a_duration_has_a_unit(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["5", 5, "", "m", "5 minutes", "-5m", "1m2h", 1.5, None, ["5m"]])
def test_anything_else_is_no_duration(value: Any) -> None:
    with pytest.raises(PydanticCustomError, match=r"unit|not a length of time"):
        parse_duration(value)


def test_a_day_of_business_time_is_refused_since_it_could_mean_two_things() -> None:
    assert parse_business_duration("8h") == timedelta(hours=8)
    with pytest.raises(PydanticCustomError, match="ambiguous"):
        parse_business_duration("1d")


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("09:00-17:30", ((time(9), time(17, 30)),)),
        ("9:00-12:00,13:00-17:00", ((time(9), time(12)), (time(13), time(17)))),
        ("00:00-24:00", ((time(0), time.max),)),
        ("closed", ()),
        ("", ()),
    ],
)
def test_hours_of_a_day(text: str, intervals: tuple[tuple[time, time], ...]) -> None:
    assert parse_intervals(text) == intervals


@pytest.mark.parametrize(
    "text",
    [
        "9-17",
        "09:00",
        "17:00-09:00",
        "09:00-09:00",
        "09:60-10:00",
        "25:00-26:00",
        "09:00-24:30",
        "13:00-17:00, 09:00-12:00",
        "09:00-12:00, 11:00-17:00",
        "09:00-12:00,",
        "always",
    ],
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_intervals(text)


@pytest.mark.parametrize(
    "text", ["", "alice", "@example.com", "a@b@c", "a b@example.com", "Alice <a@example.com>", 5]
)
def test_what_is_no_address_is_refused(text: Any) -> None:
    with pytest.raises(PydanticCustomError, match="is not an address"):
        parse_address(text)


def test_the_domain_of_an_address_is_made_lower_case_and_its_local_part_is_kept() -> None:
    assert parse_address("Support@EXAMPLE.com") == "Support@example.com"


def test_a_domain_may_be_written_with_an_at_sign() -> None:
    assert parse_domain("@Example.org") == "example.org"
    with pytest.raises(PydanticCustomError):
        parse_domain("nowhere")


def test_a_closed_day_may_be_a_date_or_text_but_no_time() -> None:
    assert parse_day("2026-12-24") == parse_day(date(2026, 12, 24)) == date(2026, 12, 24)
    with pytest.raises(PydanticCustomError):
        parse_day(datetime(2026, 12, 24, 12, 0, tzinfo=UTC))


@given(value=st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_whatever_is_written_is_read_or_refused(value: Any) -> None:
    for parse in PARSERS:
        with contextlib.suppress(PydanticCustomError):
            parse(value)
