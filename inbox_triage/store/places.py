"""Where messages lie and lay, and where we ourselves moved them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from inbox_triage.store.encoding import clean
from inbox_triage.store.outbox import effect_from
from inbox_triage.store.tables import EffectRow, LocationRow, MessageRow, table_of
from inbox_triage.store.undoing import undo_key
from inbox_triage.triage.known import Whereabouts
from inbox_triage.triage.marks import move_key
from inbox_triage.triage.plan import EffectState, MoveMessage, Outcome, Place, Uid

_messages = table_of(MessageRow)
_locations = table_of(LocationRow)
_effects = table_of(EffectRow)

# Of what is recorded in one turn, what was moved was seen after what arrived.
_IN_ORDER = (
    _locations.c.recorded_at,
    _locations.c.outcome == Outcome.MOVED.value,
    _locations.c.uid,
)
_MAY_HAVE_MOVED = (EffectState.PLANNED, EffectState.STARTED, EffectState.DONE)

_Row = Mapping[Any, Any]


def places(connection: Connection, message_ids: Collection[str]) -> dict[str, Place]:
    """Return where the customers' messages with these ids were last seen; unknown ids are left out.

    An id that several messages bear names the one seen last.
    """
    same = _locations.c.fingerprint == _messages.c.fingerprint
    query = (
        select(_messages.c.message_id, _locations)
        .join(_locations, same)
        .where(_messages.c.message_id.in_([clean(i) for i in message_ids]))
        .where(_messages.c.ours.is_(False))
        .where(_locations.c.outcome.in_([Outcome.TRIAGED.value, Outcome.MOVED.value]))
        .order_by(*_IN_ORDER)
    )
    return {
        row["message_id"]: Place(row["inbox"], _uid(row))
        for row in connection.execute(query).mappings()
    }


def whereabouts(
    connection: Connection, fingerprints: Collection[str]
) -> dict[str, dict[str, Whereabouts]]:
    """Return where these contents were seen and where we moved them, by fingerprint and inbox."""
    # Of what was delivered again and again, the first is enough.
    query = select(_locations).where(
        _locations.c.fingerprint.in_(fingerprints), _locations.c.outcome != Outcome.COPY.value
    )
    found: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in connection.execute(query.order_by(*_IN_ORDER)).mappings():
        found[row["fingerprint"], row["inbox"]].append(row)
    moves = _own_moves(connection, [row for rows in found.values() for row in rows])
    known: dict[str, dict[str, Whereabouts]] = defaultdict(dict)
    for (fingerprint, inbox), rows in found.items():
        carried = (moves[key] for row in rows for key in _move_keys(row) if key in moves)
        seen = ((row["mailbox"], row["recorded_at"]) for row in rows)
        known[fingerprint][inbox] = Whereabouts(tuple(seen), tuple(carried))
    return known


def _own_moves(connection: Connection, rows: Iterable[_Row]) -> dict[str, tuple[str, Any]]:
    """Return target and time of the moves of ours that were begun, by their keys."""
    keys = [key for row in rows for key in _move_keys(row)]
    query = select(_effects).where(
        _effects.c.key.in_(keys), _effects.c.redo, _effects.c.state.in_(_MAY_HAVE_MOVED)
    )
    effects = ((effect_from(row), row) for row in connection.execute(query).mappings())
    return {
        effect.key: (effect.target, row["created_at"])
        for effect, row in effects
        if isinstance(effect, MoveMessage)
    }


def _move_keys(row: _Row) -> tuple[str, str]:
    key = clean(move_key(row["inbox"], _uid(row)))
    return key, undo_key(key)


def _uid(row: _Row) -> Uid:
    return Uid(row["mailbox"], row["uidvalidity"], row["uid"])
