"""Marks are set once, taken back exactly, and what cannot be set is told."""

from dataclasses import replace

import pytest

from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.mailbox import select
from inbox_triage.triage.plan import ChangeFlags, EffectState, Uid
from tests.imap.acts import do, done, flags, letter, mark, move, uid_of
from tests.servers.dovecot import Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule


def test_marks_are_set_and_removed(login: Login, connection: Connection) -> None:
    login.deliver(letter(1), flags=["p2"])
    uid = uid_of(connection, 1)
    done(connection, mark(uid, add="\\Flagged refund p1", remove="p2"))
    assert flags(connection, uid) == {"\\Flagged", "refund", "p1"}


def test_marking_twice_is_marking_once(login: Login, connection: Connection) -> None:
    login.deliver(letter(1))
    uid = uid_of(connection, 1)
    for redo in (False, True):
        done(connection, mark(uid, add="refund"), redo=redo)
    assert flags(connection, uid) == {"refund"}


def test_like_marks_go_in_one_command(login: Login) -> None:
    login.fill([letter(number) for number in range(50)])
    count = Rule("client", rb"UID STORE", Do.REPLACE, b"UID STORE", times=100)
    with (
        FaultProxy(login.server.imap_port, count) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        validity = select(connection, "INBOX").uidvalidity
        uids = [Uid("INBOX", validity, number + 1) for number in range(50)]
        done(connection, *[mark(uid, add="refund") for uid in uids])
    assert count.times == 99


def test_taking_a_mark_back_leaves_what_an_agent_had_set(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1), flags=["\\Flagged", "bug"])
    uid = uid_of(connection, 1)
    (result,) = done(connection, mark(uid, add="\\Flagged refund", remove="bug p1"))
    assert result.undo
    done(connection, result.undo)
    assert flags(connection, uid) == {"\\Flagged", "bug"}


def test_a_mark_that_changed_nothing_has_nothing_to_take_back(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1), flags=["refund"])
    (result,) = done(connection, mark(uid_of(connection, 1), add="REFUND"))
    assert result.undo is None


def test_a_mark_for_a_uid_of_before_is_refused(login: Login, connection: Connection) -> None:
    login.deliver(letter(1))
    uid = replace(uid_of(connection, 1), uidvalidity=1)
    (result,) = do(connection, mark(uid, add="refund"))
    assert result.state is EffectState.FAILED
    assert "UIDVALIDITY" in result.detail
    assert flags(connection, uid_of(connection, 1)) == set()


def test_a_mark_on_a_message_that_is_gone_is_done(connection: Connection) -> None:
    (result,) = done(connection, mark(uid_of(connection, 7), add="refund"))
    assert "gone" in result.detail


def test_a_read_only_mailbox_says_which_rights_are_missing(login: Login) -> None:
    login.deliver(letter(1), mailbox="Archive")
    login.set_rights("Archive", "lr")
    with connect(login.account()) as connection:
        uid = uid_of(connection, 1, "Archive")
        (marked,) = do(connection, mark(uid, add="\\Flagged"))
        (moved,) = do(connection, move(uid, "Trash", 1))
    for result in (marked, moved):
        assert result.state is EffectState.FAILED
        assert "read-only" in result.detail


def test_without_keywords_the_star_is_still_set_and_the_rest_is_told(login: Login) -> None:
    login.deliver(letter(1))
    poor = Rule("server", rb" \\\*\)", Do.REPLACE, b")", times=None)
    with (
        FaultProxy(login.server.imap_port, poor) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        uid = uid_of(connection, 1)
        assert not select(connection, "INBOX").keywords_allowed
        (result,) = done(connection, mark(uid, add="\\Flagged refund"))
        assert "refund" in result.detail
        assert flags(connection, uid) == {"\\Flagged"}


@pytest.mark.parametrize("bad", ["two words", "a[b", "ä", "x" * 80, "a\r\nA1 DELETE INBOX", ""])
def test_a_keyword_that_is_none_is_left_out(login: Login, connection: Connection, bad: str) -> None:
    login.deliver(letter(1))
    uid = uid_of(connection, 1)
    (result,) = done(
        connection, ChangeFlags("mark:1", "support", uid, add=frozenset({bad, "refund"}))
    )
    assert "keeps no such keyword" in result.detail
    assert flags(connection, uid) == {"refund"}


def test_a_message_with_a_keyword_nobody_can_parse_is_marked_all_the_same(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1))
    with login.client() as agent:
        agent.select_folder("INBOX")
        agent.add_flags([1], ["a[b"], silent=True)
        done(connection, mark(uid_of(connection, 1), add="refund"))
    with login.client() as agent:
        agent.select_folder("INBOX")
        assert agent.search(["KEYWORD", "refund"]) == [1]


def test_a_mailbox_that_is_not_there_fails_its_own_marks_only(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1))
    here, nowhere = uid_of(connection, 1), Uid("Nowhere", 1, 2)
    results = do(connection, mark(nowhere, add="refund"), mark(here, add="refund"))
    assert [r.state for r in results] == [EffectState.FAILED, EffectState.DONE]
    assert "Nowhere" in results[0].detail


def test_a_server_that_has_no_room_for_another_keyword_still_sets_the_star(login: Login) -> None:
    login.deliver(letter(1))
    full = Rule("client", rb"refund", Do.REPLACE, b"re(fund", times=None)
    with (
        FaultProxy(login.server.imap_port, full) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        uid = uid_of(connection, 1)
        (result,) = done(connection, mark(uid, add="\\Flagged refund"))
        assert "refund" in result.detail
        assert flags(connection, uid) == {"\\Flagged"}
