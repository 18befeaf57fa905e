"""The tables, as SQLModel classes: their shape only; rows never leave this package.

Queries use the Core tables behind the classes (`table_of`): writing a batch with them costs a
twentieth of a session's `add`. Enums are stored by value as text, so that renaming a member
changes nothing on disk. What only the application reads as a whole lies in `body`, as JSON.
A change here needs a migration beside `migrations/versions/v0001_initial.py`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

# UIDs are unsigned 32-bit (RFC 9051 §2.3.1.1), more than PostgreSQL's INTEGER holds. SQLite
# numbers rows by itself only when the key's type is spelled INTEGER.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")

# SQLite: a table of short rows is its own primary key's index, half the pages to write.
_KEY_ONLY = {"sqlite_with_rowid": False}
_IS_PARKED = text("outcome = 'parked'")


class UtcTime(TypeDecorator[datetime]):
    """An aware time, in UTC when it comes back; on SQLite text of fixed width, which sorts.

    A batch writes thousands: this is a third of the cost of the types that come with the library.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return String() if dialect.name == "sqlite" else dialect.type_descriptor(self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write; a time without its zone is a defect of ours, never guessed at."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        in_utc = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return in_utc
        return in_utc.replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        in_session_zone: datetime = value
        return in_session_zone.astimezone(UTC)


class SettingRow(SQLModel, table=True):
    """What belongs to the database as a whole, such as the key of our tokens."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)


class InboxStateRow(SQLModel, table=True):
    """One inbox: whether its writes are held, and why."""

    __tablename__ = "inbox_states"

    inbox: str = Field(primary_key=True)
    held_reason: str | None = Field(default=None, sa_type=Text)
    held_at: datetime | None = Field(default=None, sa_type=UtcTime)


class WatermarkRow(SQLModel, table=True):
    """How far one mailbox of an inbox has been read."""

    __tablename__ = "watermarks"

    inbox: str = Field(primary_key=True)
    mailbox: str = Field(primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger)
    last_uid: int = Field(sa_type=BigInteger)
    message_count: int
    baseline_at: datetime = Field(sa_type=UtcTime)
    last_received_at: datetime = Field(sa_type=UtcTime)


class MessageRow(SQLModel, table=True):
    """One content, however often it was delivered; `ours` when we or an agent wrote it."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_conversation", "conversation", "received_at"),)

    fingerprint: str = Field(primary_key=True)
    inbox: str
    message_id: str | None = Field(default=None, index=True)
    in_reply_to: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    base_subject: str = Field(sa_type=Text)
    author: str
    customer: str | None = None
    conversation: str | None = None
    kind: str
    language: str
    own_text: str = Field(sa_type=Text)
    octets: int = Field(sa_type=BigInteger)
    ours: bool
    received_at: datetime = Field(sa_type=UtcTime)


class LocationRow(SQLModel, table=True):
    """One message as a server showed it to us, and the one outcome that it has."""

    __tablename__ = "locations"
    __table_args__ = (
        Index("ix_locations_parked", "inbox", sqlite_where=_IS_PARKED, postgresql_where=_IS_PARKED),
        _KEY_ONLY,
    )

    inbox: str = Field(primary_key=True)
    mailbox: str = Field(primary_key=True)
    uidvalidity: int = Field(primary_key=True, sa_type=BigInteger)
    uid: int = Field(primary_key=True, sa_type=BigInteger)
    fingerprint: str | None = Field(default=None, foreign_key="messages.fingerprint", index=True)
    outcome: str
    detail: str = Field(sa_type=Text)
    received_at: datetime | None = Field(default=None, sa_type=UtcTime)
    recorded_at: datetime = Field(sa_type=UtcTime)
    retried_release: str | None = None


class MessageIdRow(SQLModel, table=True):
    """The conversation that a Message-ID of theirs or ours names; null when two share the id.

    Programs repeat theirs; joining on such an id would show one customer's words to another.
    """

    __tablename__ = "message_ids"
    __table_args__ = _KEY_ONLY

    message_id: str = Field(primary_key=True)
    conversation: str | None = None


class ThreadIndexRow(SQLModel, table=True):
    """The conversation that Outlook's Thread-Index names; null when two share it."""

    __tablename__ = "thread_indexes"
    __table_args__ = _KEY_ONLY

    thread_index: str = Field(primary_key=True)
    conversation: str | None = None


class ConversationRow(SQLModel, table=True):
    """`triage.conversation.Conversation`, field by field."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_customer", "customer", "last_customer_at"),)

    reference: str = Field(primary_key=True)
    inbox: str
    customer: str
    subject: str = Field(sa_type=Text)
    status: str
    category: str
    confidence: float
    priority: str
    queue: str
    assignee: str | None = None
    tags: str = Field(sa_type=Text)
    vip: bool
    language: str
    opened_at: datetime = Field(sa_type=UtcTime)
    last_customer_at: datetime = Field(sa_type=UtcTime)
    last_answer_at: datetime | None = Field(default=None, sa_type=UtcTime)
    first_response_due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    resolution_due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    wake_at: datetime | None = Field(default=None, sa_type=UtcTime)
    message_count: int
    draft_message_id: str | None = None
    draft_sha256: str | None = None


class CustomerRow(SQLModel, table=True):
    """Sums over one customer, kept up so that recalling them does not grow with the history."""

    __tablename__ = "customers"
    __table_args__ = _KEY_ONLY

    addr_spec: str = Field(primary_key=True)
    conversation_count: int
    last_contact_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SentenceRow(SQLModel, table=True):
    """A sentence that a draft to this customer used."""

    __tablename__ = "sentences"
    __table_args__ = _KEY_ONLY

    customer: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    sentence: str = Field(sa_type=Text)


class DecisionRow(SQLModel, table=True):
    """The latest decision about one message, as JSON."""

    __tablename__ = "decisions"

    fingerprint: str = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=UtcTime)


class CorrectionRow(SQLModel, table=True):
    """The category that an agent gave a message (`after`) instead of ours (`before`)."""

    __tablename__ = "corrections"
    __table_args__ = _KEY_ONLY

    fingerprint: str = Field(primary_key=True)
    before: str
    after: str
    by: str
    corrected_at: datetime = Field(sa_type=UtcTime)


class EffectRow(SQLModel, table=True):
    """The outbox: what is to be done outside, and what came of it.

    `redo` is True once it has been started; `at_most_once` marks customer mail. The undo columns
    hold the effect that takes this one back.
    """

    __tablename__ = "effects"
    __table_args__ = (
        Index("ix_effects_state", "inbox", "state", "id"),
        Index("ix_effects_conversation", "conversation"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_RowNumber)
    key: str = Field(unique=True)
    inbox: str
    kind: str
    body: str = Field(sa_type=Text)
    octets: bytes | None = Field(default=None, sa_type=LargeBinary)
    conversation: str | None = None
    at_most_once: bool
    state: str
    redo: bool
    attempts: int
    not_before: datetime = Field(sa_type=UtcTime)
    detail: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undo_kind: str | None = None
    undo_body: str | None = Field(default=None, sa_type=Text)
    undo_octets: bytes | None = Field(default=None, sa_type=LargeBinary)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)


def table_of(row: type[SQLModel]) -> Table:
    """Return the Core table behind one of the classes above."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
