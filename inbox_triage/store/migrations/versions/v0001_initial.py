"""0001: the first tables."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)

revision = "0001"
down_revision = None

_IS_PARKED = text("outcome = 'parked'")


def upgrade() -> None:
    """Create everything."""
    _create_inbox_tables()
    _create_messages()
    _create_records()
    _create_conversations()
    _create_customers()
    _create_effects()


def _key(name: str) -> Column[str]:
    return Column(name, String(), primary_key=True)


def _name(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> Column[object]:
    # SQLite has no type for times: text of fixed width, as `tables.UtcTime` writes it.
    return Column(name, DateTime(timezone=True).with_variant(String(), "sqlite"), nullable=nullable)


def _create_inbox_tables() -> None:
    op.create_table("settings", _key("name"), Column("value", LargeBinary(), nullable=False))
    op.create_table(
        "inbox_states",
        _key("inbox"),
        _text("held_reason", nullable=True),
        _at("held_at", nullable=True),
    )
    op.create_table(
        "watermarks",
        _key("inbox"),
        _key("mailbox"),
        Column("uidvalidity", BigInteger(), nullable=False),
        Column("last_uid", BigInteger(), nullable=False),
        Column("message_count", Integer(), nullable=False),
        _at("baseline_at"),
        _at("last_received_at"),
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        _key("fingerprint"),
        _name("inbox"),
        _name("message_id", nullable=True),
        _text("in_reply_to"),
        _text("subject"),
        _text("base_subject"),
        _name("author"),
        _name("customer", nullable=True),
        _name("conversation", nullable=True),
        _name("kind"),
        _name("language"),
        _text("own_text"),
        Column("octets", BigInteger(), nullable=False),
        Column("ours", Boolean(), nullable=False),
        _at("received_at"),
    )
    op.create_index("ix_messages_conversation", "messages", ["conversation", "received_at"])
    op.create_index("ix_messages_message_id", "messages", ["message_id"])


def _create_records() -> None:
    """Create what hangs on messages."""
    _create_locations()
    for table, key in (("message_ids", "message_id"), ("thread_indexes", "thread_index")):
        op.create_table(
            table, _key(key), _name("conversation", nullable=True), sqlite_with_rowid=False
        )
    op.create_table("decisions", _key("fingerprint"), _text("body"), _at("decided_at"))


def _create_locations() -> None:
    op.create_table(
        "locations",
        _key("inbox"),
        _key("mailbox"),
        Column("uidvalidity", BigInteger(), primary_key=True, autoincrement=False),
        Column("uid", BigInteger(), primary_key=True, autoincrement=False),
        Column("fingerprint", String(), ForeignKey("messages.fingerprint")),
        _name("outcome"),
        _text("detail"),
        _at("received_at", nullable=True),
        _at("recorded_at"),
        _name("retried_release", nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_locations_fingerprint", "locations", ["fingerprint"])
    op.create_index(
        "ix_locations_parked",
        "locations",
        ["inbox"],
        sqlite_where=_IS_PARKED,
        postgresql_where=_IS_PARKED,
    )


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        _key("reference"),
        _name("inbox"),
        _name("customer"),
        _text("subject"),
        _name("status"),
        _name("category"),
        Column("confidence", Float(), nullable=False),
        _name("priority"),
        _name("queue"),
        _name("assignee", nullable=True),
        _text("tags"),
        Column("vip", Boolean(), nullable=False),
        _name("language"),
        _at("opened_at"),
        _at("last_customer_at"),
        _at("last_answer_at", nullable=True),
        _at("first_response_due_at", nullable=True),
        _at("resolution_due_at", nullable=True),
        _at("wake_at", nullable=True),
        Column("message_count", Integer(), nullable=False),
        _name("draft_message_id", nullable=True),
        _name("draft_sha256", nullable=True),
    )
    op.create_index("ix_conversations_customer", "conversations", ["customer", "last_customer_at"])


def _create_customers() -> None:
    op.create_table(
        "customers",
        _key("addr_spec"),
        Column("conversation_count", Integer(), nullable=False),
        _at("last_contact_at", nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sentences",
        _key("customer"),
        _key("digest"),
        _text("sentence"),
        sqlite_with_rowid=False,
    )


def _create_effects() -> None:
    row_number = BigInteger().with_variant(Integer(), "sqlite")
    op.create_table(
        "effects",
        Column("id", row_number, primary_key=True),
        Column("key", String(), nullable=False, unique=True),
        _name("inbox"),
        _name("kind"),
        _text("body"),
        Column("octets", LargeBinary()),
        _name("conversation", nullable=True),
        Column("at_most_once", Boolean(), nullable=False),
        _name("state"),
        Column("redo", Boolean(), nullable=False),
        Column("attempts", Integer(), nullable=False),
        _at("not_before"),
        _text("detail"),
        _at("created_at"),
        _at("done_at", nullable=True),
        _name("undo_kind", nullable=True),
        _text("undo_body", nullable=True),
        Column("undo_octets", LargeBinary()),
        _at("undone_at", nullable=True),
    )
    op.create_index("ix_effects_conversation", "effects", ["conversation"])
    op.create_index("ix_effects_state", "effects", ["inbox", "state", "id"])
