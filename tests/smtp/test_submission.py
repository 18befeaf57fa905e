"""Handing messages to the submission server, and what its answers come to."""

import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inbox_triage.errors import EX_TEMPFAIL, SubmissionError
from inbox_triage.smtp import submission
from inbox_triage.smtp.server import Security, Server
from inbox_triage.smtp.submission import check_login, submit_all
from inbox_triage.triage.plan import Audience, EffectResult, EffectState, SubmitMessage
from tests.servers.smtp_server import SmtpServer
from tests.smtp.conftest import Start

OCTETS = (
    b"From: Example Support <support@example.com>\r\n"
    b"To: ann@example.net\r\n"
    b"Subject: Your lamp\r\n"
    b"Message-ID: <c.K7Q2.followup.0123456789abcdef@example.com>\r\n"
    b"\r\n"
    b"Hello Ann,\r\n"
    b".. and a line that begins with a dot\r\n"
    b".\r\n"
)


def a_submission(*recipients: str, **changes: Any) -> SubmitMessage:
    values: dict[str, Any] = {
        "key": "followup:K7Q2",
        "inbox": "support",
        "message_id": "<c.K7Q2.followup.0123456789abcdef@example.com>",
        "recipients": recipients or ("ann@example.net",),
        "octets": OCTETS,
        "audience": Audience.CUSTOMER,
        "conversation": "K7Q2",
    }
    return SubmitMessage(**{**values, **changes})


def _submit(server: Server, *recipients: str, **changes: Any) -> EffectResult:
    [result] = submit_all(server, [a_submission(*recipients, **changes)])
    return result


def test_a_message_arrives_to_the_octet(server: Server, smtp_server: SmtpServer) -> None:
    result = _submit(server, "ann@example.net", "bob@example.org")

    assert result == EffectResult("followup:K7Q2", EffectState.DONE)
    [received] = smtp_server.received
    assert received.octets == OCTETS
    assert received.reverse_path == "support@example.com"
    assert received.recipients == ("ann@example.net", "bob@example.org")
    assert f"SIZE={len(OCTETS)}" in received.options


def test_several_messages_share_one_connection(server: Server, smtp_server: SmtpServer) -> None:
    batch = [
        a_submission("ann@example.net", key="1"),
        a_submission("reject@example.net", key="2"),
        a_submission("bad address@example.net", key="3"),
        a_submission("later@example.net", key="4"),
        a_submission("bob@example.org", key="5"),
    ]

    results = submit_all(server, batch)

    done, later, failed = EffectState.DONE, EffectState.PLANNED, EffectState.FAILED
    assert [(r.key, r.state) for r in results] == [
        ("1", done),
        ("2", failed),
        ("3", failed),
        ("4", later),
        ("5", done),
    ]
    assert smtp_server.connection_count == 1
    assert len(smtp_server.received) == 2


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_login_over_tls(
    start: Start, tls: ssl.SSLContext, certificate: tuple[Path, Path], security: Security
) -> None:
    smtp_server = start(
        tls=tls, from_first_octet=security is Security.TLS, login=("support", "open sesame")
    )
    server = Server(
        "localhost", smtp_server.port, security, "support", "open sesame", str(certificate[0])
    )

    assert _submit(server).state is EffectState.DONE

    [received] = smtp_server.received
    assert (received.over_tls, received.login) == (True, "support")


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_of_a_stranger_is_refused(
    start: Start, tls: ssl.SSLContext, security: Security
) -> None:
    smtp_server = start(tls=tls, from_first_octet=security is Security.TLS)

    with pytest.raises(SubmissionError, match="certificate") as raised:
        _submit(Server("localhost", smtp_server.port, security))

    assert "ca_file" in raised.value.remedy


def test_a_certificate_for_another_host_is_refused(
    start: Start, tls: ssl.SSLContext, certificate: tuple[Path, Path]
) -> None:
    smtp_server = start(tls=tls)
    server = Server("127.0.0.1", smtp_server.port, Security.STARTTLS, ca_file=str(certificate[0]))

    with pytest.raises(SubmissionError, match="certificate"):
        _submit(server)


def test_a_server_without_starttls_gets_neither_password_nor_message(start: Start) -> None:
    smtp_server = start(login=("support", "open sesame"))
    server = Server("localhost", smtp_server.port, Security.STARTTLS, "support", "open sesame")

    with pytest.raises(SubmissionError, match="TLS") as raised:
        _submit(server)

    assert "465" in raised.value.remedy
    assert smtp_server.received == []


def test_plain_text_leaves_this_machine_never(server: Server) -> None:
    with pytest.raises(SubmissionError, match="plain text") as raised:
        _submit(replace(server, host="192.0.2.1"))

    assert not raised.value.temporary


def test_tls_against_a_server_without_it_names_the_setting(server: Server) -> None:
    with pytest.raises(SubmissionError) as raised:
        _submit(replace(server, security=Security.TLS))

    assert "security" in raised.value.remedy


def test_a_wrong_password_keeps_the_messages_waiting_and_is_not_shown(start: Start) -> None:
    smtp_server = start(login=("support", "open sesame"))
    server = Server("localhost", smtp_server.port, Security.NONE, "support", "hunter2")

    with pytest.raises(SubmissionError, match="535") as raised:
        _submit(server)

    assert (raised.value.temporary, raised.value.code) == (True, "535")
    assert raised.value.enhanced_status == "5.7.8"
    assert raised.value.exit_code == EX_TEMPFAIL
    assert "password" in raised.value.remedy
    assert "hunter2" not in str(raised.value)


def test_a_login_that_the_server_does_not_offer(server: Server) -> None:
    with pytest.raises(SubmissionError, match="AUTH"):
        _submit(replace(server, username="support", password="open sesame"))


def test_nobody_at_the_port(server: Server, smtp_server: SmtpServer) -> None:
    closed = replace(server, port=1)

    with pytest.raises(SubmissionError, match="localhost:1 did not let us in") as raised:
        _submit(closed)

    assert raised.value.temporary
    assert smtp_server.connection_count == 0


def test_an_unreadable_ca_file_is_named(server: Server) -> None:
    with pytest.raises(SubmissionError, match=r"nowhere\.pem"):
        _submit(replace(server, security=Security.TLS, ca_file="nowhere.pem"))


def test_a_greylisted_message_goes_later(server: Server, smtp_server: SmtpServer) -> None:
    first = _submit(server, "greylist@example.net")

    assert first.state is EffectState.PLANNED
    assert first.detail == "greylist@example.net: 450 4.7.1 Greylisted, try again later"
    assert _submit(server, "greylist@example.net").state is EffectState.DONE
    assert len(smtp_server.received) == 1


@pytest.mark.parametrize(
    ("recipient", "state", "words"),
    [
        ("reject@example.net", EffectState.FAILED, "550 5.1.1 No such user"),
        ("full@example.net", EffectState.PLANNED, "452 4.2.2 Mailbox full"),
        ("busy@example.net", EffectState.PLANNED, "421 4.7.0 Too many connections"),
        ("spam@example.net", EffectState.FAILED, "554 5.7.1 Message refused"),
        ("later@example.net", EffectState.PLANNED, "451 4.3.0 Try later"),
    ],
)
def test_a_refusal_keeps_the_servers_words(
    server: Server, smtp_server: SmtpServer, recipient: str, state: EffectState, words: str
) -> None:
    result = _submit(server, recipient)

    assert (result.state, smtp_server.received) == (state, [])
    assert words in result.detail


def test_a_customers_message_goes_to_all_or_to_nobody(
    server: Server, smtp_server: SmtpServer
) -> None:
    rejected = _submit(server, "ann@example.net", "reject@example.net")
    deferred = _submit(server, "reject@example.net", "full@example.net", "ann@example.net")

    assert rejected.state is EffectState.FAILED
    assert deferred.state is EffectState.PLANNED
    assert smtp_server.received == []


def test_the_teams_message_goes_to_whom_it_can(server: Server, smtp_server: SmtpServer) -> None:
    result = _submit(server, "bob@example.com", "reject@example.com", audience=Audience.TEAM)

    assert result.state is EffectState.DONE
    assert result.detail == "reject@example.com: 550 5.1.1 No such user"
    assert smtp_server.received[0].recipients == ("bob@example.com",)
    nobody = _submit(server, "reject@example.com", audience=Audience.TEAM)
    assert nobody.state is EffectState.FAILED


def test_a_connection_lost_before_the_message_is_tried_again(server: Server) -> None:
    results = submit_all(server, [a_submission("cut@example.net", key="1"), a_submission(key="2")])

    assert [result.state for result in results] == [EffectState.PLANNED, EffectState.PLANNED]
    assert "not handed over" in results[0].detail


@pytest.mark.parametrize("recipient", ["taken-cut@example.net", "lost-cut@example.net"])
def test_a_connection_lost_after_the_message_leaves_a_customers_in_doubt(
    server: Server, recipient: str
) -> None:
    customer = _submit(server, recipient)
    team = _submit(server, recipient, audience=Audience.TEAM)

    assert (customer.state, team.state) == (EffectState.UNSURE, EffectState.PLANNED)
    assert "may have arrived" in customer.detail


def test_silence_after_the_message_leaves_a_customers_in_doubt(
    server: Server, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission, "_DATA_SECONDS", 0.2)

    results = submit_all(
        server, [a_submission("silent@example.net", key="1"), a_submission(key="2")]
    )

    assert [result.state for result in results] == [EffectState.UNSURE, EffectState.PLANNED]
    assert len(smtp_server.received) == 1


def test_a_message_that_is_too_large_is_never_sent(start: Start) -> None:
    smtp_server = start(octets=100)

    result = _submit(Server("localhost", smtp_server.port, Security.NONE))

    assert result.state is EffectState.FAILED
    assert "552" in result.detail


@pytest.mark.parametrize(
    "address",
    [
        '"a\r\nb"@example.net',
        "ann@example.net\r\nDATA",
        "ann@example.net\x00",
        "ann",
        "@example.net",
        "ann@",
        "<ann@example.net>",
        "ann example@example.net",
        "ann@example.net,bob@example.org",
        "Ann <ann@example.net>",
        "a" * 250 + "@example.net",
        "",
        "ann\udc80@example.net",
    ],
)
def test_what_is_no_plain_address_never_reaches_the_server(
    server: Server, smtp_server: SmtpServer, address: str
) -> None:
    result = _submit(server, "bob@example.org", address)

    assert result.state is EffectState.FAILED
    assert result.detail.isprintable()
    assert smtp_server.connection_count == 0


def test_a_message_without_author_or_recipients_is_not_sent(server: Server) -> None:
    no_author = _submit(server, octets=b"Subject: Hello\r\n\r\nHello\r\n")
    nobody = _submit(server, recipients=())

    assert [no_author.state, nobody.state] == [EffectState.FAILED, EffectState.FAILED]


def test_an_international_address_is_sent_as_such(server: Server, smtp_server: SmtpServer) -> None:
    octets = "From: support@example.com\r\nTo: žofie@example.org\r\n\r\nAhoj\r\n".encode()

    assert _submit(server, "žofie@example.org", octets=octets).state is EffectState.DONE

    [received] = smtp_server.received
    assert received.recipients == ("žofie@example.org",)
    assert "SMTPUTF8" in received.options
    assert "BODY=8BITMIME" in received.options


def test_a_login_can_be_checked_without_sending(start: Start) -> None:
    smtp_server = start(login=("support", "open sesame"))
    server = Server("localhost", smtp_server.port, Security.NONE, "support", "open sesame")

    check_login(server)

    with pytest.raises(SubmissionError, match="535"):
        check_login(replace(server, password="hunter2"))
    assert smtp_server.connection_count == 2
    assert smtp_server.received == []
