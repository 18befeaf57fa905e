"""Messages are moved once, on servers that can move and on those that cannot."""

from collections.abc import Iterator

import pytest

from inbox_triage.imap.connection import Connection, connect
from inbox_triage.triage.plan import MoveMessage
from tests.imap.acts import contents, done, flags, left_in, letter, move, uid_of
from tests.servers.dovecot import Dovecot, DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule


@pytest.fixture(params=["MOVE", "COPY and UIDPLUS", "COPY alone"])
def mover(request: pytest.FixtureRequest, dovecot: Dovecot) -> Iterator[tuple[Login, Connection]]:
    """A login and a connection to a server that can move in one of three ways."""
    hidden = {"MOVE": [], "COPY and UIDPLUS": [rb" MOVE"], "COPY alone": [rb" MOVE", rb" UIDPLUS"]}
    rules = [Rule("server", word, Do.REPLACE, times=None) for word in hidden[request.param]]
    login = dovecot.new_login()
    with (
        FaultProxy(dovecot.imap_port, *rules) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        yield login, connection


def test_messages_are_moved_and_keep_their_flags(mover: tuple[Login, Connection]) -> None:
    login, connection = mover
    for number in range(3):
        login.deliver(letter(number), flags=["refund"])
    uids = [uid_of(connection, number + 1) for number in range(3)]
    done(connection, *[move(uid, "Archive", i) for i, uid in enumerate(uids)])
    assert left_in(connection, "INBOX") == 0
    assert contents(connection, "Archive") == [letter(number) for number in range(3)]
    assert "refund" in flags(connection, uid_of(connection, 1, "Archive"))


def test_moving_twice_is_moving_once(mover: tuple[Login, Connection]) -> None:
    login, connection = mover
    login.deliver(letter(1))
    effect = move(uid_of(connection, 1), "Archive", 1)
    done(connection, effect)
    if connection.has("UIDPLUS"):
        (again,) = done(connection, effect, redo=True)
        assert "already" in again.detail
    assert contents(connection, "Archive") == [letter(1)]


def test_a_move_that_got_as_far_as_the_copy_is_finished(mover: tuple[Login, Connection]) -> None:
    login, connection = mover
    login.deliver(letter(1))
    effect = move(uid_of(connection, 1), "Archive", 1)
    if not connection.has("MOVE"):
        connection.client.copy([1], "Archive")
    done(connection, effect, redo=True)
    assert left_in(connection, "INBOX") == 0
    assert contents(connection, "Archive") == [letter(1)]


def test_another_message_with_the_same_id_in_the_target_is_no_copy(
    mover: tuple[Login, Connection],
) -> None:
    login, connection = mover
    login.deliver(letter(1))
    other = letter(1).replace(b"-", b"a printer that gives all its messages one id")
    login.deliver(other, mailbox="Archive")
    done(connection, move(uid_of(connection, 1), "Archive", 1), redo=True)
    assert sorted(contents(connection, "Archive")) == sorted([letter(1), other])


def test_a_move_is_taken_back(login: Login, connection: Connection) -> None:
    login.deliver(letter(1))
    (result,) = done(connection, move(uid_of(connection, 1), "Archive", 1))
    assert isinstance(result.undo, MoveMessage)
    assert result.undo.uid.mailbox == "Archive"
    done(connection, result.undo)
    assert contents(connection, "INBOX") == [letter(1)]
    assert contents(connection, "Archive") == []


def test_a_target_that_is_not_there_is_made_and_shown(login: Login, connection: Connection) -> None:
    login.deliver(letter(1))
    done(connection, move(uid_of(connection, 1), "Assigned/Zoë", 1))
    assert contents(connection, "Assigned/Zoë") == [letter(1)]
    with login.client() as agent:
        assert "Assigned/Zoë" in [name for _, _, name in agent.list_sub_folders()]


def test_a_target_is_written_in_the_servers_own_way(dovecot_with: DovecotWith) -> None:
    layout = "namespace inbox {\n separator = .\n prefix = INBOX.\n}"
    server = dovecot_with(layout)
    login = server.new_login()
    login.deliver(letter(1))
    with connect(login.account()) as connection:
        done(connection, move(uid_of(connection, 1), "Assigned/alice", 1))
        assert contents(connection, "INBOX.Assigned.alice") == [letter(1)]


def test_a_move_to_where_it_is_changes_nothing(login: Login, connection: Connection) -> None:
    login.deliver(letter(1))
    (result,) = done(connection, move(uid_of(connection, 1), "INBOX", 1))
    assert "already" in result.detail
    assert contents(connection, "INBOX") == [letter(1)]


def test_a_message_that_somebody_else_moved_is_left_to_them(
    login: Login, connection: Connection
) -> None:
    login.deliver(letter(1))
    uid = uid_of(connection, 1)
    with login.client() as agent:
        agent.select_folder("INBOX")
        agent.move([1], "Junk")
    (result,) = done(connection, move(uid, "Archive", 1))
    assert "somebody" in result.detail
    assert result.undo is None
    assert contents(connection, "Junk") == [letter(1)]


@pytest.mark.parametrize("odd_id", ['<a"b@x>', "<a\r\nb@x>", "<ä@x>", "<" + "x" * 5000 + "@x>", ""])
def test_an_odd_message_id_of_a_message_that_is_gone_harms_nothing(
    connection: Connection, odd_id: str
) -> None:
    effect = MoveMessage("move:1", "support", uid_of(connection, 1), odd_id, "Archive")
    done(connection, effect, redo=True)
    assert connection.usable


@pytest.mark.parametrize(
    "answer",
    [b"1 1:4294967295 1:4294967295", b"1 1 5:9", b"x 1 1", b"1", b"1 1:2:3 4"],
)
def test_an_odd_answer_to_a_move_only_costs_the_way_back(login: Login, answer: bytes) -> None:
    login.deliver(letter(1))
    odd = Rule("server", rb"COPYUID \d+ \d+ \d+", Do.REPLACE, b"COPYUID " + answer)
    with (
        FaultProxy(login.server.imap_port, odd) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        (result,) = done(connection, move(uid_of(connection, 1), "Archive", 1))
        assert result.undo is None
        assert contents(connection, "Archive") == [letter(1)]
