"""Fixtures that more than one part of the tests needs."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.servers.absent import absent
from tests.servers.dovecot import Dovecot, DovecotWith, Login, ServerMissing


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot for the whole run; INBOX_TRIAGE_REQUIRE_SERVERS=1 fails where it would skip."""
    with ExitStack() as stack:
        yield _start(Dovecot(), stack)


@pytest.fixture
def login(dovecot: Dovecot) -> Login:
    """A mailbox owner nobody has used yet, so that tests do not see each other's mail."""
    return dovecot.new_login()


@pytest.fixture
def dovecot_with() -> Iterator[DovecotWith]:
    """Start a Dovecot of one's own with further lines of configuration."""
    with ExitStack() as stack:
        yield lambda *settings: _start(Dovecot(*settings), stack)


def _start(server: Dovecot, stack: ExitStack) -> Dovecot:
    stack.callback(server.stop)
    try:
        server.start()
    except ServerMissing as missing:
        absent(str(missing))
    return server
