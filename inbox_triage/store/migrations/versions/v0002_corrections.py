"""0002: what agents corrected."""

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of corrections."""
    op.create_table(
        "corrections",
        Column("fingerprint", String(), primary_key=True),
        Column("before", String(), nullable=False),
        Column("after", String(), nullable=False),
        Column("by", String(), nullable=False),
        Column(
            "corrected_at",
            # SQLite has no type for times: text of fixed width, as `tables.UtcTime` writes it.
            DateTime(timezone=True).with_variant(String(), "sqlite"),
            nullable=False,
        ),
        sqlite_with_rowid=False,
    )
