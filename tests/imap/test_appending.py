"""Drafts and briefs lie where they belong, once, and never over an agent's work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.effects import apply
from inbox_triage.imap.mailbox import Special, select, special_mailboxes
from inbox_triage.imap.outcomes import digest
from inbox_triage.triage.plan import AppendDraft, AppendNote, Discard, EffectState
from tests.imap.acts import (
    MONDAY,
    contents,
    do,
    done,
    draft,
    flags,
    letter,
    mark,
    note,
    reply,
    uid_of,
)
from tests.servers.dovecot import Dovecot, DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule


def test_drafts_lie_unread_in_drafts(connection: Connection) -> None:
    done(connection, draft(1), draft(2))
    assert contents(connection, "Drafts") == [reply(1), reply(2)]
    assert flags(connection, uid_of(connection, 1, "Drafts")) == {"\\Draft"}


def test_a_brief_is_read_and_has_the_date_it_was_given(connection: Connection) -> None:
    done(connection, note(1))
    assert flags(connection, uid_of(connection, 1)) == {"\\Seen"}
    answer = connection.client.fetch([1], ["INTERNALDATE"])
    assert answer[1][b"INTERNALDATE"] == MONDAY


@pytest.mark.parametrize("make", [draft, note])
def test_appending_twice_is_appending_once(
    connection: Connection, make: type[AppendDraft | AppendNote]
) -> None:
    effects = [make(number) for number in range(3)]  # type: ignore[call-arg, arg-type]
    for redo in (False, True):
        results = done(connection, *effects, redo=redo)
        assert all(isinstance(result.undo, Discard) for result in results)
    mailbox = "Drafts" if make is draft else "INBOX"
    assert len(contents(connection, mailbox)) == 3


def test_an_append_whose_answer_was_lost_is_found_and_not_repeated(login: Login) -> None:
    lost = Rule("client", rb"APPEND", Do.CUT_AFTER)
    with FaultProxy(login.server.imap_port, lost) as proxy:
        account = login.account(port=proxy.port)
        with connect(account) as connection, pytest.raises(MailboxError) as error:
            do(connection, draft(1))
        assert error.value.temporary
        with connect(account) as connection:
            done(connection, draft(1), redo=True)
            assert contents(connection, "Drafts") == [reply(1)]


def test_many_drafts_go_in_one_command(login: Login) -> None:
    count = Rule("client", rb" APPEND ", Do.REPLACE, b" APPEND ", times=100)
    with (
        FaultProxy(login.server.imap_port, count) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        done(connection, *[draft(number) for number in range(40)])
        assert len(contents(connection, "Drafts")) == 40
    assert count.times == 99


def test_a_server_without_multiappend_gets_them_one_by_one(dovecot_with: DovecotWith) -> None:
    server = dovecot_with("imap_capability = IMAP4rev1 UIDPLUS")
    login = server.new_login()
    with connect(login.account()) as connection:
        done(connection, *[draft(number) for number in range(3)])
        assert len(contents(connection, "Drafts")) == 3


def test_without_a_drafts_mailbox_the_admin_is_told_what_to_set(connection: Connection) -> None:
    (result,) = apply(connection, Special(), [(draft(1), False)])
    assert result.state is EffectState.FAILED
    assert "drafts" in result.detail


def test_a_drafts_mailbox_named_in_the_config_is_made(login: Login) -> None:
    account = login.account(drafts="Team/Drafts")
    with connect(account) as connection:
        special = special_mailboxes(connection, account)
        (result,) = apply(connection, special, [(draft(1), False)])
        assert result.state is EffectState.DONE
        assert contents(connection, "Team/Drafts") == [reply(1)]


def test_a_full_mailbox_keeps_the_draft_for_later_and_says_so(dovecot: Dovecot) -> None:
    login = dovecot.new_login(quota_kib=10)
    login.deliver(letter(1))
    with connect(login.account()) as connection:
        long = draft(2, "long " * 4000)
        small, big = do(connection, draft(1), long)
        assert small.state is EffectState.DONE
        assert big.state is EffectState.PLANNED  # temporary: somebody will make room
        assert "OVERQUOTA" in big.detail
        done(connection, mark(uid_of(connection, 1), add="refund"))  # marks still work
        assert contents(connection, "Drafts") == [reply(1)]


def test_a_draft_of_ours_is_replaced_by_the_next(connection: Connection) -> None:
    done(connection, draft(1))
    newer = next_draft()
    done(connection, newer)
    assert contents(connection, "Drafts") == [newer.octets]


def next_draft() -> AppendDraft:
    octets = reply(1, "Dear Ann, about both of your messages:").replace(b"<d1@", b"<d9@")
    return draft(
        1,
        key="draft:9",
        message_id="<d9@example.com>",
        replaces="<d1@example.com>",
        replaces_sha256=digest(reply(1)),
        octets=octets,  # type: ignore[arg-type]
    )


def test_replacing_twice_is_replacing_once(connection: Connection) -> None:
    done(connection, draft(1))
    for redo in (False, True, True):
        done(connection, next_draft(), redo=redo)
    assert contents(connection, "Drafts") == [next_draft().octets]


def test_a_replacement_that_got_half_way_is_finished(connection: Connection) -> None:
    done(connection, draft(1))
    connection.client.append("Drafts", next_draft().octets)
    done(connection, next_draft(), redo=True)
    assert contents(connection, "Drafts") == [next_draft().octets]


def test_a_draft_that_an_agent_has_looked_at_stays(login: Login, connection: Connection) -> None:
    done(connection, draft(1))
    with login.client() as agent:
        agent.select_folder("Drafts")
        agent.add_flags([1], ["\\Seen"])
    (result,) = done(connection, next_draft())
    assert "agent" in result.detail
    assert contents(connection, "Drafts") == [reply(1)]


def test_a_draft_that_an_agent_has_saved_under_another_id_stays(
    login: Login, connection: Connection
) -> None:
    done(connection, draft(1))
    edited = reply(1, "Dear Ann, I am sorry!").replace(b"<d1@", b"<thunderbird-1@")
    with login.client() as agent:
        agent.select_folder("Drafts")
        agent.append("Drafts", edited, ["\\Draft", "\\Seen"])
        agent.delete_messages([1])
        agent.expunge()
    (result,) = done(connection, next_draft())
    assert "agent" in result.detail
    assert contents(connection, "Drafts") == [edited]


def test_a_draft_that_an_agent_threw_away_makes_room_for_the_next(
    login: Login, connection: Connection
) -> None:
    done(connection, draft(1))
    with login.client() as agent:
        agent.select_folder("Drafts")
        agent.move([1], "Trash")
    done(connection, next_draft())
    assert contents(connection, "Drafts") == [next_draft().octets]


def test_the_clock_of_a_brief_keeps_its_second(connection: Connection) -> None:
    early = replace(note(1), received_at=MONDAY - timedelta(seconds=1))
    done(connection, early)
    select(connection, "INBOX")
    answer = connection.client.fetch([1], ["INTERNALDATE"])
    assert answer[1][b"INTERNALDATE"] == MONDAY - timedelta(seconds=1)


def test_a_search_by_message_id_that_is_refused_is_done_by_looking(login: Login) -> None:
    refuse = Rule("client", rb"HEADER Message-ID", Do.REPLACE, b"NOSUCHKEY", times=None)
    with (
        FaultProxy(login.server.imap_port, refuse) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        for redo in (False, True):
            done(connection, draft(1), redo=redo)
        assert contents(connection, "Drafts") == [reply(1)]
