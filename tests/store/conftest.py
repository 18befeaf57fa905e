"""A fresh store for each test: on SQLite, and on PostgreSQL where one can be started."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from inbox_triage.store.database import Store, open_store
from tests.servers.absent import absent

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
HAS_POSTGRES = bool(_BINARIES) and importlib.util.find_spec("psycopg") is not None
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a private PostgreSQL without a database name; it listens on a socket only."""
    place = Path(tempfile.mkdtemp(prefix="triage-pg-"))
    owner = "postgres" if os.getuid() == 0 else None  # the server refuses to run as root
    if owner:
        shutil.chown(place, owner)
    data, binaries = place / "data", _BINARIES[-1]

    def run(*command: str) -> None:
        subprocess.run(command, user=owner, cwd=place, check=True, stdout=subprocess.DEVNULL)

    options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    run(str(binaries / "initdb"), "-U", "postgres", "-A", "trust", "-N", "-D", str(data))
    control = (str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(place / "log"))
    run(*control, "-o", options, "start")
    yield f"postgresql://postgres@/{{name}}?host={place}"
    run(*control, "-m", "immediate", "stop")
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database: copying it is ten times as fast as making one."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_store(path).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty database lies."""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_sqlite")
        return str(shutil.copy(empty, tmp_path / "state.db"))
    if not HAS_POSTGRES:
        absent("PostgreSQL or psycopg is not installed: apt-get install postgresql")
    return _new_postgres(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store."""
    opened = open_store(store_url)
    yield opened
    opened.close()


def _new_postgres(url: str) -> str:
    name = f"test{next(_numbers)}"
    engine = create_engine(url.format(name="postgres").replace("://", "+psycopg://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return url.format(name=name)
