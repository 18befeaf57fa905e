"""Waiting for news without missing any, without spinning, and without waiting for the dead."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from imapclient import SocketTimeout

from inbox_triage.errors import MailboxError
from inbox_triage.imap.account import Account
from inbox_triage.imap.connection import connect
from inbox_triage.imap.idle import wait_for_change
from inbox_triage.imap.mailbox import new_uids, select
from tests.servers.dovecot import DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule

WayIn = Callable[[Login], Account]

HELLO = b"From: ann@example.net\r\nSubject: Hello\r\n\r\nHello.\r\n"
QUICK = SocketTimeout(connect=2, read=0.3)
LONG = 5.0  # nothing here waits so long unless it fails


@pytest.fixture
def bell() -> Iterator[tuple[int, int]]:
    """A pipe as the daemon has it: (end to wait on, end to ring)."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def soon(action: Callable[[], object]) -> None:
    timer = threading.Timer(0.05, action)
    timer.daemon = True
    timer.start()


def elapsed_since(start: float) -> float:
    return time.monotonic() - start


@pytest.mark.parametrize("way_in", [Login.account, Login.tls_account], ids=["plain", "tls"])
def test_new_mail_ends_the_wait(login: Login, bell: tuple[int, int], way_in: WayIn) -> None:
    with connect(way_in(login)) as connection:
        select(connection, "INBOX")
        soon(lambda: login.deliver(HELLO))
        start = time.monotonic()
        assert wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < LONG / 2
        assert select(connection, "INBOX").exists == 1


def test_silence_ends_with_the_time(login: Login, bell: tuple[int, int]) -> None:
    with connect(login.account()) as connection:
        start = time.monotonic()
        assert not wait_for_change(connection, 0.1, bell[0])
        assert 0.1 <= elapsed_since(start) < 1
        assert select(connection, "INBOX").exists == 0  # the line is in order afterwards


@pytest.mark.parametrize("way_in", [Login.account, Login.tls_account], ids=["plain", "tls"])
def test_the_bell_ends_the_wait(login: Login, bell: tuple[int, int], way_in: WayIn) -> None:
    with connect(way_in(login)) as connection:
        soon(lambda: os.write(bell[1], b"w"))
        start = time.monotonic()
        assert not wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 1
        assert select(connection, "INBOX").exists == 0


def test_a_bell_rung_before_is_heard(login: Login, bell: tuple[int, int]) -> None:
    os.write(bell[1], b"w")
    with connect(login.account()) as connection:
        start = time.monotonic()
        assert not wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 1


def test_mail_that_came_between_the_search_and_the_wait_is_not_waited_for(
    login: Login, bell: tuple[int, int]
) -> None:
    with connect(login.account()) as connection:
        assert new_uids(connection, select(connection, "INBOX"), 0) == []
        login.deliver(HELLO)
        select(connection, "Drafts")  # effects have been carried out meanwhile
        start = time.monotonic()
        assert wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 0.4
        assert not wait_for_change(connection, 0.1, bell[0])  # said once, not for ever


def test_looking_into_another_mailbox_does_not_end_the_wait(
    login: Login, bell: tuple[int, int]
) -> None:
    login.deliver(HELLO)
    with connect(login.account()) as connection:
        new_uids(connection, select(connection, "INBOX"), 0)
        new_uids(connection, select(connection, "Sent"), 0)
        assert not wait_for_change(connection, 0.1, bell[0])


def test_mail_told_of_with_another_answer_is_not_waited_for(
    login: Login, bell: tuple[int, int]
) -> None:
    with connect(login.account()) as connection:
        new_uids(connection, select(connection, "INBOX"), 0)
        login.deliver(HELLO)
        connection.client.noop()  # the server tells of it here and never again
        start = time.monotonic()
        assert wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 0.4


def test_mail_told_of_in_the_same_segment_as_idling_is_heard(
    login: Login, bell: tuple[int, int]
) -> None:
    hold = Rule("server", rb"\+ idling", Do.HOLD)
    with (
        FaultProxy(login.server.imap_port, hold) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        select(connection, "INBOX")
        soon(lambda: login.deliver(HELLO))
        start = time.monotonic()
        assert wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < LONG / 2


def test_a_line_in_two_segments_is_read_to_its_end(login: Login, bell: tuple[int, int]) -> None:
    split = Rule("server", rb"\* 1 EX", Do.SPLIT)
    with (
        FaultProxy(login.server.imap_port, split) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        select(connection, "INBOX")
        soon(lambda: login.deliver(HELLO))
        assert wait_for_change(connection, LONG, bell[0])
        assert select(connection, "INBOX").exists == 1


@pytest.mark.parametrize("way_in", [Login.account, Login.tls_account], ids=["plain", "tls"])
def test_a_server_that_hangs_up_is_noticed_at_once(
    dovecot_with: DovecotWith, bell: tuple[int, int], way_in: WayIn
) -> None:
    server = dovecot_with()
    with connect(way_in(server.new_login())) as connection:
        select(connection, "INBOX")
        soon(server.stop)
        start = time.monotonic()
        with pytest.raises(MailboxError) as lost:
            wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 1
    assert lost.value.temporary


def test_a_server_that_says_bye_is_left(login: Login, bell: tuple[int, int]) -> None:
    bye = Rule("server", rb"\* 1 EXISTS", Do.REPLACE, b"* BYE shutting down")
    with (
        FaultProxy(login.server.imap_port, bye) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        select(connection, "INBOX")
        soon(lambda: login.deliver(HELLO))
        with pytest.raises(MailboxError) as lost:
            wait_for_change(connection, LONG, bell[0])
    assert "shutting down" in lost.value.what


def test_a_half_open_line_is_found_at_the_end_of_a_slice(
    login: Login, bell: tuple[int, int]
) -> None:
    dead = Rule("client", rb"DONE", Do.STALL)
    with FaultProxy(login.server.imap_port, dead) as proxy:
        account = login.account(port=proxy.port, idle_for=timedelta(seconds=0.1))
        with connect(account, timeout=QUICK) as connection:
            select(connection, "INBOX")
            start = time.monotonic()
            with pytest.raises(MailboxError):
                wait_for_change(connection, LONG, bell[0])
            assert elapsed_since(start) < 2


def test_slices_are_renewed_until_the_time_is_over(login: Login, bell: tuple[int, int]) -> None:
    count = Rule("client", rb"IDLE", Do.REPLACE, b"IDLE", times=100)
    with FaultProxy(login.server.imap_port, count) as proxy:
        account = login.account(port=proxy.port, idle_for=timedelta(seconds=0.05))
        with connect(account) as connection:
            assert not wait_for_change(connection, 0.2, bell[0])
    assert 3 <= 100 - (count.times or 0) <= 5


def test_a_server_without_idle_is_looked_at_after_the_pause(
    dovecot_with: DovecotWith, bell: tuple[int, int]
) -> None:
    server = dovecot_with("imap_capability = IMAP4rev1")
    login = server.new_login()
    with connect(login.account()) as connection:
        start = time.monotonic()
        assert not wait_for_change(connection, 0.1, bell[0])
        assert 0.1 <= elapsed_since(start) < 1
        os.write(bell[1], b"w")
        assert not wait_for_change(connection, LONG, bell[0])
        assert elapsed_since(start) < 1


def test_a_server_that_repeats_the_count_for_no_reason_does_not_end_the_wait(
    login: Login, bell: tuple[int, int]
) -> None:
    login.deliver(HELLO)
    chatty = b"* 1 EXISTS\r\n+ idling"
    repeat = Rule("server", rb"\+ idling", Do.REPLACE, chatty, times=None)
    with (
        FaultProxy(login.server.imap_port, repeat) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        new_uids(connection, select(connection, "INBOX"), 0)
        for _ in range(2):
            assert not wait_for_change(connection, 0.1, bell[0])


def test_a_server_that_offers_idle_and_refuses_it_is_looked_at_after_the_pause(
    login: Login, bell: tuple[int, int]
) -> None:
    refuse = Rule("client", rb" IDLE\r\n", Do.REPLACE, b" XDLE\r\n", times=None)
    with (
        FaultProxy(login.server.imap_port, refuse) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        start = time.monotonic()
        assert not wait_for_change(connection, 0.1, bell[0])
        assert 0.1 <= elapsed_since(start) < 1
        assert select(connection, "INBOX").exists == 0


def test_keywords_that_break_parsers_do_not_break_the_wait(
    login: Login, bell: tuple[int, int]
) -> None:
    uid = login.deliver(HELLO)
    with connect(login.account()) as connection, login.client() as agent:
        select(connection, "INBOX")
        agent.select_folder("INBOX")
        soon(lambda: agent.add_flags([uid], ["a[b"], silent=True))
        assert wait_for_change(connection, LONG, bell[0])
        assert select(connection, "INBOX").exists == 1
