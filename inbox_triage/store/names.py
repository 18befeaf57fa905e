"""What names a conversation: the Message-IDs of theirs and ours, and Outlook's Thread-Index.

A name that two conversations share names neither: programs repeat their ids, and joining on one
would show one customer's words to another.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, null
from sqlmodel import SQLModel

from inbox_triage.store.encoding import clean
from inbox_triage.store.engine import insert_into
from inbox_triage.store.tables import MessageIdRow, ThreadIndexRow, table_of
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    Effect,
    MessageRecorded,
    Outcome,
    SubmitMessage,
)

_MESSAGE_ID_OCTETS = 900  # a longer one is an attack, and too long for PostgreSQL's indexes


def write(
    connection: Connection, recorded: Sequence[MessageRecorded], effects: Sequence[Effect]
) -> None:
    """Record what the messages that came in, and those we write, are called."""
    rows = [
        {"message_id": indexable(message_id), "conversation": conversation}
        for message_id, conversation in message_ids_of(recorded, effects)
        if indexable(message_id)
    ]
    _name_conversations(connection, MessageIdRow, rows)
    rows = [
        {"thread_index": thread_index, "conversation": conversation}
        for thread_index, conversation in thread_indexes_of(recorded)
    ]
    _name_conversations(connection, ThreadIndexRow, rows)


def message_ids_of(
    recorded: Iterable[MessageRecorded], effects: Iterable[Effect]
) -> Iterator[tuple[str, str]]:
    """Yield (Message-ID, conversation) of the messages that came in and of those we write."""
    for fact in recorded:
        if fact.conversation and fact.message.message_id:
            yield fact.message.message_id, fact.conversation
    for effect in effects:
        if isinstance(effect, AppendDraft | AppendNote | SubmitMessage) and effect.conversation:
            yield effect.message_id, effect.conversation


def thread_indexes_of(recorded: Iterable[MessageRecorded]) -> Iterator[tuple[str, str]]:
    """Yield (Thread-Index, conversation) of what people wrote."""
    for fact in recorded:
        is_written = fact.outcome in {Outcome.TRIAGED, Outcome.OURS}
        if is_written and fact.conversation and fact.message.thread_index:
            yield fact.message.thread_index, fact.conversation


def indexable(message_id: str) -> str:
    """Return a Message-ID as it is looked up, empty when it is too long to be."""
    cleaned = clean(message_id)
    return cleaned if len(cleaned.encode()) <= _MESSAGE_ID_OCTETS else ""


def _name_conversations(
    connection: Connection, row: type[SQLModel], rows: list[dict[str, Any]]
) -> None:
    """Record what names a conversation; what two of them share names neither."""
    if not rows:
        return
    table = table_of(row)
    insert = insert_into(connection.dialect.name, table)
    shared = insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"conversation": null()},
        where=table.c.conversation != insert.excluded.conversation,
    )
    connection.execute(shared, rows)
