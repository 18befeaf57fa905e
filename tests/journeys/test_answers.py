"""An agent answers in their own client: what the daemon then knows and takes back."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.plan import EffectState
from tests.journeys.site import ADDRESS, START, Site, written

pytestmark = pytest.mark.dovecot

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"
ID = "<r1@example.net>"


@pytest.fixture
def asked(site: Site) -> Site:
    """A site where Ann's question has a draft."""
    site.visit()
    site.deliver(written("Charged twice", REFUND, message_id=ID), when=START)
    site.visit()
    assert len(site.drafts()) == 1
    return site


def answer(
    to: str = "Ann Example <ann@example.net>", message_id: str = "<a1@example.com>"
) -> bytes:
    raw = written(
        "Re: Charged twice",
        "Hello Ann, the second payment is on its way back to you.\n",
        sender=f"Example Support <{ADDRESS}>",
        message_id=message_id,
        headers=(("In-Reply-To", ID), ("References", ID)),
        when=datetime.now(UTC),
    )
    return raw.replace(f"To: {ADDRESS}".encode(), f"To: {to}".encode())


def conversation(site: Site) -> Conversation:
    found = site.store().find_decision(ID)[0].conversation
    assert found
    return found


def test_an_own_answer_in_sent_stops_the_clock_and_takes_the_draft_back(asked: Site) -> None:
    asked.login.deliver(answer(), "Sent", ["\\Seen"])

    asked.visit()

    assert conversation(asked).status is Status.WAITING
    assert conversation(asked).last_answer_at
    assert asked.drafts() == []
    (message,) = asked.customers_messages()
    assert "\\Answered" in message.flags


def test_a_draft_that_an_agent_has_edited_stays(asked: Site) -> None:
    with asked.login.client() as agent:
        agent.select_folder("Drafts")
        (uid,) = agent.search(["ALL"])
        raw = agent.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        agent.append("Drafts", raw.replace(b"Hello", b"Dear"), ["\\Draft", "\\Seen"])
        agent.delete_messages([uid])
        agent.expunge()
    asked.login.deliver(answer(), "Sent", ["\\Seen"])

    asked.visit()

    (draft,) = asked.drafts()
    assert draft.body.startswith("Dear")
    assert asked.store().effects([EffectState.FAILED], 10) == []


def test_a_sent_draft_is_an_answer_whatever_its_client_made_of_the_ids(asked: Site) -> None:
    with asked.login.client() as agent:
        agent.select_folder("Drafts")
        (uid,) = agent.search(["ALL"])
        raw = agent.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        lines = raw.split(b"\r\n")
        kept = [line for line in lines if not line.startswith((b"Message-ID:", b"In-Reply-To:"))]
        agent.append("Sent", b"Message-ID: <rewritten@client.example>\r\n" + b"\r\n".join(kept))
        agent.delete_messages([uid])
        agent.expunge()

    asked.visit()

    assert conversation(asked).status is Status.WAITING


def test_a_forward_to_a_colleague_answers_nobody(asked: Site) -> None:
    asked.login.deliver(answer(to="bob@example.com"), "Sent", ["\\Seen"])

    asked.visit()

    assert conversation(asked).status is Status.OPEN
    assert len(asked.drafts()) == 1


def test_the_customers_reply_to_an_answer_is_the_same_conversation_and_opens_it_again(
    asked: Site,
) -> None:
    asked.login.deliver(answer(), "Sent", ["\\Seen"])
    asked.visit()
    reply = written(
        "AW: your answer",
        "Your answer came, and the money did not. When will it be here?\n",
        message_id="<r2@example.net>",
        headers=(("In-Reply-To", "<a1@example.com>"),),
        when=datetime.now(UTC),
    )
    asked.deliver(reply)

    asked.visit()

    assert conversation(asked).status is Status.OPEN
    assert conversation(asked).message_count == 2


def test_an_answer_written_while_the_daemon_was_down_is_seen_when_it_is_back(site: Site) -> None:
    site.visit()
    site.deliver(written("Charged twice", REFUND, message_id=ID), when=START)
    site.login.deliver(answer(), "Sent", ["\\Seen"])

    site.visit()

    assert conversation(site).status is Status.WAITING
    assert site.drafts() == []


def test_what_was_sent_before_the_first_start_is_the_past(site: Site) -> None:
    site.login.deliver(answer(), "Sent", ["\\Seen"])

    site.visit()
    site.visit()

    coverage = site.store().coverage("support", "Sent")
    assert coverage
    assert coverage.count == 0


def test_shadow_mode_knows_of_answers_and_touches_nothing(asked: Site) -> None:
    asked.mode = "shadow"
    asked.write()
    asked.login.deliver(answer(), "Sent", ["\\Seen"])

    asked.visit()

    assert conversation(asked).status is Status.WAITING
    assert len(asked.drafts()) == 1


def test_a_thanks_that_is_read_together_with_its_answer_leaves_nothing_open(asked: Site) -> None:
    asked.login.deliver(answer(), "Sent", ["\\Seen"], START + timedelta(minutes=30))
    thanks = written(
        "Re: Charged twice",
        "Thank you very much!\n",
        message_id="<r2@example.net>",
        headers=(("In-Reply-To", "<a1@example.com>"), ("References", f"{ID} <a1@example.com>")),
    )
    asked.deliver(thanks, when=START + timedelta(minutes=40))

    asked.visit()

    assert conversation(asked).status is Status.WAITING
    assert asked.drafts() == []


def test_a_forged_from_changes_nothing_and_the_answer_counts_once_it_is_in_sent(
    asked: Site,
) -> None:
    asked.deliver(answer(), when=datetime.now(UTC))  # anybody can write our address into From
    asked.visit()

    assert conversation(asked).status is Status.OPEN
    assert len(asked.drafts()) == 1

    asked.login.deliver(answer(), "Sent", ["\\Seen"])
    asked.visit()

    assert conversation(asked).status is Status.WAITING
    assert asked.drafts() == []
