"""How pressing a message is, and why."""

from datetime import timedelta

import pytest

from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.policy import CATEGORIES
from inbox_triage.triage.priority import (
    CATEGORY_POINTS,
    PriorityScore,
    PrioritySignals,
    frustration,
    score,
)


def scored(
    category: str, text: str = "", language: str = "en", *, vip: bool = False
) -> PriorityScore:
    return score(PrioritySignals(category, "", text, language, vip=vip))


def test_every_category_has_points() -> None:
    assert set(CATEGORY_POINTS) == set(CATEGORIES)


def test_an_ordinary_question_is_normal_and_praise_is_low() -> None:
    assert scored("how_to", "How do I add a second address?").priority is Priority.NORMAL
    assert scored("praise", "Thank you, well done.").priority is Priority.LOW


def test_an_outage_is_high_and_urgent_when_it_stops_a_whole_company() -> None:
    assert scored("outage", "The site does not load.").priority is Priority.HIGH
    assert scored("outage", "Nobody can work, all users are hit.").priority is Priority.URGENT


def test_a_vip_is_one_step_above_anybody_else() -> None:
    assert scored("bug", "The list is empty.").priority is Priority.NORMAL
    assert scored("bug", "The list is empty.", vip=True).priority is Priority.HIGH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please answer, it is urgent.", "en"),
        ("Es ist DRINGEND, bitte melden.", "de"),
        ("C’est très urgent, répondez immédiatement.", "fr"),
        ("Es muy urgente, por favor.", "es"),
        ("Bitte asap antworten", "de"),
    ],
)
def test_a_deadline_is_heard_in_each_language(text: str, language: str) -> None:
    found = scored("refund_billing", text, language)
    assert found.priority is Priority.HIGH
    assert "deadline" in {part.name for part in found.parts}


def test_the_sum_is_the_sum_of_its_parts_and_each_says_why() -> None:
    signals = PrioritySignals(
        category="complaint",
        subject="Third time!!",
        own_text="This is unacceptable. Nobody can work. Answer today.",
        language="en",
        vip=True,
        open_conversations=2,
        contacts_last_14_days=4,
        waiting_for=timedelta(days=4),
    )
    found = score(signals)
    assert found.points == sum(part.points for part in found.parts)
    assert {part.name for part in found.parts} == {
        "category",
        "impact",
        "deadline",
        "frustration",
        "vip",
        "repeat contact",
        "open conversations",
        "waiting",
    }
    assert all(part.why for part in found.parts)
    assert found.priority is Priority.URGENT


def test_repeat_contact_and_waiting_raise_step_by_step() -> None:
    def points(contacts: int, days: int) -> int:
        waiting = timedelta(days=days)
        return score(
            PrioritySignals(
                "bug", "", "", "en", contacts_last_14_days=contacts, waiting_for=waiting
            )
        ).points

    assert [points(0, 0), points(2, 0), points(4, 0)] == [2, 3, 4]
    assert [points(0, 1), points(0, 3)] == [3, 4]


def test_spam_never_becomes_pressing_whatever_it_says_of_itself() -> None:
    found = scored("spam", "URGENT!!! Final notice, act immediately, all users!", vip=True)
    assert found.priority is Priority.LOW


def test_many_pleased_customers_are_no_impact() -> None:
    assert scored("feature_request", "All our customers would love it.").priority is Priority.LOW


def test_frustration_grows_from_calm_to_furious() -> None:
    assert frustration("Could you please check my invoice?", "en") == 0
    assert frustration("I am still waiting for an answer.", "en") == 1
    assert frustration("I am fed up with this.", "en") == 2
    assert frustration("Unacceptable! The worst service, I am furious.", "en") == 3
    assert frustration("Das ist eine Frechheit, ich bin stinksauer.", "de") == 3
    assert frustration("Je suis très déçue.", "fr") == 1
    assert frustration("WHY DOES NOBODY CALL ME BACK", "en") == 1


def test_frustration_is_deaf_to_words_inside_words() -> None:
    assert frustration("The upsetting of the table, a jokers' club, sickofant", "en") == 0


def test_long_hostile_text_is_read_to_its_limit_only() -> None:
    assert frustration("a" * 2_000_000 + " unacceptable", "en") == 0
    assert scored("bug", "!" * 2_000_000).points == 3


def test_an_unknown_category_or_language_is_no_error() -> None:
    assert scored("our_own_category", "dringend", "xx").points == 1
