"""Effects from planned to done."""

import threading
from datetime import datetime, timedelta

import pytest

from inbox_triage.store.database import Store, open_store
from inbox_triage.triage.plan import (
    AppendNote,
    Audience,
    ChangeFlags,
    Discard,
    Effect,
    EffectResult,
    EffectState,
    MoveMessage,
)
from tests.builders import NOON
from tests.store.filing import a_draft, a_mark, a_submission, at, file, opened, recorded

EVERY_STATE = tuple(EffectState)
MINUTE = timedelta(minutes=1)


def _claimed(store: Store, now: datetime = NOON, limit: int = 100) -> list[str]:
    return [claimed.effect.key for claimed in store.claim("support", limit, now)]


def _states(store: Store) -> dict[str, EffectState]:
    return {queued.effect.key: queued.state for queued in store.effects(EVERY_STATE, 1000)}


def _finish(store: Store, key: str, state: EffectState, detail: str = "") -> None:
    store.finish([EffectResult(key, state, detail)], NOON)


@pytest.mark.parametrize(
    "effect",
    [
        a_mark(add=frozenset({"vip", r"\Flagged"}), remove=frozenset({"p1"})),
        MoveMessage("move:1", "support", at(4), "<m@example.net>", "Resolved"),
        a_draft(replaces="<old@example.com>", replaces_sha256="0f"),
        AppendNote("note:1", "support", "INBOX", "<n@example.com>", b"\x00\xff", NOON, "K7Q2"),
        Discard("discard:1", "support", "", "<d@example.com>", "ab" * 32, "K7Q2"),
        a_submission(recipients=("ann@example.net", "bob@example.org"), audience=Audience.TEAM),
    ],
)
def test_an_effect_comes_out_as_it_went_in(store: Store, effect: Effect) -> None:
    file(store, effect)

    [claimed] = store.claim("support", 10, NOON)

    assert claimed.effect == effect
    assert (claimed.redo, claimed.attempts) == (False, 1)


def test_effects_are_claimed_once_in_the_order_they_were_planned(store: Store) -> None:
    file(store, *(a_mark(f"mark:{n}") for n in range(5)))
    file(store, a_mark("elsewhere", inbox="billing"))

    assert _claimed(store, limit=3) == ["mark:0", "mark:1", "mark:2"]
    assert _claimed(store, limit=3) == ["mark:3", "mark:4"]
    assert _claimed(store) == []


def test_an_effect_planned_twice_is_done_once(store: Store) -> None:
    file(store, a_draft(octets=b"first"))
    [claimed] = store.claim("support", 10, NOON)
    _finish(store, claimed.effect.key, EffectState.DONE)

    file(store, a_draft(octets=b"second"), a_draft(octets=b"third"))

    assert _claimed(store) == []
    assert _states(store) == {"draft:1": EffectState.DONE}


def test_submissions_wait_until_the_mailbox_is_done_and_come_few_at_a_time(store: Store) -> None:
    file(store, *(a_submission(f"submit:{n}") for n in range(15)), a_mark())

    assert _claimed(store) == ["mark:1"]
    assert len(_claimed(store)) == 10
    assert len(_claimed(store)) == 5


def test_what_failed_for_now_comes_again_after_a_growing_pause(store: Store) -> None:
    file(store, a_mark())
    now, pauses = NOON, []
    for _ in range(11):
        [claimed] = store.claim("support", 10, now)
        store.finish([EffectResult("mark:1", EffectState.PLANNED, "451 later")], now)
        [queued] = store.effects([EffectState.PLANNED], 10)
        assert _claimed(store, queued.not_before - timedelta(seconds=1)) == []
        pauses.append((queued.not_before - now) // MINUTE)
        now = queued.not_before

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    [claimed] = store.claim("support", 10, now)
    assert (claimed.redo, claimed.attempts) == (True, 12)
    _finish(store, "mark:1", EffectState.PLANNED, "451 later")
    [queued] = store.effects([EffectState.FAILED], 10)
    assert queued.detail == "451 later"


def test_after_a_crash_all_but_customer_mail_is_done_again_looking_first(store: Store) -> None:
    file(store, a_mark(), a_draft(), a_submission("digest", audience=Audience.TEAM))
    file(store, a_submission("customer"), a_submission("other", inbox="billing"))
    for _ in range(2):
        store.claim("support", 10, NOON)
    store.claim("billing", 10, NOON)

    assert store.recover("support", NOON) == 4

    again = [*store.claim("support", 10, NOON), *store.claim("support", 10, NOON)]
    assert [(c.effect.key, c.redo) for c in again] == [
        ("mark:1", True),
        ("draft:1", True),
        ("digest", True),
    ]
    [unsure] = store.effects([EffectState.UNSURE], 10)
    assert unsure.effect.key == "customer"
    assert "Sent" in unsure.detail
    assert _states(store)["other"] is EffectState.STARTED


def test_a_result_for_what_is_no_longer_started_changes_nothing(store: Store) -> None:
    file(store, a_submission())
    store.claim("support", 10, NOON)
    store.recover("support", NOON)

    _finish(store, "submit:1", EffectState.PLANNED)

    assert _states(store) == {"submit:1": EffectState.UNSURE}


def test_a_held_inbox_carries_nothing_out_until_released(store: Store) -> None:
    file(store, a_mark())
    store.hold("support", "INBOX is empty", NOON)
    store.hold("support", "a later reason", NOON)

    assert store.held("support") == "INBOX is empty"
    assert store.held("billing") is None
    assert _claimed(store) == []

    store.release("support")
    assert store.held("support") is None
    assert _claimed(store) == ["mark:1"]


def test_an_inbox_can_be_held_again_after_a_release(store: Store) -> None:
    store.hold("support", "first", NOON)
    store.release("support")

    store.hold("support", "second", NOON)

    assert store.held("support") == "second"


def test_a_human_retries_by_key_or_all_that_failed(store: Store) -> None:
    keys = ["failed:1", "failed:2", "unsure"]
    file(store, *(a_submission(key) for key in keys))
    store.claim("support", 10, NOON)
    for key in keys[:2]:
        _finish(store, key, EffectState.FAILED, "550 no")
    _finish(store, "unsure", EffectState.UNSURE)

    assert store.retry("support", NOON) == 2
    assert _states(store)["unsure"] is EffectState.UNSURE
    assert store.retry("unsure", NOON) == 1
    assert store.retry("unheard of", NOON) == 0
    claimed = store.claim("support", 10, NOON)
    assert [(c.effect.key, c.redo, c.attempts) for c in claimed] == [(key, True, 1) for key in keys]


def test_a_dropped_effect_is_never_carried_out(store: Store) -> None:
    file(store, a_mark())

    assert store.drop("mark:1") == 1

    assert _claimed(store) == []
    assert store.drop("mark:1") == 0
    assert _states(store) == {"mark:1": EffectState.DROPPED}


def test_what_is_under_way_cannot_be_dropped(store: Store) -> None:
    file(store, a_mark())
    store.claim("support", 10, NOON)

    assert store.drop("mark:1") == 0


def test_what_was_done_can_be_undone_once(store: Store) -> None:
    file(store, *opened(), a_mark(), a_mark("mark:2", uid=at(2)))
    for claimed in store.claim("support", 10, NOON):
        mark = claimed.effect
        assert isinstance(mark, ChangeFlags)
        undo = ChangeFlags("?", "support", mark.uid, remove=mark.add)
        store.finish([EffectResult(mark.key, EffectState.DONE, "", undo)], NOON)

    assert [u.effect.key for u in store.undoable(None, 10)] == ["mark:2", "mark:1"]
    [undoable] = store.undoable("K7Q2", 10)
    assert undoable.undo == ChangeFlags(
        "undo:mark:1", "support", at(1), remove=frozenset({"refund"})
    )

    assert store.plan_undo(["mark:1"], NOON) == 1
    assert store.plan_undo(["mark:1"], NOON) == 0
    [claimed] = store.claim("support", 10, NOON)
    assert claimed.effect == undoable.undo
    store.finish([EffectResult("undo:mark:1", EffectState.DONE, "", a_mark())], NOON)
    assert [u.effect.key for u in store.undoable(None, 10)] == ["mark:2"]
    assert store.undoable("K7Q2", 10) == []


def test_undoing_a_withdrawn_draft_brings_its_octets_back(store: Store) -> None:
    file(store, Discard("discard:1", "support", "", "<d@example.com>", "ab" * 32, "K7Q2"))
    store.claim("support", 10, NOON)
    store.finish([EffectResult("discard:1", EffectState.DONE, "", a_draft())], NOON)

    store.plan_undo(["discard:1"], NOON)

    [claimed] = store.claim("support", 10, NOON)
    assert claimed.effect == a_draft("undo:discard:1", message_id="<draft:1@example.com>")


def test_two_workers_never_hold_the_same_effect(store_url: str) -> None:
    filled = open_store(store_url)
    file(filled, *(a_mark(f"mark:{n}") for n in range(200)), recorded())
    taken: list[str] = []

    def work() -> None:
        mine = open_store(store_url)
        while keys := _claimed(mine, limit=7):
            taken.extend(keys)
        mine.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(taken) == sorted(f"mark:{n}" for n in range(200))
    filled.close()


def test_one_store_serves_several_threads(store: Store) -> None:
    def work(number: int) -> None:
        for n in range(20):
            file(store, a_mark(f"mark:{number}:{n}"))
            store.finish(
                [EffectResult(k, EffectState.DONE) for k in _claimed(store, limit=3)], NOON
            )

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while keys := _claimed(store):
        store.finish([EffectResult(key, EffectState.DONE) for key in keys], NOON)

    assert set(_states(store).values()) == {EffectState.DONE}
    assert len(_states(store)) == 80


def test_an_effect_whose_line_broke_a_hundred_times_can_still_be_done(store: Store) -> None:
    file(store, a_mark("mark:1"))
    for _ in range(100):
        store.claim("support", 10, NOON)
        store.recover("support", NOON)
    store.claim("support", 10, NOON)

    _finish(store, "mark:1", EffectState.DONE)

    assert _states(store) == {"mark:1": EffectState.DONE}
