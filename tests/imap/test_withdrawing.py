"""What we wrote is taken back only while it is ours."""

from dataclasses import replace

import pytest

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.outcomes import digest
from inbox_triage.triage.plan import AppendDraft, Discard
from tests.imap.acts import (
    contents,
    do,
    done,
    draft,
    left_in,
    letter,
    mark,
    move,
    note,
    reply,
    uid_of,
)
from tests.servers.dovecot import DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule


def test_a_draft_is_taken_back_while_it_is_ours(connection: Connection) -> None:
    (result,) = done(connection, draft(1))
    assert isinstance(result.undo, Discard)
    for redo in (False, True):
        done(connection, result.undo, redo=redo)
        assert contents(connection, "Drafts") == []


def test_a_draft_taken_back_can_be_put_back(connection: Connection) -> None:
    (appended,) = done(connection, draft(1))
    assert appended.undo
    (discarded,) = done(connection, appended.undo)
    assert isinstance(discarded.undo, AppendDraft)
    done(connection, discarded.undo)
    assert contents(connection, "Drafts") == [reply(1)]


def test_a_brief_taken_back_can_be_put_back_with_its_date(connection: Connection) -> None:
    (appended,) = done(connection, note(1))
    assert appended.undo
    (discarded,) = done(connection, appended.undo)
    assert contents(connection, "INBOX") == []
    assert discarded.undo == replace(note(1), key=f"undo:undo:{note(1).key}")


def test_an_edited_draft_is_never_removed(login: Login, connection: Connection) -> None:
    (appended,) = done(connection, draft(1))
    edited = reply(1, "Dear Ann, I looked into it.")
    with login.client() as agent:
        agent.select_folder("Drafts")
        agent.append("Drafts", edited)
        agent.delete_messages([1])
        agent.expunge()
    assert appended.undo
    (result,) = done(connection, appended.undo)
    assert "stays" in result.detail
    assert result.undo is None
    assert contents(connection, "Drafts") == [edited]


def test_taking_back_removes_nothing_that_others_have_marked(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1), flags=["\\Deleted"])
    (appended,) = done(connection, note(2))
    assert appended.undo
    done(connection, appended.undo)
    assert contents(connection, "INBOX") == [letter(1)]


def test_without_uidplus_a_draft_taken_back_stays_marked_as_deleted(
    dovecot_with: DovecotWith,
) -> None:
    server = dovecot_with("imap_capability = IMAP4rev1")
    login = server.new_login()
    with connect(login.account()) as connection:
        (appended,) = done(connection, draft(1))
        assert appended.undo
        for redo in (False, True):
            done(connection, appended.undo, redo=redo)
        assert left_in(connection, "Drafts") == 0
        assert contents(connection, "Drafts") == [reply(1)]


def test_line_ends_do_not_make_a_message_another() -> None:
    assert digest(b"a\nb\rc\r\n") == digest(b"a\r\nb\r\nc\r\n") != digest(b"a\r\n\r\nb\r\nc\r\n")


def test_a_line_that_breaks_half_way_leaves_all_to_be_done_again(login: Login) -> None:
    login.deliver(letter(1))
    cut = Rule("client", rb" APPEND ", Do.CUT)
    with FaultProxy(login.server.imap_port, cut) as proxy:
        account = login.account(port=proxy.port)
        with connect(account) as connection:
            uid = uid_of(connection, 1)
            effects = (mark(uid, add="refund"), move(uid, "Archive", 1), draft(1), note(2))
            with pytest.raises(MailboxError):
                do(connection, *effects)
        with connect(account) as connection:
            results = done(connection, *effects, redo=True)
            assert contents(connection, "Archive") == [letter(1)]
            assert contents(connection, "Drafts") == [reply(1)]
            assert contents(connection, "INBOX") == [note(2).octets]
            assert "gone" in results[0].detail
