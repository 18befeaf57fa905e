"""What a team sees when a customer replies to its answer: on a real Dovecot, turn by turn."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.plan import ConversationSaved, Decision
from tests.journeys.running import call
from tests.journeys.site import START, Site, written

pytestmark = pytest.mark.dovecot

BROKEN = "The app crashes when I open a photo since the last update.\n"


@pytest.fixture
def answered(site: Site) -> Site:
    """A site where Ann asked, Alice answered with the draft, and Ann is to write next."""
    site.visit()
    site.deliver(written("App crashes", BROKEN, message_id="<ask@example.net>"), when=START)
    site.visit()
    with site.login.client() as alice:
        alice.select_folder("Drafts")
        alice.delete_messages(alice.search(["ALL"]))
        alice.expunge()
    with contextlib.closing(site.store()) as store:
        (asked,) = store.find_decision("<ask@example.net>")
        assert asked.conversation
        waiting = replace(
            asked.conversation,
            status=Status.WAITING,
            assignee="alice@example.com",
            last_answer_at=START + timedelta(minutes=30),
            draft_message_id=None,
            draft_sha256=None,
        )
        store.commit([ConversationSaved(waiting)], [], None, datetime.now(UTC))
    site.visit()
    return site


def reply(site: Site, text: str, *, message_id: str, minutes: int) -> None:
    """Let Ann's reply arrive some minutes after her question, and take a turn."""
    raw = written(
        "Re: App crashes",
        f"{text}\n\nOn Monday, Example Support wrote:\n> Please update to 4.2. Does it help?\n",
        message_id=message_id,
        headers=(("In-Reply-To", "<ask@example.net>"), ("References", "<ask@example.net>")),
        when=START + timedelta(minutes=minutes),
    )
    site.deliver(raw, when=START + timedelta(minutes=minutes))
    site.visit()


def decided(site: Site, message_id: str) -> tuple[Decision, Conversation]:
    with contextlib.closing(site.store()) as store:
        (explanation,) = store.find_decision(message_id)
    assert explanation.conversation
    return explanation.decision, explanation.conversation


def test_thanks_for_an_answer_leave_no_work(answered: Site) -> None:
    briefs = len(answered.briefs())

    reply(answered, "Thanks a lot, Alice!", message_id="<t@example.net>", minutes=40)

    decision, conversation = decided(answered, "<t@example.net>")
    assert conversation.status is Status.WAITING
    assert conversation.message_count == 2
    assert answered.drafts() == []
    assert len(answered.briefs()) == briefs
    message = answered.customers_messages()[-1]
    assert "\\Flagged" not in message.flags
    assert "thanks: nothing is asked" in " ".join(reason.text for reason in decision.reasons)


def test_explain_says_why_thanks_were_left_alone(answered: Site) -> None:
    reply(answered, "Thanks a lot, Alice!", message_id="<t@example.net>", minutes=40)

    said = call("explain", "--config", answered.config, "<t@example.net>")

    assert "thanks: nothing is asked (“thanks”)" in " ".join(said.out.split())


def test_who_says_that_it_is_solved_resolves_the_conversation(answered: Site) -> None:
    reply(answered, "It works now, thank you!", message_id="<s@example.net>", minutes=40)

    _, conversation = decided(answered, "<s@example.net>")
    assert conversation.status is Status.RESOLVED
    assert answered.drafts() == []


def test_thanks_and_still_broken_come_back_more_pressing_with_a_draft(answered: Site) -> None:
    _, before = decided(answered, "<ask@example.net>")
    reply(answered, "Thanks a lot, Alice!", message_id="<t@example.net>", minutes=40)

    reply(
        answered,
        "Thanks, but it still crashes.",
        message_id="<b@example.net>",
        minutes=60,
    )

    decision, conversation = decided(answered, "<b@example.net>")
    assert conversation.status is Status.OPEN
    assert conversation.priority.rank >= max(before.priority.rank + 1, Priority.HIGH.rank)
    assert conversation.assignee == "alice@example.com"
    assert decision.category == "bug"
    (draft,) = answered.drafts()
    assert "still crashes" in draft.body
    assert {"p1", "p2"} & answered.customers_messages()[-1].flags


def test_who_wants_no_more_messages_is_starred_and_not_answered(answered: Site) -> None:
    reply(answered, "Please stop emailing me.", message_id="<x@example.net>", minutes=40)

    assert answered.drafts() == []
    message = answered.customers_messages()[-1]
    assert {"stop-writing", "\\Flagged"} <= message.flags
    assert "they ask us to write no more" in " ".join(answered.briefs()[-1].body.split())
