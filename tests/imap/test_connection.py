"""Getting in, and being told clearly why not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis.strategies import text
from imapclient import SocketTimeout

from inbox_triage.errors import MailboxError
from inbox_triage.imap.account import Security
from inbox_triage.imap.connection import connect
from inbox_triage.imap.mailbox import select, special_mailboxes
from inbox_triage.imap.refusals import code_in, login_refused, words_of
from tests.servers.dovecot import Dovecot, DovecotWith, Login
from tests.servers.fault_proxy import Do, FaultProxy, Rule

QUICK = SocketTimeout(connect=0.3, read=0.3)


def test_login_without_tls_works_on_loopback(login: Login) -> None:
    with connect(login.account()) as connection:
        assert connection.has("UIDPLUS")
        assert select(connection, "INBOX").exists == 0


def test_login_over_tls_trusts_the_named_authority(login: Login) -> None:
    with connect(login.tls_account()) as connection:
        assert select(connection, "INBOX").keywords_allowed


def test_login_after_starttls(login: Login) -> None:
    account = replace(login.tls_account(), security=Security.STARTTLS)
    with connect(replace(account, port=login.server.imap_port)) as connection:
        assert connection.has("UIDPLUS")  # what is offered after login, not before


def test_a_certificate_of_an_unknown_authority_is_refused_with_the_remedy(login: Login) -> None:
    with pytest.raises(MailboxError) as refused:
        connect(replace(login.tls_account(), ca_file=None))
    assert not refused.value.temporary
    assert "ca_file" in refused.value.remedy


def test_a_ca_file_that_is_not_there_is_said(login: Login) -> None:
    with pytest.raises(MailboxError) as refused:
        connect(replace(login.tls_account(), ca_file="/nonexistent/ca.pem"))
    assert not refused.value.temporary
    assert "ca_file" in refused.value.remedy


def test_no_password_leaves_the_machine_unprotected(login: Login) -> None:
    account = login.account(host="mail.example.com")
    with pytest.raises(MailboxError) as refused:
        connect(account)
    assert not refused.value.temporary
    assert "tls" in refused.value.remedy


def test_a_server_whose_starttls_was_stripped_gets_no_password(login: Login) -> None:
    seen = Rule("client", rb"LOGIN|AUTHENTICATE", Do.CUT, times=None)
    strip = Rule("server", rb"STARTTLS ", Do.REPLACE, times=None)
    with FaultProxy(login.server.imap_port, strip, seen) as proxy:
        account = login.tls_account()
        with pytest.raises(MailboxError) as refused:
            connect(replace(account, port=proxy.port, security=Security.STARTTLS))
    assert "no STARTTLS" in refused.value.what
    assert not refused.value.temporary


def test_a_wrong_password_is_permanent(login: Login) -> None:
    with pytest.raises(MailboxError) as refused:
        connect(login.account(password="wrong"))
    assert refused.value.code == "AUTHENTICATIONFAILED"
    assert not refused.value.temporary
    assert login.username in refused.value.what
    assert "127.0.0.1" in refused.value.what


def test_the_password_is_in_no_error(login: Login) -> None:
    with pytest.raises(MailboxError) as refused:
        connect(login.account(password="tell nobody"))
    assert "tell nobody" not in str(refused.value) + repr(refused.value)


def test_a_password_outside_ascii_works(dovecot: Dovecot) -> None:
    login = dovecot.new_login(password="Grüße")
    with connect(login.account()) as connection:
        assert select(connection, "INBOX").exists == 0


def test_too_many_connections_is_temporary(dovecot_with: DovecotWith) -> None:
    server = dovecot_with("mail_max_userip_connections = 1")
    login = server.new_login()
    with connect(login.account()), pytest.raises(MailboxError) as refused:
        connect(login.account())
    assert refused.value.code == "LIMIT"
    assert refused.value.temporary


def test_a_server_that_is_not_there_is_temporary(login: Login) -> None:
    with pytest.raises(MailboxError) as unreachable:
        connect(login.account(port=1))
    assert unreachable.value.temporary
    assert "127.0.0.1:1" in unreachable.value.what


def test_a_server_that_never_greets_is_given_up(login: Login) -> None:
    silent = Rule("server", rb"OK", Do.STALL)
    with (
        FaultProxy(login.server.imap_port, silent) as proxy,
        pytest.raises(MailboxError) as unreachable,
    ):
        connect(login.account(port=proxy.port), timeout=QUICK)
    assert unreachable.value.temporary


def test_a_line_that_breaks_is_temporary_and_the_connection_is_not_used_again(
    login: Login,
) -> None:
    cut = Rule("client", rb"SELECT", Do.CUT)
    with (
        FaultProxy(login.server.imap_port, cut) as proxy,
        connect(login.account(port=proxy.port)) as connection,
    ):
        with pytest.raises(MailboxError) as lost:
            select(connection, "INBOX")
        assert lost.value.temporary
        with pytest.raises(MailboxError):
            select(connection, "INBOX")
        connection.reconnect()
        assert select(connection, "INBOX").exists == 0


def test_a_server_that_stops_answering_is_given_up(login: Login) -> None:
    stall = Rule("client", rb"SELECT", Do.STALL)
    with (
        FaultProxy(login.server.imap_port, stall) as proxy,
        connect(login.account(port=proxy.port), timeout=QUICK) as connection,
        pytest.raises(MailboxError) as lost,
    ):
        select(connection, "INBOX")
    assert lost.value.temporary


def test_a_mailbox_that_does_not_exist_is_permanent_and_leaves_the_line_up(login: Login) -> None:
    with connect(login.account()) as connection:
        with pytest.raises(MailboxError) as refused:
            select(connection, "Nowhere")
        assert not refused.value.temporary
        assert select(connection, "INBOX").exists == 0


@pytest.mark.parametrize(
    ("words", "temporary"),
    [
        ("[AUTHENTICATIONFAILED] Authentication failed.", False),
        ("Login failed: authentication failure", False),
        ("Login failed.", False),
        ("[UNAVAILABLE] Temporary authentication failure.", True),
        ("[LIMIT] Maximum number of connections from user+IP exceeded", True),
        ("Login failed: Temporary problem, please try again later", True),
        ("command: LOGIN => Temporary problem, please try again later", True),
        ("LOGIN command error: BAD [b'User is authenticated but not connected.']", True),
        ("[ALERT] Too many simultaneous connections. (Failure)", True),
        ("[ALERT] Invalid credentials (Failure)", False),
        ("Request is throttled. Suggested Backoff Time: 299961 milliseconds", True),
        ("something nobody has ever seen", True),
    ],
)
def test_only_a_login_that_the_server_calls_wrong_is_permanent(
    words: str,
    temporary: bool,  # noqa: FBT001 - a table's column
    login: Login,
) -> None:
    assert login_refused(login.account(), words).temporary is temporary


def test_a_servers_words_name_their_code() -> None:
    words = words_of(ValueError("b'[OVERQUOTA] Quota exceeded (mailbox for user is full)'"))
    assert words == "[OVERQUOTA] Quota exceeded (mailbox for user is full)"
    assert code_in(words) == "OVERQUOTA"


@given(text())
def test_a_servers_words_are_one_short_printable_line(said: str) -> None:
    words = words_of(ValueError(said))
    assert len(words) <= 200
    assert words.isprintable()


def test_drafts_and_the_others_are_found_by_special_use(login: Login) -> None:
    with connect(login.account()) as connection:
        special = special_mailboxes(connection, connection.account)
    assert special.drafts == "Drafts"
    assert special.sent == "Sent"
    assert special.junk == "Junk"
    assert special.trash == "Trash"
    assert special.archive == "Archive"


def test_names_in_the_config_win_over_special_use(login: Login) -> None:
    account = login.account(drafts="Team/Drafts", sent="Team/Sent")
    with connect(account) as connection:
        special = special_mailboxes(connection, account)
    assert (special.drafts, special.sent) == ("Team/Drafts", "Team/Sent")


def test_without_special_use_common_names_are_found(dovecot_with: DovecotWith) -> None:
    bare = "\n".join(f"mailbox {n} {{\n auto = no\n special_use =\n}}" for n in ("Drafts", "Sent"))
    server = dovecot_with(f"namespace inbox {{\n{bare}\n}}")
    login = server.new_login()
    with login.client() as client:
        for name in ("Entwürfe", "Gesendete Objekte"):
            client.create_folder(name)
    with connect(login.account()) as connection:
        special = special_mailboxes(connection, connection.account)
    assert special.drafts == "Entwürfe"
    assert special.sent == "Gesendete Objekte"


def test_what_is_nowhere_is_none(dovecot_with: DovecotWith) -> None:
    bare = "mailbox Archive {\n auto = no\n special_use =\n}"
    server = dovecot_with(f"namespace inbox {{\n{bare}\n}}")
    with connect(server.new_login().account()) as connection:
        assert special_mailboxes(connection, connection.account).archive is None


def test_a_name_is_written_in_the_servers_own_way(dovecot_with: DovecotWith) -> None:
    layout = "namespace inbox {\n separator = .\n prefix = INBOX.\n}"
    server = dovecot_with(layout)
    with connect(server.new_login().account()) as connection:
        assert connection.native_name("INBOX") == "INBOX"
        assert connection.native_name("Assigned/alice") == "INBOX.Assigned.alice"
        assert connection.native_name("INBOX.Drafts") == "INBOX.Drafts"
        special = special_mailboxes(connection, connection.account)
    assert special.drafts == "INBOX.Drafts"


def test_a_mailbox_shared_by_others_keeps_its_name(dovecot_with: DovecotWith) -> None:
    ours = "namespace inbox {\n prefix = INBOX/\n}"
    theirs = "prefix = shared/%%u/\n type = shared\n separator = /\n location = maildir:%%h/Maildir"
    server = dovecot_with(ours, f"namespace shared {{\n{theirs}\n}}")
    with connect(server.new_login().account()) as connection:
        assert connection.native_name("shared/billing/Drafts") == "shared/billing/Drafts"
        assert connection.native_name("Resolved") == "INBOX/Resolved"


def test_logging_in_says_who_we_are(login: Login) -> None:
    said = Rule("client", rb'ID \("name" "inbox-triage"', Do.REPLACE, b'ID ("name" "inbox-triage"')
    with FaultProxy(login.server.imap_port, said) as proxy, connect(login.account(port=proxy.port)):
        assert said.times == 0
