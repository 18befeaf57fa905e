"""Opening the database, and what it says when it cannot be used."""

import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from inbox_triage.errors import EX_IOERR, StoreError
from inbox_triage.store import engine, migrations
from inbox_triage.store.database import Store, open_store
from tests.builders import NOON
from tests.store.filing import a_mark, file


def _pragma(store: Store, pragma: str) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def test_a_new_database_is_made_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state.db"

    open_store(path).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_token_key_is_made_once_and_kept(store_url: str) -> None:
    first = open_store(store_url)
    key = first.token_key()
    first.close()

    again = open_store(store_url)

    assert len(key) == 32
    assert again.token_key() == key
    again.close()


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_code_expects_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == engine.SCHEMA


def test_opening_a_current_database_does_not_load_the_migrations(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    open_store(path).close()
    code = (
        "import sys; from inbox_triage.store.database import open_store;"
        f"open_store({str(path)!r}).close(); sys.exit('alembic' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_several_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    path, keys = tmp_path / "state.db", []

    def open_it() -> None:
        store = open_store(path)
        keys.append(store.token_key())
        store.close()

    openers = [threading.Thread(target=open_it) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()

    assert len(keys) == 4
    assert len(set(keys)) == 1


def test_an_error_in_a_migration_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE effects (key TEXT)")  # in the way of one of the last steps
    other.close()

    with pytest.raises(StoreError):
        open_store(path)

    with sqlite3.connect(path) as other:
        tables = other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    other.close()
    assert tables == [("effects",)]


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    open_store(path).close()
    with sqlite3.connect(path) as other:
        other.execute("UPDATE alembic_version SET version_num = '0099'")
    other.close()

    with pytest.raises(StoreError, match="newer version") as raised:
        open_store(path)

    assert "backup" in raised.value.remedy
    assert raised.value.exit_code == EX_IOERR


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Remember the milk. " * 100)

    with pytest.raises(StoreError, match=r"notes\.txt.*not a database"):
        open_store(path)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/state\.db: No such file"):
        open_store(tmp_path / "nowhere" / "state.db")


def test_a_full_disk_is_one_sentence_and_nothing_of_the_commit_is_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state.db")
    _pragma(store, "max_page_count = 1")

    with pytest.raises(StoreError, match="disk is full"):
        file(store, *(a_mark(f"mark:{n}") for n in range(2000)))

    assert store.claim("support", 10, NOON) == []
    store.close()


def test_a_read_only_database_is_one_sentence(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state.db")
    _pragma(store, "query_only = ON")

    with pytest.raises(StoreError, match="cannot be written") as raised:
        file(store, a_mark())

    assert "write access" in raised.value.remedy
    store.close()


def test_a_database_locked_by_another_process_is_one_sentence(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state.db")
    _pragma(store, "busy_timeout = 1")
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="locked"):
        file(store, a_mark())

    assert store.held("support") is None  # reading goes on
    other.close()
    store.close()


def test_an_unreadable_url_and_an_unknown_database_are_refused() -> None:
    for url in ("postgresql://[", "oracle://host/name"):
        with pytest.raises(StoreError):
            open_store(url)


def test_a_password_in_the_url_is_never_shown() -> None:
    with pytest.raises(StoreError) as raised:
        open_store("postgresql://triage:tiger@127.0.0.1:1/triage")

    assert "tiger" not in str(raised.value)
