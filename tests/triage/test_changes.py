"""An agent moved a message → Plan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_triage.triage import arrivals
from inbox_triage.triage.category import Prediction
from inbox_triage.triage.changes import Moved, plan
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.gestures import (
    Gesture,
    Meaning,
    agent_called,
    category_called,
    meaning_of,
)
from inbox_triage.triage.known import EarlierCopy, Known, Whereabouts
from inbox_triage.triage.plan import (
    ChangeFlags,
    ConversationSaved,
    Corrected,
    Discard,
    MessageMissed,
    MessageRecorded,
    Outcome,
    Plan,
    Uid,
)
from inbox_triage.triage.policy import Mode
from inbox_triage.triage.tokens import format_token
from tests.builders import NOON, a_conversation, a_message
from tests.triage.test_arrivals import KEY, POLICY, handbook

LATER = NOON + timedelta(minutes=30)
DRAFT = {"draft_message_id": "<d@x>", "draft_sha256": "ab"}
THEIRS = EarlierCopy("support", "K7Q2", ours=False)
IN_INBOX = Whereabouts((("INBOX", NOON),))
RESOLVE = Meaning(Gesture.RESOLVE)
JUNK = Meaning(Gesture.JUNK)


def an_arrival(mailbox: str, **changes: object) -> Arrival:
    values: dict[str, object] = {
        "flags": frozenset[str](),
        "received_at": NOON,
        "message": a_message(),
    }
    return Arrival(
        inbox="support",
        uid=Uid(mailbox, 3, 9),
        customer=None,
        language="en",
        **(values | changes),  # type: ignore[arg-type]
    )


def planned(
    meaning: Meaning,
    conversation: Conversation | None = None,
    *,
    at: Arrival | None = None,
    mode: Mode = Mode.ASSIST,
    copy: EarlierCopy | None = THEIRS,
    lay: Whereabouts = IN_INBOX,
) -> Plan:
    conversation = conversation or a_conversation(**DRAFT)
    known = Known(
        "NEW2",
        KEY,
        copy=copy,
        by_reference={"K7Q2": conversation},
        whereabouts={"support": lay},
    )
    inbox = replace(POLICY.inboxes["support"], mode=mode)
    arrival = at or an_arrival("Resolved")
    moved = Moved(arrival, f"INBOX.{arrival.uid.mailbox}", meaning)
    return plan(moved, known, replace(POLICY, inboxes={"support": inbox}))


def saved(made: Plan) -> list[Conversation]:
    return [fact.conversation for fact in made.facts if isinstance(fact, ConversationSaved)]


def recorded(made: Plan) -> MessageRecorded:
    (fact,) = [fact for fact in made.facts if isinstance(fact, MessageRecorded)]
    return fact


def corrected(made: Plan) -> list[tuple[str, str]]:
    return [(fact.before, fact.after) for fact in made.facts if isinstance(fact, Corrected)]


@pytest.mark.parametrize(
    ("levels", "meaning"),
    [
        (("Resolved",), RESOLVE),
        (("resolved", "2026"), RESOLVE),
        (("Assigned", "Alice"), Meaning(Gesture.ASSIGN, "Alice")),
        (("Triage", "refund"), Meaning(Gesture.CLASSIFY, "refund")),
        (("Assigned",), None),
        (("Triage",), None),
        (("INBOX",), None),
        (("Projects", "Resolved"), None),
        ((), None),
    ],
)
def test_the_name_of_a_mailbox_says_what_a_move_there_means(
    levels: tuple[str, ...], meaning: Meaning | None
) -> None:
    assert meaning_of(levels) == meaning


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("refund", "refund_billing"),
        ("Refund_Billing", "refund_billing"),
        ("how-to", "how_to"),
        ("HowTo", "how_to"),
        ("Feature request", "feature_request"),
        ("bug", "bug"),
        ("later", None),
    ],
)
def test_a_category_goes_by_its_name_or_its_keyword(name: str, category: str | None) -> None:
    assert category_called(name) == category


def test_an_agent_goes_by_name_or_by_the_main_address() -> None:
    alice = replace(POLICY.agents["alice"], name="al", addresses=("alice.a@example.com",))
    policy = replace(POLICY, agents={"al": alice})

    assert agent_called("AL", policy) == alice
    assert agent_called("Alice.A", policy) == alice
    assert agent_called("bob", policy) is None


def test_what_is_moved_to_resolved_is_resolved_and_its_untouched_draft_goes() -> None:
    made = planned(RESOLVE)

    (conversation,) = saved(made)
    assert conversation.status is Status.RESOLVED
    assert conversation.draft_message_id is None
    (discard,) = made.effects
    assert isinstance(discard, Discard)
    assert (discard.message_id, discard.sha256) == ("<d@x>", "ab")
    assert recorded(made).outcome is Outcome.MOVED
    assert recorded(made).detail == "moved to Resolved: resolved"


def test_an_earlier_message_resolves_nothing_when_the_customer_wrote_again() -> None:
    again = a_conversation(**DRAFT, last_customer_at=LATER)

    for meaning in (RESOLVE, JUNK):
        made = planned(meaning, again)
        assert not saved(made)
        assert made.effects == ()
        assert "wrote again" in recorded(made).detail


def test_what_is_moved_to_an_agent_is_theirs_and_stays_open() -> None:
    made = planned(Meaning(Gesture.ASSIGN, "Alice"), at=an_arrival("Assigned/Alice"))

    (conversation,) = saved(made)
    assert conversation.assignee == "alice@example.com"
    assert conversation.status is Status.OPEN
    assert conversation.draft_message_id == "<d@x>"
    assert made.effects == ()


def test_what_was_resolved_is_open_again_when_an_agent_gets_it() -> None:
    over = a_conversation(status=Status.RESOLVED)

    (conversation,) = saved(planned(Meaning(Gesture.ASSIGN, "alice"), over))

    assert conversation.status is Status.OPEN


@pytest.mark.parametrize("gesture", [Gesture.ASSIGN, Gesture.CLASSIFY])
def test_an_unknown_name_changes_nothing_and_is_recorded(gesture: Gesture) -> None:
    made = planned(Meaning(gesture, "nobody"))

    assert not saved(made)
    assert "is called nobody" in recorded(made).detail


def test_junk_is_spam_resolved_and_a_correction() -> None:
    made = planned(JUNK, at=an_arrival("Junk", flags=frozenset({"shipping", "\\Seen"})))

    (conversation,) = saved(made)
    assert (conversation.category, conversation.confidence) == ("spam", 1.0)
    assert conversation.status is Status.RESOLVED
    assert corrected(made) == [("order_shipping", "spam")]
    discard, marks = made.effects
    assert isinstance(discard, Discard)
    assert isinstance(marks, ChangeFlags)
    assert not marks.add
    assert marks.remove == {"shipping"}


def test_another_category_shows_instead_of_the_old_one_and_is_a_correction() -> None:
    made = planned(
        Meaning(Gesture.CLASSIFY, "Refund"),
        at=an_arrival("Triage/Refund", flags=frozenset({"Shipping", "vip", "p2"})),
    )

    (conversation,) = saved(made)
    assert (conversation.category, conversation.confidence) == ("refund_billing", 1.0)
    assert conversation.status is Status.OPEN
    assert corrected(made) == [("order_shipping", "refund_billing")]
    (marks,) = made.effects
    assert isinstance(marks, ChangeFlags)
    assert marks.uid == Uid("Triage/Refund", 3, 9)
    assert marks.add == {"refund"}
    assert marks.remove == {"Shipping"}


def test_the_same_category_is_confirmed_and_no_correction() -> None:
    made = planned(Meaning(Gesture.CLASSIFY, "shipping"))

    (conversation,) = saved(made)
    assert conversation.confidence == 1.0
    assert corrected(made) == []
    assert made.effects == ()


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_knows_and_shadow_touches_nothing(mode: Mode) -> None:
    made = planned(RESOLVE, mode=mode)

    assert saved(made)
    assert len(made.effects) == (0 if mode is Mode.SHADOW else 1)
    assert ("not done in this mode" in recorded(made).detail) == (mode is Mode.SHADOW)


@pytest.mark.parametrize("target", ["Triage/Refund", "INBOX.Triage/Refund"])
def test_a_move_of_ours_is_no_gesture_however_its_target_is_written(target: str) -> None:
    lay = Whereabouts((("INBOX", NOON),), carried=((target, NOON),))

    made = planned(Meaning(Gesture.CLASSIFY, "refund"), at=an_arrival("Triage/Refund"), lay=lay)

    assert not saved(made)
    assert made.effects == ()
    assert recorded(made).detail == "we moved it here ourselves"


def test_a_move_of_ours_accounts_for_one_appearance_only() -> None:
    lay = Whereabouts(
        (("INBOX", NOON), ("Triage/Refund", NOON), ("INBOX", LATER)),
        carried=(("Triage/Refund", NOON),),
    )

    assert saved(
        planned(Meaning(Gesture.CLASSIFY, "refund"), at=an_arrival("Triage/Refund"), lay=lay)
    )


def test_what_lay_here_already_says_nothing_when_it_is_read_again() -> None:
    lay = Whereabouts((("INBOX", NOON), ("Resolved", LATER)))

    made = planned(RESOLVE, lay=lay)

    assert not saved(made)
    assert recorded(made).outcome is Outcome.COPY


def test_what_was_never_in_the_inbox_is_not_ours_to_decide_about() -> None:
    (fact,) = planned(RESOLVE, copy=None).facts

    assert isinstance(fact, MessageMissed)
    assert fact.outcome is Outcome.FILED


def test_a_brief_of_ours_beside_what_we_filed_is_ours() -> None:
    token = format_token("K7Q2", "nabc", key=KEY, domain="example.com")
    at = an_arrival("Triage/Refund", message=a_message(message_id=token))

    made = planned(Meaning(Gesture.CLASSIFY, "refund"), at=at, copy=None)

    assert recorded(made).outcome is Outcome.OURS


@pytest.mark.parametrize(
    ("copy", "why"),
    [
        (EarlierCopy("support", "K7Q2", ours=True), "one of us wrote it"),
        (EarlierCopy("billing", "K7Q2", ours=False), "one of the inbox billing"),
        (EarlierCopy("support", None, ours=False), "belongs to no conversation"),
    ],
)
def test_only_a_customers_message_of_this_inbox_speaks(copy: EarlierCopy, why: str) -> None:
    made = planned(RESOLVE, copy=copy)

    assert not saved(made)
    assert why in recorded(made).detail


def taken_back(conversation: Conversation, lay: Whereabouts, category: str = "bug") -> Plan:
    known = Known(
        "NEW2",
        KEY,
        copy=THEIRS,
        by_reference={"K7Q2": conversation},
        whereabouts={"support": lay},
    )
    predicted = Prediction(category, 0.6, sure=True, runners_up=(("sales", 0.2),))
    return arrivals.plan(an_arrival("INBOX", prediction=predicted), known, handbook(), LATER)


def test_back_in_the_inbox_what_was_resolved_is_open() -> None:
    over = a_conversation(status=Status.RESOLVED, assignee="alice@example.com")

    made = taken_back(over, Whereabouts((("INBOX", NOON), ("Archive/2026", LATER))))

    (conversation,) = saved(made)
    assert conversation.status is Status.OPEN
    assert conversation.assignee == "alice@example.com"
    assert recorded(made).detail == "moved back from Archive/2026: open"


def test_back_in_the_inbox_what_was_assigned_is_nobodys() -> None:
    theirs = a_conversation(assignee="alice@example.com")

    (conversation,) = saved(
        taken_back(theirs, Whereabouts((("INBOX", NOON), ("Assigned/alice", LATER))))
    )

    assert conversation.assignee is None
    assert conversation.status is Status.OPEN


@pytest.mark.parametrize(("predicted", "category"), [("bug", "bug"), ("spam", "sales")])
def test_back_from_junk_it_is_no_spam(predicted: str, category: str) -> None:
    spam = a_conversation(status=Status.RESOLVED, category="spam")

    made = taken_back(spam, Whereabouts((("INBOX", NOON), ("Junk", LATER))), predicted)

    (conversation,) = saved(made)
    assert conversation.category == category
    assert conversation.status is Status.OPEN
    assert corrected(made) == [("spam", category)]


def test_delivered_twice_is_no_gesture() -> None:
    made = taken_back(a_conversation(status=Status.RESOLVED), IN_INBOX)

    assert not saved(made)
    assert recorded(made).outcome is Outcome.COPY


def test_what_undo_brings_back_is_no_gesture() -> None:
    lay = Whereabouts(
        (("INBOX", NOON), ("Assigned/alice", NOON)),
        carried=(("Assigned/alice", NOON), ("INBOX", LATER)),
    )

    made = taken_back(a_conversation(assignee="alice@example.com"), lay)

    assert not saved(made)
    assert recorded(made).detail == "we moved it here ourselves"
