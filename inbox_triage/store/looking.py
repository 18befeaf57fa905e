"""Reads for people: why a message was decided so, what waits in the outbox, what is parked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select, update

from inbox_triage.store.encoding import conversation_from, parse_decision
from inbox_triage.store.outbox import effect_from
from inbox_triage.store.tables import (
    ConversationRow,
    DecisionRow,
    EffectRow,
    LocationRow,
    MessageRow,
    table_of,
)
from inbox_triage.triage.conversation import Conversation
from inbox_triage.triage.plan import Decision, Effect, EffectState, Outcome, Uid

_EXPLAINED_COUNT = 50
_FINGERPRINT_DIGITS = 32

_messages = table_of(MessageRow)
_locations = table_of(LocationRow)
_effects = table_of(EffectRow)

# Spelled out, not a parameter: only so does SQLite see that the index of the parked will do.
_IS_PARKED = _locations.c.outcome == literal_column(f"'{Outcome.PARKED}'")


@dataclass(frozen=True, slots=True)
class QueuedEffect:
    """An effect of the outbox and where it stands; `detail` is the server's words or ours."""

    effect: Effect
    state: EffectState
    attempts: int
    detail: str
    conversation: str | None
    created_at: datetime
    not_before: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything recorded about one message.

    Attributes:
        locations: (inbox, Uid) of every place a server showed it to us, oldest first.
        conversation: As it is now, or None. effects: Those of the conversation, oldest first.
        moves: What became of each move of the message, one sentence each, oldest first.
    """

    decision: Decision
    message_id: str | None
    subject: str
    author: str
    customer: str | None
    received_at: datetime
    locations: tuple[tuple[str, Uid], ...]
    conversation: Conversation | None
    effects: tuple[QueuedEffect, ...]
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that our code could not handle; `detail` is the traceback."""

    inbox: str
    uid: Uid
    detail: str
    parked_at: datetime


def find_decision(connection: Connection, name: str) -> list[Explanation]:
    """Return what is known under a Message-ID, a fingerprint or a conversation's reference.

    Latest message first, at most 50; empty when the name is unknown.
    """
    which = _called(name.strip())
    decisions = table_of(DecisionRow)
    query = (
        select(_messages, decisions.c.body)
        .join(decisions, decisions.c.fingerprint == _messages.c.fingerprint)
        .where(which)
        .order_by(_messages.c.received_at.desc())
        .limit(_EXPLAINED_COUNT)
    )
    return [_explanation(connection, row) for row in connection.execute(query).mappings()]


def effects(
    connection: Connection, states: Sequence[EffectState], limit: int
) -> list[QueuedEffect]:
    """Return effects in these states, latest first."""
    query = select(_effects).where(_effects.c.state.in_(states))
    latest = query.order_by(_effects.c.id.desc()).limit(limit)
    return [_queued(row) for row in connection.execute(latest).mappings()]


def parked(connection: Connection) -> list[Parked]:
    """Return every parked message, oldest first."""
    return _parked(connection, _IS_PARKED)


def retry_parked(connection: Connection, inbox: str, mailbox: str, release: str) -> list[Parked]:
    """Return a mailbox's parked messages that this release did not retry, and mark them as tried.

    They are marked before the try: one that kills the process is not tried again and again.
    """
    untried = _locations.c.retried_release.is_(None) | (_locations.c.retried_release != release)
    here = (_locations.c.inbox == inbox) & (_locations.c.mailbox == mailbox)
    which = _IS_PARKED & here & untried
    found = _parked(connection, which)
    connection.execute(update(_locations).where(which).values(retried_release=release))
    return found


def _called(name: str) -> ColumnElement[bool]:
    if "@" in name:
        return _messages.c.message_id == f"<{name.strip('<>')}>"
    if len(name) == _FINGERPRINT_DIGITS:
        return _messages.c.fingerprint == name.lower()
    return _messages.c.conversation == name.upper()


def _explanation(connection: Connection, row: Mapping[Any, Any]) -> Explanation:
    reference = row["conversation"]
    places = select(_locations).where(_locations.c.fingerprint == row["fingerprint"])
    oldest = connection.execute(places.order_by(_locations.c.recorded_at)).mappings().all()
    return Explanation(
        decision=parse_decision(row["body"]),
        message_id=row["message_id"],
        subject=row["subject"],
        author=row["author"],
        customer=row["customer"],
        received_at=row["received_at"],
        locations=tuple((place["inbox"], _uid(place)) for place in oldest),
        conversation=_conversation(connection, reference) if reference else None,
        effects=_effects_of(connection, reference) if reference else (),
        moves=tuple(place["detail"] for place in oldest if place["outcome"] == Outcome.MOVED),
    )


def _conversation(connection: Connection, reference: str) -> Conversation | None:
    table = table_of(ConversationRow)
    query = select(table).where(table.c.reference == reference)
    row = connection.execute(query).mappings().first()
    return conversation_from(row) if row else None


def _effects_of(connection: Connection, reference: str) -> tuple[QueuedEffect, ...]:
    query = select(_effects).where(_effects.c.conversation == reference)
    latest = query.order_by(_effects.c.id.desc()).limit(_EXPLAINED_COUNT)
    return tuple(_queued(row) for row in connection.execute(latest).mappings())[::-1]


def _parked(connection: Connection, which: ColumnElement[bool]) -> list[Parked]:
    query = select(_locations).where(which).order_by(_locations.c.recorded_at)
    return [
        Parked(row["inbox"], _uid(row), row["detail"], row["recorded_at"])
        for row in connection.execute(query).mappings()
    ]


def _uid(row: Mapping[Any, Any]) -> Uid:
    return Uid(row["mailbox"], row["uidvalidity"], row["uid"])


def _queued(row: Mapping[Any, Any]) -> QueuedEffect:
    return QueuedEffect(
        effect=effect_from(row),
        state=EffectState(row["state"]),
        attempts=row["attempts"],
        detail=row["detail"],
        conversation=row["conversation"],
        created_at=row["created_at"],
        not_before=row["not_before"],
        done_at=row["done_at"],
    )
