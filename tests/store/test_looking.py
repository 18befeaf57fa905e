"""What people see: explanations and figures."""

from datetime import timedelta

from inbox_triage.store.database import Store
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.plan import (
    EffectResult,
    EffectState,
    MessageMissed,
    Outcome,
    Reason,
    Watermark,
)
from tests.builders import NOON, a_conversation, a_message
from tests.store.filing import a_draft, a_mark, at, decided, file, opened, recorded

HOUR = timedelta(hours=1)


def test_a_decision_is_found_by_message_id_fingerprint_and_reference(store: Store) -> None:
    file(store, *opened(), a_draft(), a_mark())
    fingerprint = "k7q2".rjust(32, "0")

    names = ("<K7Q2@example.net>", "K7Q2@example.net", fingerprint, "K7Q2", " k7q2 ")
    found = [store.find_decision(name) for name in names]

    assert [len(explanations) for explanations in found] == [1] * 5
    [explanation] = found[0]
    assert explanation.decision == decided(fingerprint).decision
    assert explanation.conversation == a_conversation()
    assert explanation.locations == (("support", at(1)),)
    assert [queued.effect.key for queued in explanation.effects] == ["draft:1", "mark:1"]
    assert (explanation.author, explanation.customer) == ("ann@example.net", "ann@example.net")


def test_every_part_of_a_decision_is_kept(store: Store) -> None:
    full = decided(
        conversation=None,
        outcome=Outcome.SET_ASIDE,
        assignee="bob@example.com",
        due_at=None,
        evidence=("refund", "rule VIP"),
        reasons=(Reason("thread", "it answers <x@example.net>"), Reason("mode", "shadow")),
        rule_verdicts=(("VIP", "matched"), ("Large refunds", "subject.contains")),
        effects=("mark +refund",),
        withheld=("draft for K7Q2",),
    )

    file(store, recorded(conversation=None, customer=None), full)

    [explanation] = store.find_decision("f" * 32)
    assert explanation.decision == full.decision
    assert (explanation.conversation, explanation.effects) == (None, ())


def test_a_conversation_explains_its_messages_latest_first(store: Store) -> None:
    file(store, *opened())
    later = a_message(fingerprint="9" * 32, message_id="<later@example.net>")
    file(store, recorded(later, received_at=NOON + HOUR, uid=at(2)), decided("9" * 32))

    explained = [explanation.message_id for explanation in store.find_decision("K7Q2")]

    assert explained == ["<later@example.net>", "<K7Q2@example.net>"]


def test_an_unknown_name_explains_nothing(store: Store) -> None:
    for name in ("<no@example.net>", "f" * 32, "K7Q2", ""):
        assert store.find_decision(name) == []


def test_the_figures_of_an_inbox(store: Store) -> None:
    late = a_conversation(first_response_due_at=NOON - HOUR, priority=Priority.URGENT)
    answered = a_conversation(
        reference="M3XA",
        queue="billing",
        last_answer_at=NOON,
        first_response_due_at=NOON - 9 * HOUR,
        resolution_due_at=NOON + HOUR,
    )
    resolved = a_conversation(
        reference="W8PT", status=Status.RESOLVED, first_response_due_at=NOON - 99 * HOUR
    )
    for number, conversation in enumerate((late, answered, resolved)):
        file(store, *opened(conversation), a_mark(f"mark:{number}"))
    file(store, MessageMissed("support", at(8), Outcome.GONE, ""))
    store.claim("support", 1, NOON)
    store.finish([EffectResult("mark:0", EffectState.FAILED, "NO")], NOON)
    watermark = Watermark("support", "INBOX", 7, 8, 5, NOON, NOON)
    store.commit((), (), watermark, NOON)
    store.hold("support", "too many moves", NOON)
    store.hold("billing", "new UIDVALIDITY", NOON)

    billing, support = store.status(NOON).inboxes

    assert (billing.inbox, billing.held, billing.messages) == ("billing", "new UIDVALIDITY", {})
    assert (support.inbox, support.held) == ("support", "too many moves")
    assert support.watermarks == (watermark,)
    assert support.messages == {Outcome.TRIAGED: 1, Outcome.GONE: 1}
    assert support.last_received_at == NOON
    assert support.effects == {EffectState.FAILED: 1, EffectState.PLANNED: 2}
    figures = support.conversations
    assert figures.by_status == {Status.OPEN: 2, Status.RESOLVED: 1}
    assert figures.by_priority == {Priority.URGENT: 1, Priority.NORMAL: 1}
    assert figures.by_queue == {"support": 1, "billing": 1}
    assert (figures.oldest_due_at, figures.overdue_count) == (NOON - HOUR, 1)


def test_an_empty_store_has_no_figures(store: Store) -> None:
    assert store.status(NOON).inboxes == ()
