"""Any plans, a crash before or after any step, as often as you like: the same end.

No customer message leaves twice, and none is lost without an `unsure` row that a human sees.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from inbox_triage.store.database import Store, open_store
from inbox_triage.store.tables import EffectRow, table_of
from inbox_triage.triage.plan import (
    AppendNote,
    Audience,
    Discard,
    Effect,
    EffectState,
    Fact,
    MoveMessage,
    SubmitMessage,
)
from tests.builders import NOON, a_message
from tests.store.fake_mailbox import Crashed, FakeServer, Fuse, carry_out
from tests.store.filing import a_draft, a_mark, a_submission, at, decided, recorded

_KINDS = ("mark", "unmark", "move", "draft", "note", "discard", "customer", "team")
_Recover = Callable[[Store], object]


@dataclass(frozen=True)
class Scenario:
    """Kinds of effects of each message in turn, and the steps at which the process ends."""

    plans: tuple[tuple[str, ...], ...]
    crashes: frozenset[int]


_scenarios = st.builds(
    Scenario,
    st.lists(st.lists(st.sampled_from(_KINDS), max_size=5).map(tuple), max_size=4).map(tuple),
    st.frozensets(st.integers(1, 40), max_size=4),
)


def _effect(kind: str, number: int, uid: int) -> Effect:
    """Each acts on its own message, or on what the message before it left."""
    key, before, octets = f"{kind}:{uid}:{number}", max(uid - 1, 1), b"Hello"
    digest = hashlib.sha256(octets).hexdigest()
    made: dict[str, Effect] = {
        "mark": a_mark(key, uid=at(uid)),
        "unmark": a_mark(key, uid=at(before), add=frozenset(), remove=frozenset({"refund"})),
        "move": MoveMessage(key, "support", at(uid), None, f"Triage/{number}"),
        "draft": a_draft(key, message_id=f"<draft{uid}@example.com>", octets=octets),
        "note": AppendNote(key, "support", "INBOX", f"<{key}@example.com>", octets, NOON, "K7Q2"),
        "discard": Discard(key, "support", "", f"<draft{before}@example.com>", digest, "K7Q2"),
        "customer": a_submission(key),
        "team": a_submission(key, audience=Audience.TEAM),
    }
    return made[kind]


def _effects(scenario: Scenario) -> list[list[Effect]]:
    return [
        [_effect(kind, number, uid) for number, kind in enumerate(dict.fromkeys(kinds))]
        for uid, kinds in enumerate(scenario.plans, 1)
    ]


def _open(path: Path) -> Store:
    """Without waiting for the disk: what crashes here is the process, not the machine."""
    store = open_store(path)
    connection = store._engine.raw_connection()
    connection.cursor().execute("PRAGMA synchronous = OFF")
    connection.close()
    return store


def _run(path: Path, plans: list[list[Effect]], server: FakeServer, fuse: Fuse) -> None:
    """Plan everything anew, as after a restart, and carry it out."""
    store = _open(path)
    try:
        fuse.point()
        store.recover("support", NOON)
        for uid, effects in enumerate(plans, 1):
            message = a_message(fingerprint=f"{uid:032}")
            facts: list[Fact] = [recorded(message, uid=at(uid)), decided(message.fingerprint)]
            fuse.point()
            store.commit(facts, effects, None, NOON)
            fuse.point()
            carry_out(store, server, fuse)
    finally:
        store.close()


def _problems(scenario: Scenario, empty: Path, server: FakeServer, before: _Recover) -> list[str]:
    """Run with and without the crashes; return what differs."""
    plans = _effects(scenario)
    undisturbed = FakeServer()
    with tempfile.TemporaryDirectory() as place:
        calm, crashed = Path(place, "calm.db"), Path(place, "crashed.db")
        shutil.copy(empty, calm)
        shutil.copy(empty, crashed)
        _run(calm, plans, undisturbed, Fuse(frozenset()))
        fuse = Fuse(scenario.crashes)
        while True:
            try:
                _run(crashed, plans, server, fuse)
                break
            except Crashed:
                _restart(crashed, before)
        unsure = _unsure(crashed)
    problems = [] if server.mailbox() == undisturbed.mailbox() else ["another mailbox"]
    submissions = [e for effects in plans for e in effects if isinstance(e, SubmitMessage)]
    return problems + [p for e in submissions for p in _submission_problems(e, server, unsure)]


def _submission_problems(effect: SubmitMessage, server: FakeServer, unsure: set[str]) -> list[str]:
    count = server.submitted[effect.message_id]
    if effect.audience is Audience.TEAM:
        return [] if count else [f"lost: {effect.key}"]
    if count > 1:
        return [f"sent {count} times: {effect.key}"]
    return [] if count or effect.key in unsure else [f"lost: {effect.key}"]


def _restart(path: Path, before: _Recover) -> None:
    store = _open(path)
    before(store)
    store.close()


def _unsure(path: Path) -> set[str]:
    store = _open(path)
    unsure = {queued.effect.key for queued in store.effects([EffectState.UNSURE], 1000)}
    store.close()
    return unsure


def _as_it_is(_store: Store) -> None:
    """The store's own recovery is all there is."""


def _resend_what_was_started(store: Store) -> None:
    """The first mistake: whatever was started is simply planned again."""
    effects = table_of(EffectRow)
    started = update(effects).where(effects.c.state == EffectState.STARTED)
    with store._engine.begin() as connection:
        connection.execute(started.values(state=EffectState.PLANNED.value))


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(_scenarios)
def test_crashes_anywhere_change_nothing_and_send_nothing_twice(
    empty_sqlite: Path, scenario: Scenario
) -> None:
    assert _problems(scenario, empty_sqlite, FakeServer(), _as_it_is) == []


@pytest.mark.parametrize(
    ("searches_first", "before"),
    [(True, _resend_what_was_started), (False, _as_it_is)],
    ids=["resends what was started", "appends without a search"],
)
def test_the_check_above_notices_a_store_that(
    empty_sqlite: Path, *, searches_first: bool, before: _Recover
) -> None:
    kinds = ("draft", "customer")

    def is_noticed(step: int) -> bool:
        scenario = Scenario((kinds,), frozenset({step}))
        return bool(_problems(scenario, empty_sqlite, FakeServer(searches_first), before))

    assert any(is_noticed(step) for step in range(1, 20))
