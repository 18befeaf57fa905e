"""Fixtures of the tests over IMAP."""

from collections.abc import Iterator

import pytest

from inbox_triage.imap.connection import Connection, connect
from tests.servers.dovecot import Login


@pytest.fixture
def connection(login: Login) -> Iterator[Connection]:
    with connect(login.account()) as connection:
        yield connection
