"""We answered a customer → Plan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.triage.answers import plan
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.known import EarlierCopy, Known, Whereabouts
from inbox_triage.triage.plan import (
    ChangeFlags,
    ConversationSaved,
    Decided,
    Discard,
    MessageRecorded,
    Outcome,
    Place,
    Plan,
    Uid,
)
from inbox_triage.triage.policy import Mode
from inbox_triage.triage.tokens import format_token
from tests.builders import NOON, a_conversation, a_message
from tests.triage.test_arrivals import KEY, POLICY

LATER = NOON + timedelta(minutes=30)
CUSTOMERS = "<c@example.net>"
PLACES = {CUSTOMERS: Place("support", Uid("INBOX", 7, 42))}


def a_reply(**changes: object) -> Message:
    values: dict[str, object] = {
        "author": Address("support@example.com", "Example Support"),
        "to": (Address("ann@example.net"),),
        "in_reply_to": (CUSTOMERS,),
        "references": (CUSTOMERS,),
    }
    return a_message(**(values | changes))


def planned(
    message: Message,
    conversation: Conversation | None = None,
    mode: Mode = Mode.ASSIST,
    copy: EarlierCopy | None = None,
    seen: str = "",
) -> Plan:
    conversation = conversation or a_conversation(draft_message_id="<d@x>", draft_sha256="ab")
    lay = {"support": Whereabouts(((seen, NOON),))} if seen else {}
    known = Known("NEW2", KEY, copy=copy, by_message_id={CUSTOMERS: conversation}, whereabouts=lay)
    inbox = replace(POLICY.inboxes["support"], mode=mode)
    policy = replace(POLICY, inboxes={"support": inbox})
    sent = Arrival("support", Uid("Sent", 3, 9), LATER, frozenset(), message, None, "")
    return plan(sent, known, policy, PLACES)


def saved(made: Plan) -> list[Conversation]:
    return [fact.conversation for fact in made.facts if isinstance(fact, ConversationSaved)]


def test_an_answer_stops_the_clock_and_we_wait_for_the_customer() -> None:
    (conversation,) = saved(planned(a_reply()))

    assert conversation.status is Status.WAITING
    assert conversation.last_answer_at == LATER
    assert conversation.draft_message_id is None


def test_the_untouched_draft_goes_and_the_message_shows_as_answered() -> None:
    (discard, answered) = planned(a_reply()).effects

    assert isinstance(discard, Discard)
    assert (discard.message_id, discard.sha256) == ("<d@x>", "ab")
    assert isinstance(answered, ChangeFlags)
    assert answered.add == {"\\Answered"}
    assert answered.uid == Uid("INBOX", 7, 42)


def test_a_sent_draft_is_an_answer_though_its_message_id_is_ours() -> None:
    token = format_token("K7Q2", "dabc", key=KEY, domain="example.com")

    assert saved(planned(a_reply(message_id=token)))


def test_a_brief_or_alert_in_sent_is_none() -> None:
    token = format_token("K7Q2", "aabc", key=KEY, domain="example.com")

    assert not saved(planned(a_reply(message_id=token)))


def test_a_forward_to_a_colleague_is_no_answer() -> None:
    made = planned(a_reply(to=(Address("bob@example.com"),)))

    assert not saved(made)
    (decided,) = [fact for fact in made.facts if isinstance(fact, Decided)]
    assert "not among its recipients" in decided.decision.reasons[0].text


def test_an_agents_out_of_office_is_no_answer() -> None:
    assert not saved(planned(a_reply(kind=Kind.AUTO_REPLY)))


def test_an_answer_older_than_the_customers_last_message_leaves_it_open_with_its_draft() -> None:
    newer = a_conversation(
        last_customer_at=LATER + timedelta(minutes=1), draft_message_id="<d@x>", draft_sha256="ab"
    )

    made = planned(a_reply(), newer)

    (conversation,) = saved(made)
    assert conversation.status is Status.OPEN
    assert conversation.last_answer_at == LATER
    assert conversation.draft_message_id == "<d@x>"
    assert not any(isinstance(effect, Discard) for effect in made.effects)


def test_a_copy_of_an_answer_is_recorded_once() -> None:
    made = planned(a_reply(), copy=EarlierCopy("support", "K7Q2", ours=True), seen="Sent")

    (fact,) = made.facts
    assert isinstance(fact, MessageRecorded)
    assert fact.outcome is Outcome.OURS


def test_an_answer_whose_copy_came_by_mail_first_counts_when_it_is_seen_in_sent() -> None:
    made = planned(a_reply(), copy=EarlierCopy("support", "K7Q2", ours=True), seen="INBOX")

    (conversation,) = saved(made)
    assert conversation.status is Status.WAITING


def test_mail_of_ours_in_no_conversation_is_recorded() -> None:
    made = planned(a_reply(in_reply_to=(), references=()))

    assert not saved(made)
    assert made.effects == ()


@pytest.mark.parametrize(("mode", "count"), [(Mode.SHADOW, 0), (Mode.ASSIST, 2), (Mode.FULL, 2)])
def test_in_shadow_mode_the_answer_is_known_and_nothing_is_touched(mode: Mode, count: int) -> None:
    made = planned(a_reply(), mode=mode)

    assert saved(made)
    assert len(made.effects) == count
