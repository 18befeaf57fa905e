"""Where messages lie and lay, and what agents corrected."""

from datetime import timedelta

from sqlalchemy import select

from inbox_triage.store.database import Store
from inbox_triage.store.tables import CorrectionRow, table_of
from inbox_triage.triage.known import Whereabouts
from inbox_triage.triage.marks import move_key
from inbox_triage.triage.plan import (
    ConversationSaved,
    Corrected,
    EffectResult,
    EffectState,
    MoveMessage,
    Outcome,
    Watermark,
)
from tests.builders import NOON, a_conversation, a_message
from tests.store.filing import at, file, recorded

LATER = NOON + timedelta(hours=1)
MESSAGE = a_message()
MOVE = MoveMessage(move_key("support", at(1)), "support", at(1), None, "Triage/Bug")
BACK = MoveMessage(f"undo:{MOVE.key}", "support", at(4, "Triage/Bug"), None, "INBOX")
THERE = recorded(uid=at(4, "Triage/Bug"), outcome=Outcome.MOVED)


def whereabouts(store: Store) -> Whereabouts:
    return store.recall([(MESSAGE, None)]).known(MESSAGE, None).whereabouts["support"]


def test_what_is_new_has_been_nowhere(store: Store) -> None:
    assert store.recall([(MESSAGE, None)]).known(MESSAGE, None).whereabouts == {}


def test_a_known_content_comes_with_its_conversation_and_where_it_lay(store: Store) -> None:
    file(store, ConversationSaved(a_conversation()), recorded())
    file(store, THERE, recorded(uid=at(9), outcome=Outcome.COPY))  # in the same turn

    known = store.recall([(MESSAGE, None)]).known(MESSAGE, None)

    assert known.by_reference["K7Q2"].reference == "K7Q2"
    assert known.whereabouts["support"].seen == (("INBOX", NOON), ("Triage/Bug", NOON))
    assert known.whereabouts["support"].last == "Triage/Bug"


def test_a_move_of_ours_is_known_from_the_moment_it_is_begun(store: Store) -> None:
    file(store, ConversationSaved(a_conversation()), recorded(), MOVE)
    assert whereabouts(store).carried == ()

    store.claim("support", 10, NOON)
    assert whereabouts(store).carried == (("Triage/Bug", NOON),)

    store.recover("support", LATER)  # killed in between: it may have been done
    assert whereabouts(store).carried == (("Triage/Bug", NOON),)


def test_an_undo_is_a_move_of_ours_too(store: Store) -> None:
    file(store, ConversationSaved(a_conversation()), recorded(), MOVE)
    store.claim("support", 10, NOON)
    store.finish([EffectResult(MOVE.key, EffectState.DONE, undo=BACK)], NOON)
    store.plan_undo([MOVE.key], LATER)
    store.claim("support", 10, LATER)

    assert whereabouts(store).carried == (("Triage/Bug", NOON), ("INBOX", LATER))


def test_a_move_that_failed_moved_nothing(store: Store) -> None:
    file(store, ConversationSaved(a_conversation()), recorded(), MOVE)
    store.claim("support", 10, NOON)
    store.finish([EffectResult(MOVE.key, EffectState.FAILED, "refused")], NOON)

    assert whereabouts(store).carried == ()


def test_a_message_lies_where_it_was_moved(store: Store) -> None:
    file(store, ConversationSaved(a_conversation()), recorded())
    file(store, THERE)

    assert MESSAGE.message_id
    assert store.places([MESSAGE.message_id])[MESSAGE.message_id].uid == at(4, "Triage/Bug")


def test_a_correction_keeps_what_we_thought_at_first_and_the_agents_last_word(
    store: Store,
) -> None:
    file(store, Corrected("f" * 32, "bug", "spam", "move"))
    file(store, Corrected("f" * 32, "spam", "refund_billing", "move"), now=LATER)

    table = table_of(CorrectionRow)
    with store._engine.connect() as connection:
        (row,) = connection.execute(select(table))
    assert tuple(row) == ("f" * 32, "bug", "refund_billing", "move", LATER)


def test_the_watermarks_of_an_inbox_come_by_mailbox(store: Store) -> None:
    here = Watermark("support", "INBOX", 7, 3, 3, NOON, NOON)
    resolved = Watermark("support", "Resolved", 8, 1, 1, NOON, NOON)
    for watermark in (here, resolved, Watermark("billing", "INBOX", 1, 1, 1, NOON, NOON)):
        store.commit((), (), watermark, NOON)

    assert store.watermarks("support") == {"INBOX": here, "Resolved": resolved}
