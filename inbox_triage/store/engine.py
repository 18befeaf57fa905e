"""Opens the database and turns what it complains about into one sentence and a remedy.

Fails: StoreError for a full disk, a read-only or foreign file, a lock held too long, a server
    that is away, a schema of a newer version; nothing of the transaction is kept.
Limits: waits 10 s for another process's lock.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.schema import Table

from inbox_triage.errors import StoreError

SCHEMA = "0002"
"""The newest revision in `migrations/versions`, which this code reads and writes."""

_LOCK_SECONDS = 10
_RETRY_SECONDS = 0.02
_OUR_DEFECTS = (IntegrityError, ProgrammingError, DataError)  # a traceback serves better

_COMPLAINTS = {
    "SQLITE_FULL": ("The disk is full", "Free some space; work goes on by itself."),
    "SQLITE_READONLY": (
        "It cannot be written",
        "Give the daemon's user write access to the file and to its directory.",
    ),
    "SQLITE_BUSY": (
        "Another process keeps it locked",
        "End that process (a backup? an open sqlite3 shell?); work goes on by itself.",
    ),
    "SQLITE_CANTOPEN": (
        "It cannot be opened",
        "Check that its directory exists and that the daemon's user may write there.",
    ),
    "SQLITE_NOTADB": ("It is not a database", "Move the file away, or name another one."),
    "SQLITE_CORRUPT": ("It is damaged", "Restore the latest backup of this file."),
    "SQLITE_IOERR": ("The disk reports an error", "Look at the system's log, then the disk."),
}


def open_engine(url_or_path: str | Path) -> Engine:
    """Return an engine whose schema is current.

    Args:
        url_or_path: A file for SQLite (made when absent, readable by its owner only), or a URL
            such as `postgresql://user@host/name`.

    Raises:
        StoreError: It cannot be opened, is not ours, or is of a newer version.
    """
    url = _url(url_or_path)
    with _explained(url):
        # An error that reaches a log must not carry a customer's words: no parameters in it.
        engine = create_engine(url, max_overflow=-1, hide_parameters=True)
        if url.get_backend_name() == "sqlite":
            _set_up_sqlite(engine, url)
        _bring_up_to_date(engine)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run one short transaction: committed at the end, rolled back by any error.

    SQLite's begins with BEGIN IMMEDIATE, which waits its turn; one that began as a reader and
    then wants to write would fail at once while another writes.
    """
    with _explained(engine.url), engine.begin() as connection:
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read from one consistent state; in SQLite's WAL this neither waits nor makes others wait."""
    reader = engine.execution_options(reads_only=True)
    with _explained(engine.url), reader.begin() as connection:
        yield connection


def insert_into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, which both databases write alike.

    Args:
        dialect: `connection.dialect.name`.
        table: Where to.
    """
    if dialect == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _url(url_or_path: str | Path) -> URL:
    if "://" not in str(url_or_path):
        return URL.create("sqlite", database=str(url_or_path))
    try:
        url = make_url(str(url_or_path))
    except ArgumentError as error:
        raise StoreError(
            "The database's URL cannot be read.",
            remedy="Write a file name, or postgresql://user@host/name.",
        ) from error
    if url.get_backend_name() in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _set_up_sqlite(engine: Engine, url: URL) -> None:
    """Take the transactions over from the driver, which begins them late and only for some."""
    path = Path(url.database or "")
    # Customers' words and the key of our tokens lie in it: nobody else may read it.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {_LOCK_SECONDS * 1000}",
            # FULL, not NORMAL: after a power failure a committed `started` must still be there,
            # else a customer gets a message twice.
            "synchronous = FULL",
            "foreign_keys = ON",
            # Ids and hashes are inserted all over their indexes: keep more pages (KiB), and let
            # a page be changed several times (32 MiB of log) before it is written to its place.
            "cache_size = -16000",
            "wal_autocheckpoint = 8000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL; the switch itself does not heed busy_timeout, so it waits here."""
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps its context in a module: two threads in it at once mix up their databases."""


def _bring_up_to_date(engine: Engine) -> None:
    """Create or migrate the tables; Alembic is imported only then, it takes over a second."""
    with snapshot(engine) as connection:
        found = _schema_of(connection)
    if found == SCHEMA:
        return
    if found is not None and (not found.isdigit() or int(found) > int(SCHEMA)):
        raise StoreError(
            f"{_place(engine.url)} was written by a newer version (schema {found}, not {SCHEMA}).",
            remedy="Install that version again, or restore the backup made before the upgrade.",
        )
    from inbox_triage.store.migrations.upgrading import upgrade  # noqa: PLC0415 - see above

    with _ONE_AT_A_TIME, transaction(engine) as connection:
        upgrade(connection)


def _schema_of(connection: Connection) -> str | None:
    """Return the revision the tables have, None for an empty database."""
    if inspect(connection).has_table("alembic_version"):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None
    return None


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turn the database's complaint into a StoreError; our own defects pass as they are."""
    try:
        yield
    except _OUR_DEFECTS:
        raise
    except DBAPIError as error:
        raise _store_error(error.orig, url) from error
    except OSError as error:
        raise StoreError(
            f"{_place(url)}: {error.strerror}.", remedy=_COMPLAINTS["SQLITE_CANTOPEN"][1]
        ) from error
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError(
            f"No driver is installed for {_place(url)}.",
            remedy="Install it with `pip install 'inbox-triage[postgres]'`.",
        ) from error


def _store_error(error: BaseException | None, url: URL) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    for prefix, (what, remedy) in _COMPLAINTS.items():
        if name.startswith(prefix):
            return StoreError(f"{_place(url)}: {what}.", remedy=remedy)
    first_line = str(error).strip().partition("\n")[0]
    remedy = "" if name else "Check that its server runs and that the URL is right."
    return StoreError(f"{_place(url)}: {first_line}", remedy=remedy)


def _place(url: URL) -> str:
    """Name the database for an admin, without its password."""
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database}"
    return f"The database {url.render_as_string(hide_password=True)}"
