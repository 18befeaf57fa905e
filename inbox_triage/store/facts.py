"""Writes what a plan decided: facts, effects and the watermark, in the caller's transaction.

One statement a table and batch (executemany), never one a message. Everything may be written
twice: what is there already stays, except where a newer value replaces it.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Executable, case, select
from sqlmodel import SQLModel

from inbox_triage.store import names, outbox
from inbox_triage.store.encoding import clean, conversation_columns, format_decision
from inbox_triage.store.engine import insert_into
from inbox_triage.store.tables import (
    ConversationRow,
    CorrectionRow,
    CustomerRow,
    DecisionRow,
    LocationRow,
    MessageRow,
    SentenceRow,
    WatermarkRow,
    table_of,
)
from inbox_triage.triage.conversation import Conversation
from inbox_triage.triage.plan import (
    ConversationSaved,
    Corrected,
    Decided,
    Effect,
    Fact,
    MessageMissed,
    MessageRecorded,
    Outcome,
    SentencesUsed,
    Watermark,
)

_OWN_TEXT_LENGTH = 8000  # characters kept: enough to learn from and to find similar matters

_Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that is recorded together."""

    facts: Sequence[Fact]
    effects: Sequence[Effect]
    watermark: Watermark | None
    now: datetime

    @property
    def recorded(self) -> list[MessageRecorded]:
        """The messages that were read."""
        return [fact for fact in self.facts if isinstance(fact, MessageRecorded)]


def write(connection: Connection, commit: Commit) -> None:
    """Write all of it; the caller's transaction makes it one step."""
    _write_conversations(connection, commit)
    _write_messages(connection, commit)
    _write_locations(connection, commit)
    names.write(connection, commit.recorded, commit.effects)
    _write_decisions(connection, commit)
    _write_sentences(connection, commit)
    _write_corrections(connection, commit)
    outbox.plan(connection, commit.effects, _conversation_by_uid(commit), commit.now)
    if commit.watermark:
        columns = {name: getattr(commit.watermark, name) for name in Watermark.__slots__}
        _replace(connection, WatermarkRow, [columns])


def _write_conversations(connection: Connection, commit: Commit) -> None:
    saved = {
        fact.conversation.reference: fact.conversation
        for fact in commit.facts
        if isinstance(fact, ConversationSaved)
    }
    _write_customers(connection, commit, saved)
    _replace(connection, ConversationRow, [conversation_columns(c) for c in saved.values()])


def _write_customers(
    connection: Connection, commit: Commit, saved: dict[str, Conversation]
) -> None:
    """Keep the sums over each customer; called before the conversations are written."""
    table = table_of(ConversationRow)
    known = select(table.c.reference).where(table.c.reference.in_(list(saved)))
    opened = saved.keys() - set(connection.scalars(known)) if saved else set()
    counts = Counter(saved[reference].customer for reference in opened)
    contacts = _contacts(commit)
    rows = [
        {
            "addr_spec": clean(customer),
            "conversation_count": counts[customer],
            "last_contact_at": contacts.get(customer),
        }
        for customer in counts.keys() | contacts.keys()
    ]
    if not rows:
        return
    connection.execute(_adding_up(connection.dialect.name), rows)


@lru_cache(maxsize=2)
def _adding_up(dialect: str) -> Executable:
    customers = table_of(CustomerRow)
    insert = insert_into(dialect, customers)
    new, old = insert.excluded, customers.c
    is_later = old.last_contact_at.is_(None) | (new.last_contact_at > old.last_contact_at)
    sums = {
        "conversation_count": old.conversation_count + new.conversation_count,
        "last_contact_at": case((is_later, new.last_contact_at), else_=old.last_contact_at),
    }
    return insert.on_conflict_do_update(index_elements=["addr_spec"], set_=sums)


def _contacts(commit: Commit) -> dict[str, datetime]:
    """Return when each customer last wrote in person, in this batch."""
    contacts: dict[str, datetime] = {}
    for fact in commit.recorded:
        if fact.customer and fact.outcome is Outcome.TRIAGED:
            latest = contacts.get(fact.customer, fact.received_at)
            contacts[fact.customer] = max(latest, fact.received_at)
    return contacts


def _write_messages(connection: Connection, commit: Commit) -> None:
    languages = {
        fact.decision.fingerprint: fact.decision.language
        for fact in commit.facts
        if isinstance(fact, Decided)
    }
    rows = [
        _message_columns(fact, languages.get(fact.message.fingerprint, ""))
        for fact in commit.recorded
    ]
    _insert_new(connection, MessageRow, rows)


def _message_columns(fact: MessageRecorded, language: str) -> _Columns:
    message = fact.message
    return {
        "fingerprint": message.fingerprint,
        "inbox": fact.inbox,
        "message_id": names.indexable(message.message_id or "") or None,
        "in_reply_to": clean(" ".join(message.in_reply_to)),
        "subject": clean(message.subject),
        "base_subject": clean(message.base_subject),
        "author": clean(message.author.addr_spec) if message.author else "",
        "customer": clean(fact.customer) if fact.customer else None,
        "conversation": fact.conversation,
        "kind": message.kind.value,
        "language": language,
        "own_text": clean(message.own_text[:_OWN_TEXT_LENGTH]),
        "octets": message.octets,
        "ours": fact.outcome is Outcome.OURS,
        "received_at": fact.received_at,
    }


def _write_locations(connection: Connection, commit: Commit) -> None:
    """Record one outcome a location: the first stays, unless the message had been parked."""
    rows = [
        _location_columns(fact, commit.now)
        for fact in commit.facts
        if isinstance(fact, MessageRecorded | MessageMissed)
    ]
    if rows:
        connection.execute(_locating(connection.dialect.name, tuple(rows[0])), rows)


@lru_cache(maxsize=2)
def _locating(dialect: str, columns: tuple[str, ...]) -> Executable:
    table = table_of(LocationRow)
    insert = insert_into(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: insert.excluded[name] for name in columns if not table.c[name].primary_key},
        where=table.c.outcome == Outcome.PARKED.value,
    )


def _location_columns(fact: MessageRecorded | MessageMissed, now: datetime) -> _Columns:
    recorded = fact if isinstance(fact, MessageRecorded) else None
    return {
        "inbox": fact.inbox,
        "mailbox": clean(fact.uid.mailbox),
        "uidvalidity": fact.uid.uidvalidity,
        "uid": fact.uid.uid,
        "fingerprint": recorded.message.fingerprint if recorded else None,
        "outcome": fact.outcome.value,
        "detail": clean(fact.detail),
        "received_at": recorded.received_at if recorded else None,
        "recorded_at": now,
    }


def _write_decisions(connection: Connection, commit: Commit) -> None:
    rows = [
        {
            "fingerprint": fact.decision.fingerprint,
            "body": format_decision(fact.decision),
            "decided_at": commit.now,
        }
        for fact in commit.facts
        if isinstance(fact, Decided)
    ]
    _replace(connection, DecisionRow, rows)


def _write_sentences(connection: Connection, commit: Commit) -> None:
    rows = [
        {
            "customer": clean(fact.customer),
            "digest": hashlib.sha256(sentence.encode(errors="replace")).hexdigest()[:32],
            "sentence": clean(sentence),
        }
        for fact in commit.facts
        if isinstance(fact, SentencesUsed)
        for sentence in fact.sentences
    ]
    _insert_new(connection, SentenceRow, rows)


def _write_corrections(connection: Connection, commit: Commit) -> None:
    """Keep the latest word of the agents, beside what we thought at first."""
    rows = [
        {
            "fingerprint": fact.fingerprint,
            "before": fact.before,
            "after": fact.after,
            "by": fact.by,
            "corrected_at": commit.now,
        }
        for fact in commit.facts
        if isinstance(fact, Corrected)
    ]
    if not rows:
        return
    insert = insert_into(connection.dialect.name, table_of(CorrectionRow))
    latest = {name: insert.excluded[name] for name in ("after", "by", "corrected_at")}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["fingerprint"], set_=latest), rows
    )


def _conversation_by_uid(commit: Commit) -> dict[object, str]:
    return {fact.uid: fact.conversation for fact in commit.recorded if fact.conversation}


def _insert_new(connection: Connection, row: type[SQLModel], rows: list[_Columns]) -> None:
    """Insert what is not there yet."""
    if rows:
        connection.execute(_inserting(connection.dialect.name, row), rows)


def _replace(connection: Connection, row: type[SQLModel], rows: list[_Columns]) -> None:
    """Insert, or overwrite the columns given."""
    if rows:
        connection.execute(_replacing(connection.dialect.name, row, tuple(rows[0])), rows)


@lru_cache(maxsize=16)
def _inserting(dialect: str, row: type[SQLModel]) -> Executable:
    """Build a statement once: that costs more than to execute it."""
    return insert_into(dialect, table_of(row)).on_conflict_do_nothing()


@lru_cache(maxsize=16)
def _replacing(dialect: str, row: type[SQLModel], columns: tuple[str, ...]) -> Executable:
    table = table_of(row)
    insert = insert_into(dialect, table)
    values = {name: insert.excluded[name] for name in columns if not table.c[name].primary_key}
    keys = list(table.primary_key.columns)
    return insert.on_conflict_do_update(index_elements=keys, set_=values)
