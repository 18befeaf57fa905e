"""The outbox: effects from planned to done, such that a crash never repeats customer mail.

    planned ──claim──▶ started ──finish──▶ done | failed | unsure | planned (again later)
       ▲                  │
       └──── recover ─────┘  after a crash; customer mail goes to unsure instead: a human looks

Claiming is a compare-and-set under the database's lock: two workers never hold one effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from inbox_triage.store.encoding import SUBMIT, PackedEffect, clean, pack_effect, unpack_effect
from inbox_triage.store.engine import insert_into
from inbox_triage.store.tables import EffectRow, InboxStateRow, table_of
from inbox_triage.triage.plan import (
    Audience,
    ChangeFlags,
    Effect,
    EffectResult,
    EffectState,
    MoveMessage,
    SubmitMessage,
)

MAX_ATTEMPTS = 12  # with the pauses below: a little over six hours
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_SUBMISSIONS_AT_ONCE = 10  # so many customers at most are in doubt after a crash

_effects = table_of(EffectRow)
_inboxes = table_of(InboxStateRow)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An effect to carry out now.

    Attributes:
        redo: It was started before, so look first whether it has been done.
        attempts: Including this one.
    """

    effect: Effect
    redo: bool
    attempts: int


def plan(
    connection: Connection,
    effects: Sequence[Effect],
    conversation_by_uid: Mapping[object, str],
    now: datetime,
) -> None:
    """Add effects to be carried out; a key that is there already stays as it is."""
    rows = [_columns(effect, conversation_by_uid, now) for effect in effects]
    if rows:
        insert = insert_into(connection.dialect.name, _effects)
        connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]), rows)


def claim(connection: Connection, inbox: str, limit: int, now: datetime) -> list[Claimed]:
    """Start what is due, oldest first; nothing while the inbox is held.

    Submissions come when nothing else is due, and few at a time: those that a crash leaves
    started are in doubt.
    """
    if held(connection, inbox):
        return []
    return _start(connection, _due(inbox, now) & (_effects.c.kind != SUBMIT), limit) or _start(
        connection, _due(inbox, now) & (_effects.c.kind == SUBMIT), min(limit, _SUBMISSIONS_AT_ONCE)
    )


def _due(inbox: str, now: datetime) -> ColumnElement[bool]:
    return (
        (_effects.c.inbox == inbox)
        & (_effects.c.state == EffectState.PLANNED.value)
        & (_effects.c.not_before <= now)
    )


def _start(connection: Connection, which: ColumnElement[bool], limit: int) -> list[Claimed]:
    """Compare and set; on PostgreSQL, rows that another worker is starting are passed over."""
    names = ("id", "key", "inbox", "kind", "body", "octets", "redo", "attempts")
    chosen = select(*(_effects.c[name] for name in names)).where(which)
    chosen = chosen.order_by(_effects.c.id).limit(limit)
    rows = connection.execute(chosen.with_for_update(skip_locked=True)).mappings().all()
    if not rows:
        return []
    started = {
        "state": EffectState.STARTED.value,
        "redo": True,
        "attempts": _effects.c.attempts + 1,
    }
    ids = [row["id"] for row in rows]
    is_planned = _effects.c.state == EffectState.PLANNED.value
    connection.execute(update(_effects).where(_effects.c.id.in_(ids), is_planned).values(started))
    return [Claimed(effect_from(row), row["redo"], row["attempts"] + 1) for row in rows]


def finish(connection: Connection, results: Sequence[EffectResult], now: datetime) -> None:
    """Record what came of started effects; anything no longer started is left alone."""
    keys = [clean(result.key) for result in results]
    columns = (_effects.c.key, _effects.c.attempts)
    found = select(*columns).where(_effects.c.key.in_(keys))
    attempts: dict[str, int] = {row.key: row.attempts for row in connection.execute(found)}
    rows = [_result_columns(result, attempts.get(result.key, 0), now) for result in results]
    if not rows:
        return
    is_started = _effects.c.state == EffectState.STARTED.value
    names = [name for name in rows[0] if name != "which"]
    connection.execute(
        update(_effects)
        .where(_effects.c.key == bindparam("which"), is_started)
        .values({name: bindparam(name) for name in names}),
        rows,
    )


def _result_columns(result: EffectResult, attempts: int, now: datetime) -> dict[str, Any]:
    again = result.state is EffectState.PLANNED
    state = EffectState.FAILED if again and attempts >= MAX_ATTEMPTS else result.state
    undo = pack_effect(result.undo) if result.undo else None
    return {
        "which": clean(result.key),
        "state": state.value,
        "detail": clean(result.detail),
        "not_before": now + _pause(attempts),
        "done_at": now if state is EffectState.DONE else None,
        "undo_kind": undo.kind if undo else None,
        "undo_body": undo.body if undo else None,
        "undo_octets": undo.octets if undo else None,
    }


def _pause(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour (RFC 5321 §4.5.4.1 asks for growing intervals)."""
    doublings = min(max(attempts - 1, 0), MAX_ATTEMPTS)  # lines that break in between count, too
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)


def recover(connection: Connection, inbox: str, now: datetime) -> int:
    """Take up what a crash left started; return how many there were."""
    left = (_effects.c.inbox == inbox) & (_effects.c.state == EffectState.STARTED.value)
    unsure = {
        "state": EffectState.UNSURE.value,
        "detail": "interrupted while it was handed over: look in Sent before sending it again",
    }
    again = {"state": EffectState.PLANNED.value, "not_before": now}
    customers = connection.execute(
        update(_effects).where(left, _effects.c.at_most_once).values(unsure)
    )
    others = connection.execute(update(_effects).where(left).values(again))
    return customers.rowcount + others.rowcount


def retry(connection: Connection, name: str, now: datetime) -> int:
    """Plan again one effect by its key, or all failed ones of an inbox; return how many.

    What is unsure or dropped is taken up only by its key: a human has looked.
    """
    again = {"state": EffectState.PLANNED.value, "attempts": 0, "not_before": now, "detail": ""}
    over = (EffectState.FAILED, EffectState.UNSURE, EffectState.DROPPED)
    by_key = (_effects.c.key == name) & _effects.c.state.in_(over)
    by_inbox = (_effects.c.inbox == name) & (_effects.c.state == EffectState.FAILED.value)
    for which in (by_key, by_inbox):
        count = connection.execute(update(_effects).where(which).values(again)).rowcount
        if count:
            return count
    return 0


def drop(connection: Connection, key: str) -> int:
    """Never carry this effect out; return 1, or 0 when it is unknown, under way or over."""
    open_states = (EffectState.PLANNED, EffectState.FAILED, EffectState.UNSURE)
    which = (_effects.c.key == key) & _effects.c.state.in_(open_states)
    dropped = update(_effects).where(which).values(state=EffectState.DROPPED.value)
    return connection.execute(dropped).rowcount


def hold(connection: Connection, inbox: str, reason: str, now: datetime) -> None:
    """Stop this inbox's effects; the first reason stays until `release`."""
    insert = insert_into(connection.dialect.name, _inboxes)
    values = {"held_reason": clean(reason), "held_at": now}
    held_since = insert.on_conflict_do_update(
        index_elements=["inbox"], set_=values, where=_inboxes.c.held_reason.is_(None)
    )
    connection.execute(held_since, [{"inbox": inbox, **values}])


def held(connection: Connection, inbox: str) -> str | None:
    """Return why this inbox's effects are held, or None."""
    reason: str | None = connection.scalar(
        select(_inboxes.c.held_reason).where(_inboxes.c.inbox == inbox)
    )
    return reason


def release(connection: Connection, inbox: str) -> None:
    """Let this inbox's effects go on."""
    nothing = {"held_reason": None, "held_at": None}
    connection.execute(update(_inboxes).where(_inboxes.c.inbox == inbox).values(nothing))


def effect_from(row: Mapping[Any, Any]) -> Effect:
    """Return the effect in one row of its table."""
    packed = PackedEffect(row["kind"], row["body"], row["octets"])
    return unpack_effect(packed, row["key"], row["inbox"])


def _columns(
    effect: Effect, conversation_by_uid: Mapping[object, str], now: datetime
) -> dict[str, Any]:
    packed = pack_effect(effect)
    if isinstance(effect, ChangeFlags | MoveMessage):
        conversation = conversation_by_uid.get(effect.uid)
    else:
        conversation = effect.conversation or None
    for_customer = isinstance(effect, SubmitMessage) and effect.audience is Audience.CUSTOMER
    return {
        "key": clean(effect.key),
        "inbox": effect.inbox,
        "kind": packed.kind,
        "body": packed.body,
        "octets": packed.octets,
        "conversation": conversation,
        "at_most_once": for_customer,
        "state": EffectState.PLANNED.value,
        "redo": False,
        "attempts": 0,
        "not_before": now,
        "detail": "",
        "created_at": now,
    }
