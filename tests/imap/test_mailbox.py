"""What a mailbox is, what is new in it, and whether it changed."""

from datetime import timedelta

import pytest

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import connect
from inbox_triage.imap.mailbox import (
    Fetched,
    fetch,
    has_news,
    mailboxes,
    new_uids,
    select,
    uids_since,
)
from tests.imap.acts import MONDAY, letter
from tests.servers.dovecot import DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule


def test_only_uids_above_the_last_one_are_new(login: Login) -> None:
    login.deliver(letter(1))
    login.deliver(letter(2))
    with connect(login.account()) as connection:
        selected = select(connection, "INBOX")
        assert new_uids(connection, selected, 0) == [1, 2]
        assert new_uids(connection, selected, 1) == [2]
        assert new_uids(connection, selected, 2) == []  # n:* alone would find the last again
        assert new_uids(connection, selected, 99) == []


def test_a_search_goes_to_its_own_mailbox_whatever_is_selected(login: Login) -> None:
    login.deliver(letter(1))
    with connect(login.account()) as connection:
        selected = select(connection, "INBOX")
        select(connection, "Drafts")
        assert new_uids(connection, selected, 0) == [1]


def test_an_empty_mailbox_can_be_asked_for_its_newest(login: Login) -> None:
    with connect(login.account()) as connection:
        selected = select(connection, "INBOX")
        assert new_uids(connection, selected, selected.uidnext - 2) == []


def test_a_rescan_finds_what_came_since_a_day(login: Login) -> None:
    login.deliver(letter(1), when=MONDAY - timedelta(days=9))
    login.deliver(letter(2), when=MONDAY)
    with connect(login.account()) as connection:
        select(connection, "INBOX")
        assert uids_since(connection, MONDAY) == [2]
        assert uids_since(connection, MONDAY - timedelta(days=9)) == [1, 2]


def test_a_read_only_mailbox_can_be_read(login: Login) -> None:
    login.deliver(letter(1), mailbox="Archive")
    login.set_rights("Archive", "lr")
    with connect(login.account()) as connection:
        selected = select(connection, "Archive")
        assert selected.read_only
        assert not selected.keywords_allowed
        (result,) = fetch(connection, selected, [1], 1000)
        assert isinstance(result, Fetched)


def test_a_server_that_tells_no_uidnext_is_asked_for_the_last_uid(login: Login) -> None:
    mute = Rule("server", rb"\* OK \[UIDNEXT \d+\][^\r]*\r\n", Do.REPLACE, times=None)
    with (
        FaultProxy(login.server.imap_port, mute) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        assert select(connection, "INBOX").uidnext == 1
        login.deliver(letter(1))
        login.deliver(letter(2))
        assert select(connection, "INBOX").uidnext == 3


def test_a_server_without_uidvalidity_cannot_be_used(login: Login) -> None:
    mute = Rule("server", rb"\* OK \[UIDVALIDITY \d+\][^\r]*\r\n", Do.REPLACE)
    with (
        FaultProxy(login.server.imap_port, mute) as proxy,
        connect(login.account(port=proxy.port)) as connection,
        pytest.raises(MailboxError) as refused,
    ):
        select(connection, "INBOX")
    assert not refused.value.temporary


def test_a_mailbox_tells_without_being_opened_whether_something_is_new(login: Login) -> None:
    login.deliver(letter(1), mailbox="Sent")
    with connect(login.account()) as connection:
        sent = select(connection, "Sent")
        select(connection, "INBOX")
        assert not has_news(connection, "Sent", sent.uidvalidity, 1)
        login.deliver(letter(2), mailbox="Sent")
        assert has_news(connection, "Sent", sent.uidvalidity, 1)
        assert has_news(connection, "Sent", sent.uidvalidity + 1, 2)
        assert connection.selected
        assert connection.selected.mailbox == "INBOX"


def test_mailboxes_are_listed_with_their_levels_and_not_at_every_look(login: Login) -> None:
    with connect(login.account()) as connection, login.client() as agent:
        agent.create_folder("Archive/2026")
        paths = [listed.path for listed in mailboxes(connection, MONDAY)]
        assert {"INBOX", "Archive", "Archive/2026"} <= set(paths)
        agent.create_folder("Resolved")
        assert len(mailboxes(connection, MONDAY + timedelta(minutes=1))) == len(paths)
        assert len(mailboxes(connection, MONDAY + timedelta(minutes=6))) == len(paths) + 1


def test_a_server_with_a_prefix_shows_the_same_levels(dovecot_with: DovecotWith) -> None:
    server = dovecot_with("namespace inbox {\nprefix = INBOX.\nseparator = .\n}")
    with connect(server.new_login().account()) as connection:
        with connection.talking("create") as client:
            client.create_folder("INBOX.Triage.Refund")
        (listed,) = [one for one in mailboxes(connection, MONDAY) if "Refund" in one.name]
        assert listed.name == "INBOX.Triage.Refund"
        assert listed.path == "Triage/Refund"
        assert connection.native_name(listed.path) == listed.name
