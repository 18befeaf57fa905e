"""Whatever command the line is lost at, and whether or not it was carried out: all is done once."""

from contextlib import suppress

import pytest

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.triage.plan import Effect
from tests.imap.acts import (
    contents,
    do,
    done,
    draft,
    flags,
    left_in,
    letter,
    mark,
    move,
    note,
    reply,
    uid_of,
)
from tests.servers.dovecot import Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule

COMMANDS = rb"^\w+ (UID|NOOP|APPEND|LIST|SELECT|CREATE|SUBSCRIBE)"


def work(connection: Connection) -> list[Effect]:
    return [
        mark(uid_of(connection, 1), add="\\Flagged refund", remove="p2"),
        move(uid_of(connection, 2), "Assigned/alice", 2),
        draft(3),
        draft(4),
        note(5),
    ]


@pytest.mark.parametrize(
    ("hidden", "when"),
    [(b"", Do.CUT), (b"", Do.CUT_AFTER), (b" MOVE", Do.CUT_AFTER)],
    ids=["not carried out", "carried out", "carried out, without MOVE"],
)
@pytest.mark.parametrize("number", range(14))
def test_a_line_lost_at_any_command_leaves_everything_done_once(
    login: Login, number: int, hidden: bytes, when: Do
) -> None:
    login.deliver(letter(1), flags=["p2"])
    login.deliver(letter(2))
    rules = [Rule("server", hidden, Do.REPLACE, times=None)] if hidden else []
    with FaultProxy(login.server.imap_port, *rules) as proxy:
        account = login.account(port=proxy.port)
        with connect(account) as connection:
            effects = work(connection)
            proxy.rules.append(Rule("client", COMMANDS, when, pass_over=number))
            with suppress(MailboxError):
                do(connection, *effects)
        del proxy.rules[len(rules) :]
        with connect(account) as connection:
            done(connection, *effects, redo=True)
            assert flags(connection, uid_of(connection, 1)) == {"\\Flagged", "refund"}
            assert left_in(connection, "INBOX") == 2
            assert contents(connection, "Assigned/alice") == [letter(2)]
            assert sorted(contents(connection, "Drafts")) == [reply(3), reply(4)]
