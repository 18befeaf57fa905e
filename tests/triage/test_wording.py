"""Words that depend on a language: days, times, what a message is about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox_triage.triage.wording import format_day, format_due, gist, sentences, topic_of
from tests.builders import NOON, a_message
from tests.triage.draft_requests import BERLIN, written


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Europe/Berlin", "en", "Tuesday, 13:00 (Berlin)"),
        ("Europe/Vienna", "de", "Dienstag, 13:00 Uhr (Wien)"),
        ("Europe/London", "fr", "mardi à 12:00 (Londres)"),
        ("America/New_York", "en", "Tuesday, 07:00 (New York)"),
        ("UTC", "en", "Tuesday, 12:00 (UTC)"),
    ],
)
def test_a_due_time_is_written_as_people_write_it(zone: str, language: str, expected: str) -> None:
    assert format_due(NOON + timedelta(days=1), NOON, ZoneInfo(zone), language) == expected


def test_a_due_time_is_rounded_down_unless_that_is_over_already() -> None:
    assert format_due(NOON + timedelta(minutes=52), NOON, BERLIN, "en") == "Monday, 13:30 (Berlin)"
    assert format_due(NOON + timedelta(minutes=20), NOON, BERLIN, "en") == "Monday, 13:20 (Berlin)"


def test_a_due_time_after_the_clocks_change_is_local() -> None:
    at = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
    assert format_due(at, NOON, BERLIN, "en") == "Monday, 30 March, 10:00 (Berlin)"


def test_a_day_is_that_of_the_teams_zone() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert format_day(late, BERLIN, "de") == "3. März 2026"


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Broken lamp!!!", "", "Broken lamp"),
        ("Where is my lamp??", "", "Where is my lamp?"),
        (
            "Hallo",
            "Guten Tag,\n\nmeine Lampe ist kaputt. Bitte um Ersatz.",
            "meine Lampe ist kaputt",
        ),
        ("help please", "", "help please"),
        ("Hilfe", "Hi", ""),
        ("", "One sentence that is much too long " + "and goes on " * 20, ""),
    ],
)
def test_the_topic_is_the_subject_or_the_first_sentence(
    subject: str, text: str, expected: str
) -> None:
    assert topic_of(a_message(**written(subject, text))) == expected


def test_sentences_are_not_parted_at_an_ordinal() -> None:
    text = "Wir hören uns am 3. März. Bis dann!"
    assert sentences(text) == ["Wir hören uns am 3. März.", "Bis dann!"]


def test_the_gist_leaves_out_what_is_quoted_and_counted() -> None:
    assert gist("Your message “Lamp” of 3 May.") == gist("Your message “Table” of 4 May.")
    assert gist("Ihre Nachricht „Lampe“ ist da.") == gist("Ihre Nachricht „Tisch“ ist da.")
    assert gist("It is here.") != gist("It is there.")
