"""Takes back what was done: each carried out effect keeps the one that undoes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from inbox_triage.store import outbox
from inbox_triage.store.encoding import PackedEffect, unpack_effect
from inbox_triage.store.tables import EffectRow, table_of
from inbox_triage.triage.plan import Effect, EffectState

_UNDO = "undo:"
_effects = table_of(EffectRow)


@dataclass(frozen=True, slots=True)
class Undoable:
    """A carried out effect that can be taken back, and the effect that does it."""

    effect: Effect
    undo: Effect
    conversation: str | None
    done_at: datetime


def undoable(connection: Connection, conversation: str | None, limit: int) -> list[Undoable]:
    """Return what can be taken back, latest first; of one conversation, or of all."""
    which = _can_be_undone()
    if conversation is not None:
        which &= _effects.c.conversation == conversation
    latest = select(_effects).where(which).order_by(_effects.c.id.desc()).limit(limit)
    return [_undoable(row) for row in connection.execute(latest).mappings()]


def plan_undo(connection: Connection, keys: Sequence[str], now: datetime) -> int:
    """Plan the effects that take these back, latest first; return how many there are."""
    which = _can_be_undone() & _effects.c.key.in_(keys)
    found = connection.execute(select(_effects).where(which).order_by(_effects.c.id.desc()))
    entries = [_undoable(row) for row in found.mappings()]
    outbox.plan(connection, [entry.undo for entry in entries], {}, now)
    for entry in entries:
        planned = update(_effects).where(_effects.c.key == entry.undo.key)
        connection.execute(planned.values(conversation=entry.conversation))
    connection.execute(update(_effects).where(which).values(undone_at=now))
    return len(entries)


def undo_key(key: str) -> str:
    """Name the effect that takes back the one of this key."""
    return _UNDO + key


def _can_be_undone() -> ColumnElement[bool]:
    return (
        (_effects.c.state == EffectState.DONE.value)
        & _effects.c.undo_kind.is_not(None)
        & _effects.c.undone_at.is_(None)
        & _effects.c.key.not_like(f"{_UNDO}%")  # undoing everything twice redoes nothing
    )


def _undoable(row: Mapping[Any, Any]) -> Undoable:
    packed = PackedEffect(row["undo_kind"], row["undo_body"], row["undo_octets"])
    undo = unpack_effect(packed, undo_key(row["key"]), row["inbox"])
    return Undoable(outbox.effect_from(row), undo, row["conversation"], row["done_at"])
