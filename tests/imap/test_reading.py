"""Every UID the server shows comes back as a message or with what became of it."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from imapclient import SocketTimeout

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.mailbox import (
    Fetched,
    Missed,
    fetch,
    new_uids,
    select,
)
from tests.servers.dovecot import Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule

LIMIT = 128 * 1024
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def letter(number: int, body: str = "Where is my order?") -> bytes:
    return (
        f"From: Ann <ann@example.net>\r\nMessage-ID: <{number}@example.net>\r\n"
        f"Subject: Order {number}\r\n\r\n{body}\r\n"
    ).encode()


def read_all(connection: Connection, limit: int = LIMIT) -> list[Fetched | Missed]:
    selected = select(connection, "INBOX")
    return fetch(connection, selected, new_uids(connection, selected, 0), limit)


def raws(results: list[Fetched | Missed]) -> list[bytes]:
    return [result.raw for result in results if isinstance(result, Fetched)]


def missed(results: list[Fetched | Missed]) -> list[Missed]:
    return [result for result in results if isinstance(result, Missed)]


def test_messages_come_whole_and_in_order(login: Login) -> None:
    sent = [letter(number) for number in range(3)]
    for raw in sent:
        login.deliver(raw, when=MONDAY)
    with connect(login.account()) as connection:
        results = read_all(connection)
        validity = select(connection, "INBOX").uidvalidity
    assert raws(results) == sent
    first = results[0]
    assert isinstance(first, Fetched)
    assert (first.uid.mailbox, first.uid.uidvalidity, first.uid.uid) == ("INBOX", validity, 1)
    assert first.octets == len(sent[0])
    assert first.received_at == MONDAY
    assert first.received_at.tzinfo is UTC


def test_reading_leaves_messages_unread(login: Login) -> None:
    login.deliver(letter(1))
    with connect(login.account()) as connection, login.client() as agent:
        read_all(connection)
        agent.select_folder("INBOX")
        assert agent.search(["UNSEEN"]) == [1]


def test_flags_and_keywords_come_along(login: Login) -> None:
    login.deliver(letter(1), flags=["\\Seen", "refund"])
    with connect(login.account()) as connection:
        (result,) = read_all(connection)
    assert isinstance(result, Fetched)
    assert {"\\Seen", "refund"} <= result.flags


def test_nothing_asked_is_nothing_read(login: Login) -> None:
    with connect(login.account()) as connection:
        assert fetch(connection, select(connection, "INBOX"), [], LIMIT) == []


def test_a_thousand_messages_come_in_a_few_commands(login: Login) -> None:
    login.fill([letter(number) for number in range(1100)])
    with connect(login.account()) as connection:
        assert len(raws(read_all(connection))) == 1100


def test_a_message_expunged_before_it_is_read_is_gone(login: Login) -> None:
    for number in range(3):
        login.deliver(letter(number))
    with connect(login.account()) as connection, login.client() as agent:
        selected = select(connection, "INBOX")
        uids = new_uids(connection, selected, 0)
        agent.select_folder("INBOX")
        agent.delete_messages([2])
        agent.expunge()
        results = fetch(connection, selected, uids, LIMIT)
    assert raws(results) == [letter(0), letter(2)]
    (gone,) = missed(results)
    assert gone.gone
    assert gone.uid.uid == 2


def test_a_message_whose_file_is_lost_is_reported_not_taken_for_empty(login: Login) -> None:
    for number in range(3):
        login.deliver(letter(number))
    with connect(login.account()) as connection:
        selected = select(connection, "INBOX")
        (lost,) = (f for f in login.maildir().glob("*/*") if b"<1@" in f.read_bytes())
        lost.unlink()
        results = fetch(connection, selected, [1, 2, 3], LIMIT)
    assert raws(results) == [letter(0), letter(2)]
    assert [item.uid.uid for item in missed(results)] == [2]


def test_one_poison_message_does_not_keep_the_others(login: Login) -> None:
    login.fill([letter(number) for number in range(20)])
    (file,) = (login.maildir() / "new").glob("*M000013*")
    # Dovecot ends the session whenever it reads a message that is not as long as named.
    file.rename(file.with_name(file.name.replace(",S=", ",S=9")))
    with connect(login.account()) as connection:
        results = read_all(connection)
        assert raws(results) == [letter(number) for number in range(20) if number != 13]
        (poison,) = missed(results)
        assert not poison.gone
        assert poison.detail
        assert select(connection, "INBOX").exists == 20  # the connection is a good one


def test_a_keyword_that_breaks_the_answer_costs_only_that_messages_flags(login: Login) -> None:
    for number in range(5):
        login.deliver(letter(number), flags=["refund"])
    with login.client() as agent:
        agent.select_folder("INBOX")
        agent.add_flags([3], ["a[b"], silent=True)
    with connect(login.account()) as connection:
        results = read_all(connection)
    assert raws(results) == [letter(number) for number in range(5)]
    flags = [result.flags for result in results if isinstance(result, Fetched)]
    assert flags[2] == frozenset()
    assert all("refund" in others for others in flags[:2] + flags[3:])


def test_a_line_that_breaks_in_the_middle_of_a_message_is_taken_up_again(login: Login) -> None:
    for number in range(4):
        login.deliver(letter(number))
    cut = Rule("server", rb"Order 2", Do.CUT)
    with FaultProxy(login.server.imap_port, cut) as proxy:
        with connect(login.account(port=proxy.port)) as connection:
            results = read_all(connection)
        assert proxy.connection_count == 2
    assert raws(results) == [letter(number) for number in range(4)]


def test_a_server_that_is_gone_for_good_is_an_error_not_a_loss(login: Login) -> None:
    login.deliver(letter(1))
    with FaultProxy(login.server.imap_port) as proxy:
        account = login.account(port=proxy.port)
        quick = SocketTimeout(connect=1, read=1)
        with connect(account, timeout=quick) as connection:
            selected = select(connection, "INBOX")
            proxy.rules.append(Rule("client", rb"FETCH|LOGIN", Do.CUT, times=None))
            with pytest.raises(MailboxError) as lost:
                fetch(connection, selected, [1], LIMIT)
    assert lost.value.temporary


COURIERS_NOTE = (
    b"From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\n"
)
EXCHANGES_NOTE = (
    b"From: Microsoft Exchange Server\r\n"
    b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n"
)


def test_a_server_that_is_busy_makes_no_message_unreadable(login: Login) -> None:
    login.deliver(letter(1))
    no_fetch = Rule("client", rb"UID FETCH", Do.REPLACE, b"UID NOTHING", times=None)
    busy = Rule("server", rb"BAD Error[^\r]*", Do.REPLACE, b"BAD Request is throttled", times=None)
    with (
        FaultProxy(login.server.imap_port, no_fetch, busy) as proxy,
        connect(login.account(port=proxy.port)) as connection,
        pytest.raises(MailboxError) as refused,
    ):
        read_all(connection)
    assert refused.value.temporary


def test_a_line_that_carries_nothing_makes_no_message_unreadable(login: Login) -> None:
    login.deliver(letter(1))
    hole = Rule("client", rb"BODY\.PEEK", Do.STALL, times=None)
    quick = SocketTimeout(connect=1, read=0.3)
    with (
        FaultProxy(login.server.imap_port, hole) as proxy,
        connect(login.account(port=proxy.port), timeout=quick) as connection,
        pytest.raises(MailboxError) as lost,
    ):
        read_all(connection)
    assert lost.value.temporary


@pytest.mark.parametrize("note", [COURIERS_NOTE, EXCHANGES_NOTE])
def test_a_servers_note_in_place_of_a_message_is_not_a_customers_message(
    login: Login, note: bytes
) -> None:
    login.deliver(letter(1))
    login.deliver(note)
    with connect(login.account()) as connection:
        results = read_all(connection)
    assert raws(results) == [letter(1)]
    assert not missed(results)[0].gone


def test_of_a_huge_message_only_the_beginning_is_read(login: Login) -> None:
    huge = letter(1, "x" * 76 + "\r\n") + b"y" * 40_000_000 + b"\r\n"
    login.fill([huge])
    with connect(login.account()) as connection:
        (result,) = read_all(connection)
    assert isinstance(result, Fetched)
    assert result.octets == len(huge)
    assert result.raw == huge[:LIMIT]


def photos_first(words: str) -> bytes:
    photo = (
        b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"A" * 300_000
    )
    text = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()
    header = b'From: ann@example.net\r\nContent-Type: multipart/mixed; boundary="x y"\r\n\r\n'
    return (
        header
        + b"".join(b"--x y\r\n" + part + b"\r\n" for part in (photo, photo, text))
        + b"--x y--"
    )


def test_the_text_below_the_photos_is_read_too(login: Login) -> None:
    raw = photos_first("It arrived like this. Äh.")
    login.deliver(raw)
    with connect(login.account()) as connection:
        (result,) = read_all(connection)
    assert isinstance(result, Fetched)
    assert LIMIT < len(result.raw) < LIMIT + 1000
    *_, text = message_from_bytes(result.raw).walk()
    assert text.get_payload(decode=True) == "It arrived like this. Äh.\r\n".encode()


def test_a_structure_nobody_can_read_leaves_the_beginning(login: Login) -> None:
    login.deliver(photos_first("It arrived like this."))
    broken = Rule("server", rb'BODYSTRUCTURE \(\("image"', Do.REPLACE, b"BODYSTRUCTURE (NIL NIL")
    with (
        FaultProxy(login.server.imap_port, broken) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        (result,) = read_all(connection)
    assert isinstance(result, Fetched)
    assert len(result.raw) == LIMIT


def test_an_empty_body_is_a_message(login: Login) -> None:
    raw = b"From: ann@example.net\r\nSubject: Call me\r\n\r\n"
    login.deliver(raw)
    with connect(login.account()) as connection:
        assert raws(read_all(connection)) == [raw]


@pytest.mark.parametrize("date", [b'"32-Foo-2026 99:99:99 +9999"', b"NIL", b'""'])
def test_a_date_nobody_can_read_becomes_the_moment_of_reading(login: Login, date: bytes) -> None:
    login.deliver(letter(1))
    junk = Rule("server", rb'INTERNALDATE "[^"]*"', Do.REPLACE, b"INTERNALDATE " + date)
    with (
        FaultProxy(login.server.imap_port, junk) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        (result,) = read_all(connection)
    assert isinstance(result, Fetched)
    assert abs(datetime.now(UTC) - result.received_at) < timedelta(minutes=1)


def test_uids_of_before_are_not_used_when_the_mailbox_was_made_anew(login: Login) -> None:
    with login.client() as agent:
        agent.create_folder("Team")
    login.deliver(letter(1), mailbox="Team")
    with connect(login.account()) as connection, login.client() as agent:
        before = select(connection, "Team")
        select(connection, "INBOX")
        agent.delete_folder("Team")
        agent.create_folder("Team")
        with pytest.raises(MailboxError) as changed:
            fetch(connection, before, [1], LIMIT)
    assert changed.value.temporary


def test_a_mailbox_deleted_while_it_is_read_is_an_error(login: Login) -> None:
    with login.client() as agent:
        agent.create_folder("Team")
    login.deliver(letter(1), mailbox="Team")
    with connect(login.account()) as connection, login.client() as agent:
        selected = select(connection, "Team")
        agent.delete_folder("Team")
        with pytest.raises(MailboxError):
            fetch(connection, selected, [1], LIMIT)
