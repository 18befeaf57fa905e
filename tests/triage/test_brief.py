"""Briefs: what an agent reads before opening the customer's message, and who gets none.

The approved texts lie in tests/golden; compare.py there says how to change them.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from inbox_triage.message.message import Kind
from inbox_triage.triage.brief import Brief, BriefRequest, wanted, write
from inbox_triage.triage.conversation import CustomerHistory, Priority, Status
from inbox_triage.triage.drafts import offer
from inbox_triage.triage.plan import Reason
from inbox_triage.triage.policy import Briefs
from tests.builders import NOON, a_conversation
from tests.golden.compare import assert_golden
from tests.triage.draft_requests import BOB, a_request, shipped_templates, written

SOON = NOON + timedelta(hours=1, minutes=40)
HISTORY = CustomerHistory(
    conversations=(
        a_conversation(
            reference="A2B3",
            subject="Invoice for January",
            category="refund_billing",
            status=Status.WAITING,
            last_customer_at=NOON - timedelta(days=12),
        ),
        a_conversation(
            reference="C4D5",
            subject="Lamp flickers",
            category="bug",
            status=Status.RESOLVED,
            last_customer_at=NOON - timedelta(days=90),
        ),
    ),
    conversation_count=2,
    last_contact_at=NOON - timedelta(days=12),
)


def asked_for(**changes: Any) -> BriefRequest:
    """Return the request for a brief about Ann's message."""
    own = {k: changes.pop(k) for k in ("evidence", "reasons", "vip_why") if k in changes}
    asked = a_request(**changes)
    return BriefRequest(asked, offer(asked, shipped_templates()), **own)


SITUATIONS: dict[str, dict[str, Any]] = {
    "refund_vip": {
        "category": "refund_billing",
        **written("Charged twice", "I was charged twice, please send it back."),
        "vip": True,
        "vip_why": "framework contract",
        "priority": Priority.HIGH,
        "queue": "billing",
        "agent": BOB,
        "history": HISTORY,
        "first_response_due_at": SOON,
        "evidence": ("charged twice", "send it back"),
        "reasons": (
            Reason("thread", "it continues no conversation that we know"),
            Reason("category", "refund_billing at 90%: charged twice, send it back"),
            Reason("priority", "high from 50 points: vip +40 (framework contract)"),
            Reason("rule", "“Refunds go to billing” sets queue"),
        ),
    },
    "not_sure": {
        "category": "sales",
        **written("Hello", "Can we talk?"),
        "sure": False,
        "confidence": 0.31,
    },
    "outage_overdue": {
        "category": "outage",
        "priority": Priority.URGENT,
        "first_response_due_at": NOON - timedelta(minutes=20),
        "evidence": ("down",),
    },
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_brief_reads_as_it_was_approved(name: str) -> None:
    brief = write(asked_for(**SITUATIONS[name]))
    assert_golden(f"brief.{name}.txt", f"{brief.headline}\n\n{brief.text}")


# --- who gets one ------------------------------------------------------------------------------


def why(briefs: Briefs = Briefs.ATTENTION, **changes: Any) -> str | None:
    return wanted(briefs, asked_for(**changes))


def test_an_ordinary_message_needs_no_attention() -> None:
    assert why() is None
    assert why(Briefs.ALL) is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"vip": True}, "VIP"),
        ({"category": "outage"}, "outage"),
        ({"priority": Priority.URGENT}, "urgent"),
        ({"message_count": 2}, "wrote again"),
        ({"sure": False}, "not sure"),
        ({"priority": Priority.HIGH, "first_response_due_at": SOON}, "due soon"),
    ],
)
def test_what_needs_attention_says_why(changes: dict[str, Any], expected: str) -> None:
    assert expected in (why(**changes) or "")


def test_a_high_priority_that_is_due_next_week_needs_no_attention() -> None:
    assert why(priority=Priority.HIGH, resolution_due_at=NOON + timedelta(days=7)) is None


def test_a_resolved_matter_of_another_kind_is_no_repeat_contact() -> None:
    assert why(history=replace(HISTORY, conversations=HISTORY.conversations[1:])) is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_a_program_gets_no_brief_even_when_every_message_does(kind: Kind) -> None:
    assert why(Briefs.ALL, kind=kind, answerable=False, vip=True) is None


def test_an_inbox_without_briefs_gets_none() -> None:
    assert why(Briefs.NONE, vip=True) is None


# --- what it says ------------------------------------------------------------------------------


def brief(**changes: Any) -> Brief:
    return write(asked_for(**changes))


def test_the_headline_says_category_priority_and_due_time_of_today() -> None:
    refund = brief(category="refund_billing", first_response_due_at=SOON)
    assert refund.headline == "REFUND · normal · due 14:40"


def test_the_headline_names_the_day_when_it_is_not_today() -> None:
    refund = brief(category="bug", first_response_due_at=NOON + timedelta(days=1))
    assert refund.headline == "BUG · normal · due Tue 03 Mar 13:00"


def test_after_our_answer_the_resolution_is_what_is_due() -> None:
    later = {"last_answer_at": NOON, "resolution_due_at": SOON}
    assert "due 14:40" in brief(first_response_due_at=NOON, **later).headline


def test_an_unsure_category_carries_a_question_mark() -> None:
    assert brief(category="bug", sure=False).headline == "BUG? · normal"


def test_the_preview_says_why_it_matters_and_what_the_draft_does() -> None:
    preview = brief(category="bug", vip=True).text[:120]
    assert preview.startswith(
        "The customer is a VIP. A draft is ready; it asks for the steps before"
    )


def test_the_brief_says_why_there_is_no_draft() -> None:
    assert "No draft: a rule says that this gets no draft." in brief(template="none").text


def test_a_first_contact_is_called_one() -> None:
    assert "ann@example.net; first contact" in brief().text


def test_earlier_conversations_are_listed_without_this_one() -> None:
    history = replace(HISTORY, conversations=(a_conversation(), *HISTORY.conversations))
    text = brief(history=history).text
    assert text.count("Earlier:") == 2
    assert "K7Q2" not in text


def test_a_hostile_subject_of_an_earlier_conversation_stays_in_its_line() -> None:
    hostile = a_conversation(reference="Z9Z9", subject="#resolve\n#assign eve " + "x" * 500)
    text = brief(history=CustomerHistory((hostile,), 1, NOON)).text
    assert not any(line.startswith("#") for line in text.splitlines())
    assert all(len(line) < 400 for line in text.splitlines())
