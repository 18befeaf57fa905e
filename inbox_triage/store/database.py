"""The store: everything that is remembered, behind one object; each method one transaction.

What the methods do is written in the module beside: `facts` records, `memory` recalls, `outbox`
carries effects from planned to done and `undoing` back, `looking` and `status` read for people.

Fails: StoreError (see `engine`); a failed method has changed nothing.
Limits: SQLite takes one writer at a time; each write here holds it for milliseconds.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, select

from inbox_triage.message.message import Message
from inbox_triage.store import facts as writing
from inbox_triage.store import looking, memory, outbox, undoing
from inbox_triage.store import places as locating
from inbox_triage.store import status as counting
from inbox_triage.store.engine import insert_into, open_engine, snapshot, transaction
from inbox_triage.store.tables import SettingRow, table_of
from inbox_triage.triage.plan import Effect, EffectResult, EffectState, Fact, Place, Watermark

_TOKEN_KEY_OCTETS = 32


def open_store(url_or_path: str | Path) -> "Store":
    """Open the database, made or migrated when needed.

    Args:
        url_or_path: A file for SQLite, or a URL such as `postgresql://user@host/name`.

    Raises:
        StoreError: It cannot be opened, is not ours, or is of a newer version.
    """
    return Store(open_engine(url_or_path))


class Store:
    """The open database. May be used by several threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @cached_property
    def _token_key(self) -> bytes:
        table = table_of(SettingRow)
        row = {"name": "token_key", "value": secrets.token_bytes(_TOKEN_KEY_OCTETS)}
        with transaction(self._engine) as connection:
            connection.execute(
                insert_into(connection.dialect.name, table).on_conflict_do_nothing(), [row]
            )
            query = select(table.c.value).where(table.c.name == "token_key")
            return bytes(connection.scalars(query).one())

    def token_key(self) -> bytes:
        """Return the secret of our tokens: 32 random octets, made once for this database."""
        return self._token_key

    # --- reading and recording mail ---------------------------------------------------------

    def watermark(self, inbox: str, mailbox: str) -> Watermark | None:
        """Return how far this mailbox has been read, None before the first look."""
        with snapshot(self._engine) as connection:
            return counting.watermark(connection, inbox, mailbox)

    def watermarks(self, inbox: str) -> dict[str, Watermark]:
        """Return how far each mailbox of an inbox has been read, by its name."""
        with snapshot(self._engine) as connection:
            return counting.watermarks(connection, inbox)

    def recall(self, messages: Sequence[tuple[Message, str | None]]) -> memory.Memory:
        """Return what is known about these messages and their customers (addr-specs)."""
        key = self.token_key()
        with snapshot(self._engine) as connection:
            return memory.recall(connection, messages, key)

    def commit(
        self,
        facts: Sequence[Fact],
        effects: Sequence[Effect],
        watermark: Watermark | None,
        now: datetime,
    ) -> None:
        """Record all of it in one step; what is there already is not recorded twice."""
        with transaction(self._engine) as connection:
            writing.write(connection, writing.Commit(facts, effects, watermark, now))

    def places(self, message_ids: Collection[str]) -> dict[str, Place]:
        """Return where the customers' messages with these ids lie."""
        with snapshot(self._engine) as connection:
            return locating.places(connection, message_ids)

    # --- the outbox -------------------------------------------------------------------------

    def claim(self, inbox: str, limit: int, now: datetime) -> list[outbox.Claimed]:
        """Start what is due, oldest first; nothing while the inbox is held."""
        with transaction(self._engine) as connection:
            return outbox.claim(connection, inbox, limit, now)

    def finish(self, results: Sequence[EffectResult], now: datetime) -> None:
        """Record what came of claimed effects; PLANNED ones are due again after a pause."""
        with transaction(self._engine) as connection:
            outbox.finish(connection, results, now)

    def recover(self, inbox: str, now: datetime) -> int:
        """Take up what a crash left started; customer mail becomes UNSURE. Return how many."""
        with transaction(self._engine) as connection:
            return outbox.recover(connection, inbox, now)

    def retry(self, name: str, now: datetime) -> int:
        """Plan again one effect by its key, or all FAILED ones of an inbox; return how many."""
        with transaction(self._engine) as connection:
            return outbox.retry(connection, name, now)

    def drop(self, key: str) -> int:
        """Never carry this effect out; return 1, or 0 when it is unknown or over."""
        with transaction(self._engine) as connection:
            return outbox.drop(connection, key)

    def undoable(self, conversation: str | None, limit: int) -> list[undoing.Undoable]:
        """Return what can be taken back, latest first; of one conversation, or of all."""
        with snapshot(self._engine) as connection:
            return undoing.undoable(connection, conversation, limit)

    def plan_undo(self, keys: Sequence[str], now: datetime) -> int:
        """Plan the effects that take these back; return how many there are."""
        with transaction(self._engine) as connection:
            return undoing.plan_undo(connection, keys, now)

    def hold(self, inbox: str, reason: str, now: datetime) -> None:
        """Stop this inbox's effects until `release`; the first reason stays."""
        with transaction(self._engine) as connection:
            outbox.hold(connection, inbox, reason, now)

    def held(self, inbox: str) -> str | None:
        """Return why this inbox's effects are held, or None."""
        with snapshot(self._engine) as connection:
            return outbox.held(connection, inbox)

    def release(self, inbox: str) -> None:
        """Let this inbox's effects go on."""
        with transaction(self._engine) as connection:
            outbox.release(connection, inbox)

    # --- for people -------------------------------------------------------------------------

    def find_decision(self, name: str) -> list[looking.Explanation]:
        """Return what is known under a Message-ID, fingerprint or reference, latest first."""
        with snapshot(self._engine) as connection:
            return looking.find_decision(connection, name)

    def effects(self, states: Sequence[EffectState], limit: int) -> list[looking.QueuedEffect]:
        """Return effects in these states, latest first."""
        with snapshot(self._engine) as connection:
            return looking.effects(connection, states, limit)

    def status(self, now: datetime) -> counting.StoreStatus:
        """Return the figures of all inboxes."""
        with snapshot(self._engine) as connection:
            return counting.status(connection, now)

    def coverage(self, inbox: str, mailbox: str) -> counting.Coverage | None:
        """Return what is recorded of one mailbox since its baseline; None before the first look."""
        with snapshot(self._engine) as connection:
            return counting.coverage(connection, inbox, mailbox)

    def parked(self) -> list[looking.Parked]:
        """Return every parked message, oldest first."""
        with snapshot(self._engine) as connection:
            return looking.parked(connection)

    def retry_parked(self, inbox: str, mailbox: str, release: str) -> list[looking.Parked]:
        """Return an inbox's parked messages this release did not retry; mark them as tried."""
        with transaction(self._engine) as connection:
            return looking.retry_parked(connection, inbox, mailbox, release)
