"""The demo's own servers: what a mail client and a sender see of them."""

import smtplib
import threading
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient

from inbox_triage.demo.world import HOST, DemoAccount, World, open_world

SUPPORT = DemoAccount("support", "support@example.com")
ALICE = DemoAccount("alice", "alice@example.com")
MESSAGE = b"From: ann@example.net\r\nTo: support@example.com\r\nSubject: Hello\r\n\r\nHi.\r\n"


@pytest.fixture
def world() -> Iterator[World]:
    with open_world((SUPPORT, ALICE)) as world:
        yield world


def client_of(world: World, username: str, mailbox: str = "INBOX") -> IMAPClient:
    client = IMAPClient(HOST, port=world.imap_port, ssl=False, timeout=10)
    client.login(username, "demo")
    client.select_folder(mailbox)
    return client


def told_while_idle(client: IMAPClient, until: bytes) -> bytes:
    """Return what an idle client hears up to this word; IMAPClient.idle_check loses split lines."""
    heard = b""
    while until not in heard:
        line = client._imap.readline()
        assert line, "the server hung up"
        heard += line
    return heard


def submit(world: World, recipients: list[str], octets: bytes = MESSAGE) -> None:
    with smtplib.SMTP(HOST, world.smtp_port, timeout=10) as smtp:
        smtp.sendmail("ann@example.net", recipients, octets)


def test_mail_to_an_account_lands_in_its_inbox(world: World) -> None:
    submit(world, ["support@example.com"])

    with client_of(world, "support") as client:
        found = client.fetch(client.search("ALL"), ["BODY.PEEK[]", "FLAGS"])

    (message,) = found.values()
    assert message[b"BODY[]"].endswith(MESSAGE)
    assert b"\\Seen" not in message[b"FLAGS"]


def test_an_address_with_a_plus_belongs_to_the_same_account(world: World) -> None:
    submit(world, ["Support+K7Q2@example.com"])

    with client_of(world, "support") as client:
        assert len(client.search("ALL")) == 1


def test_mail_to_anyone_else_lands_in_the_world(world: World) -> None:
    submit(world, ["customer@example.org", "support@example.org"])

    with client_of(world, "world") as client:
        assert len(client.search("ALL")) == 2


def test_a_keyword_set_by_one_client_is_seen_by_another(world: World) -> None:
    submit(world, ["support@example.com"])
    with client_of(world, "support") as client:
        (uid,) = client.search("ALL")
        client.add_flags([uid], ["refund", b"\\Flagged"])

    with client_of(world, "support") as other:
        flags = other.get_flags([uid])[uid]
        assert {b"refund", b"\\Flagged"} <= set(flags)
        other.remove_flags([uid], ["refund"])
        assert b"refund" not in other.get_flags([uid])[uid]


def test_a_keyword_given_on_append_stays(world: World) -> None:
    with client_of(world, "support", "Drafts") as client:
        client.append("Drafts", MESSAGE, flags=[b"\\Draft", "bug"])

        assert client.search(["KEYWORD", "bug"])


def test_a_mailbox_that_an_agent_makes_keeps_keywords_too(world: World) -> None:
    with client_of(world, "support") as client:
        client.create_folder("Assigned/alice")
        client.append("Assigned/alice", MESSAGE, flags=["bug"])
        client.select_folder("Assigned/alice")

        assert client.search(["KEYWORD", "bug"])


def test_an_idle_client_is_told_of_new_mail(world: World) -> None:
    with client_of(world, "support") as client:
        client.idle()
        sender = threading.Thread(target=submit, args=(world, ["support@example.com"]))
        sender.start()
        told_while_idle(client, b"* 1 EXISTS")
        sender.join()
        client.idle_done()


def test_an_idle_client_is_told_of_a_keyword(world: World) -> None:
    submit(world, ["support@example.com"])
    with client_of(world, "support") as watching, client_of(world, "support") as other:
        watching.idle()
        other.add_flags(other.search("ALL"), ["vip"])
        assert b"FETCH" in told_while_idle(watching, b"vip")
        watching.idle_done()


def test_a_message_can_be_moved_between_mailboxes(world: World) -> None:
    submit(world, ["support@example.com"])
    with client_of(world, "support") as client:
        client.move(client.search("ALL"), "Resolved")

        assert client.search("ALL") == []
        client.select_folder("Resolved")
        assert len(client.search("ALL")) == 1


def test_the_world_ends_while_a_client_is_idle() -> None:
    world = World((SUPPORT,))
    world.start()
    client = client_of(world, "support")
    client.idle()

    world.close()

    assert not any(thread.name == "demo-world" for thread in threading.enumerate())
    client.shutdown()
