"""Counts for `inbox-triage status` and the proof of coverage: scans, so not for every message."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, case, func, select

from inbox_triage.store.tables import (
    ConversationRow,
    EffectRow,
    InboxStateRow,
    LocationRow,
    WatermarkRow,
    table_of,
)
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.plan import EffectState, Outcome, Watermark

_locations = table_of(LocationRow)
_conversations = table_of(ConversationRow)
_effects = table_of(EffectRow)
_inboxes = table_of(InboxStateRow)
_watermarks = table_of(WatermarkRow)


@dataclass(frozen=True, slots=True)
class ConversationStatus:
    """The conversations of one inbox in figures.

    Attributes:
        by_priority, by_queue: Those that are not resolved.
        oldest_due_at: Earliest due time of an open conversation: its first response, or its
            resolution once it was answered; None when nothing is due.
        overdue_count: Open conversations past that time.
    """

    by_status: dict[Status, int]
    by_priority: dict[Priority, int]
    by_queue: dict[str, int]
    oldest_due_at: datetime | None
    overdue_count: int


@dataclass(frozen=True, slots=True)
class InboxStatus:
    """One inbox in figures.

    Attributes:
        held: Why its effects are held, or None.
        messages: Places where a server showed us one, by outcome.
        last_received_at: INTERNALDATE of the latest message recorded, or None.
    """

    inbox: str
    held: str | None
    watermarks: tuple[Watermark, ...]
    messages: dict[Outcome, int]
    last_received_at: datetime | None
    effects: dict[EffectState, int]
    conversations: ConversationStatus


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Every inbox that anything is recorded of, by name."""

    inboxes: tuple[InboxStatus, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is recorded of one mailbox since its baseline, under its present UIDVALIDITY.

    Every UID that the server shows above the baseline must be among `count`.
    """

    uidvalidity: int
    highest_uid: int
    messages: dict[Outcome, int]

    @property
    def count(self) -> int:
        """How many UIDs have an outcome."""
        return sum(self.messages.values())


def status(connection: Connection, now: datetime) -> StoreStatus:
    """Return the figures of all inboxes."""
    columns = (_inboxes.c.inbox, _watermarks.c.inbox, _locations.c.inbox, _effects.c.inbox)
    names = {name for column in columns for name in connection.scalars(select(column).distinct())}
    return StoreStatus(tuple(_inbox_status(connection, name, now) for name in sorted(names)))


def coverage(connection: Connection, inbox: str, mailbox: str) -> Coverage | None:
    """Return what is recorded of one mailbox, None while it has no watermark."""
    found = watermark(connection, inbox, mailbox)
    if found is None:
        return None
    here = (
        (_locations.c.inbox == inbox)
        & (_locations.c.mailbox == mailbox)
        & (_locations.c.uidvalidity == found.uidvalidity)
    )
    query = select(_locations.c.outcome, func.count(), func.max(_locations.c.uid)).where(here)
    rows = connection.execute(query.group_by(_locations.c.outcome)).all()
    return Coverage(
        uidvalidity=found.uidvalidity,
        highest_uid=max([found.last_uid, *(highest for _, _, highest in rows)]),
        messages={Outcome(outcome): count for outcome, count, _ in rows},
    )


def watermark(connection: Connection, inbox: str, mailbox: str) -> Watermark | None:
    """Return how far this mailbox has been read, None before the first look."""
    which = (_watermarks.c.inbox == inbox) & (_watermarks.c.mailbox == mailbox)
    row = connection.execute(select(_watermarks).where(which)).mappings().first()
    return Watermark(**row) if row else None


def watermarks(connection: Connection, inbox: str) -> dict[str, Watermark]:
    """Return how far each mailbox of an inbox has been read, by its name."""
    rows = connection.execute(select(_watermarks).where(_watermarks.c.inbox == inbox)).mappings()
    return {row["mailbox"]: Watermark(**row) for row in rows}


def _inbox_status(connection: Connection, inbox: str, now: datetime) -> InboxStatus:
    reason = select(_inboxes.c.held_reason).where(_inboxes.c.inbox == inbox)
    latest = select(func.max(_locations.c.received_at)).where(_locations.c.inbox == inbox)
    messages = _counts(connection, inbox, _locations.c.inbox, _locations.c.outcome)
    states = _counts(connection, inbox, _effects.c.inbox, _effects.c.state)
    return InboxStatus(
        inbox=inbox,
        held=connection.scalar(reason),
        watermarks=tuple(watermarks(connection, inbox).values()),
        messages={Outcome(name): count for name, count in messages.items()},
        last_received_at=connection.scalar(latest),
        effects={EffectState(name): count for name, count in states.items()},
        conversations=_conversation_status(connection, inbox, now),
    )


def _counts(
    connection: Connection, inbox: str, inbox_column: Column[Any], column: Column[Any]
) -> dict[str, int]:
    query = select(column, func.count()).where(inbox_column == inbox).group_by(column)
    return {row[0]: row[1] for row in connection.execute(query)}


def _conversation_status(connection: Connection, inbox: str, now: datetime) -> ConversationStatus:
    table = _conversations.c
    is_open = table.status == Status.OPEN.value
    unanswered = table.last_answer_at.is_(None)
    due_at = case(
        (is_open & unanswered, table.first_response_due_at), (is_open, table.resolution_due_at)
    )
    group = (table.status, table.priority, table.queue)
    overdue = func.sum(case((due_at < now, 1), else_=0))
    query = select(*group, func.count(), func.min(due_at), overdue).where(table.inbox == inbox)
    statuses, priorities, queues = Counter[Status](), Counter[Priority](), Counter[str]()
    dues: list[datetime] = []
    overdue_count = 0
    for status_, priority, queue, count, due, late in connection.execute(query.group_by(*group)):
        statuses[Status(status_)] += count
        overdue_count += late
        dues += [due] if due else []
        if status_ != Status.RESOLVED:
            priorities[Priority(priority)] += count
            queues[queue] += count
    return ConversationStatus(
        dict(statuses), dict(priorities), dict(queues), min(dues, default=None), overdue_count
    )
