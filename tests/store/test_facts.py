"""What is recorded, once and for all."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError

from inbox_triage.store.database import Store, open_store
from inbox_triage.triage.plan import (
    ConversationSaved,
    Fact,
    MessageMissed,
    Outcome,
    Uid,
    Watermark,
)
from tests.builders import NOON, a_conversation, a_message
from tests.store.filing import a_draft, at, decided, file, opened, recorded

WATERMARK = Watermark("support", "INBOX", 7, 3, 3, NOON, NOON)


def _outcomes(store: Store) -> dict[Outcome, int]:
    store.commit((), (), WATERMARK, NOON)
    coverage = store.coverage("support", "INBOX")
    assert coverage is not None
    return coverage.messages


def test_the_watermark_is_remembered_and_moves_with_the_commit(store_url: str) -> None:
    store = open_store(store_url)
    assert store.watermark("support", "INBOX") is None
    store.commit((), (), WATERMARK, NOON)
    store.close()

    store = open_store(store_url)

    assert store.watermark("support", "INBOX") == WATERMARK
    assert store.watermark("billing", "INBOX") is None
    store.close()


def test_a_commit_that_fails_moves_no_watermark(store: Store) -> None:
    naive = recorded(received_at=NOON.replace(tzinfo=None))

    with pytest.raises(StatementError, match="without a zone") as raised:
        store.commit([naive], [], WATERMARK, NOON)

    assert "ann@example.net" not in str(raised.value)  # nor in a log
    assert store.watermark("support", "INBOX") is None


def test_the_same_place_keeps_its_first_outcome(store: Store) -> None:
    file(store, recorded())

    file(store, recorded(outcome=Outcome.COPY), recorded(outcome=Outcome.OURS, uid=at(2)))

    assert _outcomes(store) == {Outcome.TRIAGED: 1, Outcome.OURS: 1}


def test_a_parked_message_takes_the_outcome_of_a_later_try(store: Store) -> None:
    file(store, MessageMissed("support", at(1), Outcome.PARKED, "Traceback …"))
    assert [parked.uid for parked in store.parked()] == [at(1)]

    file(store, *opened())

    assert store.parked() == []
    assert _outcomes(store) == {Outcome.TRIAGED: 1}


def test_each_release_tries_a_parked_message_once(store: Store) -> None:
    file(store, MessageMissed("support", at(1), Outcome.PARKED, "Traceback …"))
    file(store, MessageMissed("support", at(2), Outcome.GONE, ""))

    first = store.retry_parked("support", "INBOX", "1.0")

    assert [(parked.uid, parked.detail) for parked in first] == [(at(1), "Traceback …")]
    assert store.retry_parked("support", "INBOX", "1.0") == []
    assert [parked.uid for parked in store.retry_parked("support", "INBOX", "1.1")] == [at(1)]


def test_coverage_counts_every_uid_under_the_present_uidvalidity(store: Store) -> None:
    file(store, recorded(uid=at(1)), recorded(uid=at(4)), recorded(uid=at(9, uidvalidity=6)))
    store.commit((), (), WATERMARK, NOON)

    coverage = store.coverage("support", "INBOX")

    assert coverage is not None
    assert (coverage.uidvalidity, coverage.count, coverage.highest_uid) == (7, 2, 4)
    assert store.coverage("support", "Elsewhere") is None


def test_the_largest_uids_of_the_standard_are_kept(store: Store) -> None:
    largest = 2**32 - 1  # RFC 9051 §2.3.1.1
    uid = Uid("INBOX", largest, largest)

    file(store, recorded(uid=uid))

    store.commit((), (), Watermark("support", "INBOX", largest, largest, 1, NOON, NOON), NOON)
    coverage = store.coverage("support", "INBOX")
    assert coverage is not None
    assert coverage.highest_uid == largest


def test_a_conversation_is_replaced_by_its_later_state(store: Store) -> None:
    file(store, *opened())
    changed = a_conversation(
        tags=("refund", "large"), draft_message_id="<d@example.com>", vip=True, confidence=0.25
    )

    file(store, ConversationSaved(a_conversation()), ConversationSaved(changed))

    [explanation] = store.find_decision("K7Q2")
    assert explanation.conversation == changed


def test_a_decision_is_replaced_by_a_later_one(store: Store) -> None:
    file(store, *opened())
    fingerprint = "k7q2".rjust(32, "0")

    file(store, decided(fingerprint, category="bug"))

    [explanation] = store.find_decision(fingerprint)
    assert explanation.decision.category == "bug"


@pytest.mark.parametrize("hostile", ["nul \x00 byte", "half a pair \udc80", "\U0001f4a9 fine"])
def test_no_text_in_a_message_makes_a_commit_fail(store: Store, hostile: str) -> None:
    message = a_message(
        message_id=f"<{hostile}@example.net>", subject=hostile, own_text=hostile * 10_000
    )
    facts: list[Fact] = [
        ConversationSaved(a_conversation(subject=hostile, tags=(hostile,))),
        recorded(message),
        decided(evidence=(hostile,)),
        MessageMissed("support", at(2), Outcome.PARKED, hostile),
    ]

    file(store, *facts, a_draft(message_id=f"<{hostile}@example.com>"))

    [explanation] = store.find_decision("K7Q2")
    assert explanation.decision.evidence == (hostile,)
    assert store.claim("support", 1, NOON)[0].effect == a_draft(
        message_id=f"<{hostile}@example.com>"
    )


def test_times_come_back_as_they_were_in_any_zone(store: Store) -> None:
    wake_at = (NOON + timedelta(hours=3)).astimezone()

    file(store, *opened(a_conversation(wake_at=wake_at)))

    [explanation] = store.find_decision("K7Q2")
    assert explanation.conversation is not None
    assert explanation.conversation.wake_at == wake_at


def test_an_endless_message_id_is_recorded_without_being_looked_up(store: Store) -> None:
    endless = f"<{'🦄' * 5000}@example.net>"

    file(store, ConversationSaved(a_conversation()), recorded(a_message(message_id=endless)))
    file(store, decided())

    assert store.find_decision(endless) == []
    assert len(store.find_decision("K7Q2")) == 1
