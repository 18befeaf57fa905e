"""The daemon while it runs: mail comes, servers go and come back, files are edited, signals."""

import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from imapclient import SocketTimeout

from inbox_triage import daemon as daemon_module
from inbox_triage import pipeline, watcher
from inbox_triage.daemon import Daemon, clock
from inbox_triage.imap.connection import connect
from inbox_triage.message.parsing import parse
from inbox_triage.store import outbox
from inbox_triage.triage.plan import EffectState, Outcome
from tests.journeys.running import (
    DaemonProcess,
    call,
    give_model,
    outcomes,
    second_inbox,
    wait_until,
)
from tests.journeys.site import START, Site, written
from tests.servers.dovecot import Dovecot, DovecotWith, _find_program
from tests.servers.fault_proxy import Do, FaultProxy, Rule
from tests.servers.smtp_server import SmtpServer

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"
RULE = """
[[rule]]
name = "Refunds have a tag"
why = "the test looks at it"
when.category = "refund_billing"
then = {{ tags = ["{tag}"] }}
[[rule.example]]
category = "refund_billing"
expect = {{ tags = ["{expected}"] }}
"""

Run = Callable[..., contextlib.AbstractContextManager[Daemon]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Run:
    """Run the daemon of a site in this process, impatient where a real one waits."""
    caplog.set_level(logging.INFO, "inbox_triage")
    monkeypatch.setattr(daemon_module, "_BACKOFF_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(daemon_module, "_RELOAD_SECONDS", 0.1)
    impatient = partial(connect, timeout=SocketTimeout(connect=10, read=1))

    @contextlib.contextmanager
    def running(
        site: Site, poll_every: float = 3600, *, impatiently: bool = False
    ) -> Iterator[Daemon]:
        if impatiently:
            monkeypatch.setattr(daemon_module, "connect", impatient)
        settings = site.settings()
        patient = timedelta(seconds=poll_every)
        accounts = {name: replace(a, poll_every=patient) for name, a in settings.accounts.items()}
        with contextlib.closing(site.store()) as store:
            daemon = Daemon(replace(settings, accounts=accounts), site.classifier, store)
            daemon.start()
            try:
                yield daemon
            finally:
                daemon.stop()

    return running


@pytest.fixture
def started(site: Site) -> Site:
    """A site whose daemon has looked once, at an empty inbox."""
    site.visit()
    return site


def has_draft(site: Site, subject: str = "") -> Callable[[], bool]:
    return lambda: any(subject in draft.subject for draft in site.drafts())


def test_a_new_message_is_marked_and_answered_while_the_daemon_waits(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with run(started):
        wait_until(lambda: "inbox.connected" in caplog.text, "the first look")
        started.deliver(written("Charged twice", REFUND), when=START)
        wait_until(has_draft(started), "the draft")

    (message,) = started.customers_messages()
    assert "refund" in message.flags


@pytest.mark.parametrize("step", ["fetch", "carry_out"])
def test_a_message_that_comes_during_a_turn_does_not_wait_for_the_next_poll(
    started: Site, run: Run, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = getattr(watcher, step)
    second = iter([written("Second", REFUND, sender="bob@example.org")])

    def deliver_then(*arguments: object) -> object:
        started.deliver(*second, when=START)  # nothing is left of it the next time
        return real(*arguments)

    monkeypatch.setattr(watcher, step, deliver_then)
    started.deliver(written("First", REFUND), when=START)
    with run(started):
        wait_until(has_draft(started, "Second"), "the second draft")

    assert len(started.drafts()) == 2


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_stop_in_the_middle_of_a_backlog_loses_and_doubles_nothing(
    started: Site, trained: Path, by: signal.Signals
) -> None:
    give_model(started, trained)
    started.extra = "[limits]\nbatch_size = 10"
    started.write()
    started.login.fill(
        written(f"Charged twice ({n})", REFUND, sender=f"c{n}@example.net") for n in range(300)
    )

    with DaemonProcess(started) as first:
        first.wait_for("done=20 of=300")
        code = first.end(by)
    before = outcomes(started)
    with DaemonProcess(started) as second:
        wait_until(lambda: _draft_count(started) == 300, "a draft each")
        wait_until(lambda: not _unfinished(started), "the last effect")
        assert second.end() == 0

    assert code == (0 if by is signal.SIGTERM else -signal.SIGKILL)
    assert 20 <= before[Outcome.TRIAGED] < 300
    assert outcomes(started)[Outcome.TRIAGED] == 300
    assert len({draft.subject for draft in started.drafts()}) == 300
    assert all("refund" in message.flags for message in started.customers_messages())


def _draft_count(site: Site) -> int:
    with site.login.client() as agent:
        return int(agent.folder_status("Drafts", ["MESSAGES"])[b"MESSAGES"])


def _unfinished(site: Site) -> list[object]:
    states = [state for state in EffectState if state is not EffectState.DONE]
    with contextlib.closing(site.store()) as store:
        return list(store.effects(states, 10))


def test_a_server_that_goes_away_and_comes_back_is_read_on(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with FaultProxy(started.login.server.imap_port) as proxy:
        started.imap_port = proxy.port
        started.write()
        with run(started):
            wait_until(lambda: "inbox.connected" in caplog.text, "the first look")
            proxy.cut_all()
            started.deliver(written("Charged twice", REFUND), when=START)
            wait_until(has_draft(started), "the draft")

    assert "inbox.unreachable" in caplog.text
    assert len(started.drafts()) == 1


def test_a_restarted_server_is_read_on(
    tmp_path: Path, started: Site, dovecot_with: DovecotWith, run: Run
) -> None:
    server = dovecot_with()
    site = Site(tmp_path / "restarted", server.new_login(), started.classifier)
    site.visit()

    with run(site):
        site.deliver(written("First", REFUND), when=START)
        wait_until(has_draft(site, "First"), "the first draft")
        _restart(server)
        site.deliver(written("Second", REFUND, sender="bob@example.org"), when=START)
        wait_until(has_draft(site, "Second"), "the second draft")

    assert len(site.drafts()) == 2


def _restart(server: Dovecot) -> None:
    """Stop the server and start it again at the same port, with the mail that it had."""
    server._kill()
    server._launch(_find_program())
    assert server._greets()


def test_a_line_that_is_half_open_is_noticed(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with FaultProxy(started.login.server.imap_port, Rule("client", b"DONE", Do.STALL)) as proxy:
        started.imap_port = proxy.port
        started.write()
        with run(started, poll_every=0.3, impatiently=True):
            wait_until(lambda: "inbox.unreachable" in caplog.text, "that the line is dead")
            started.deliver(written("Charged twice", REFUND), when=START)
            wait_until(has_draft(started), "the draft")


@pytest.mark.parametrize("trouble", ["password", "mailbox"])
def test_trouble_with_one_inbox_leaves_the_other_alone(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    other = started.login.server.new_login()
    started.extra = second_inbox(
        other,
        password="wrong" if trouble == "password" else None,
        imap_extra='mailbox = "Nowhere"' if trouble == "mailbox" else "",
    )
    started.write()

    with run(started):
        wait_until(lambda: "inbox.refused inbox=billing" in caplog.text, "the complaint")
        started.deliver(written("Charged twice", REFUND), when=START)
        wait_until(has_draft(started), "the draft")

    complaints = [r.message for r in caplog.records if "inbox.refused" in r.message]
    assert all("remedy=" in complaint for complaint in complaints)
    assert all("inbox=billing" in complaint for complaint in complaints)
    assert len(complaints) == 1, "a refusal is not hammered at"


@pytest.mark.parametrize("when", ["before it is read", "before it is marked"])
def test_a_message_that_an_agent_moves_meanwhile_is_left_where_it_is(
    started: Site, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    moved, _ = started.deliver(
        written("Moved", REFUND), written("Stays", REFUND, sender="bob@example.org"), when=START
    )
    name = "fetch" if when == "before it is read" else "carry_out"
    real = getattr(watcher, name)

    def move_then(*arguments: object) -> object:
        with started.login.client() as agent:
            agent.select_folder("INBOX")
            if agent.search(["UID", str(moved)]):
                agent.move([moved], "Archive")
        return real(*arguments)

    monkeypatch.setattr(watcher, name, move_then)
    started.visit()

    found = outcomes(started)
    if when == "before it is read":
        assert found == {Outcome.GONE: 1, Outcome.TRIAGED: 1}
    else:
        assert found == {Outcome.TRIAGED: 2}
        assert not _unfinished(started)
    assert [m.subject for m in started.shown("Archive")] == ["Moved"]
    assert [m.subject for m in started.customers_messages()] == ["Stays"]


def test_a_scan_after_a_new_uidvalidity_that_is_cut_short_is_begun_again(started: Site) -> None:
    started.extra = "[limits]\nbatch_size = 10"
    started.write()
    letters = [written(f"Twice {n}", REFUND, sender=f"c{n}@example.net") for n in range(30)]
    started.login.fill(letters)

    with contextlib.closing(started.store()) as store:
        known = store.watermark("support", "INBOX")
        assert known
        store.commit((), (), replace(known, uidvalidity=1), clock())
        office = ("support", started.settings(), started.classifier, store)
        cut_short = watcher.visit(*office, clock, lambda _done, _total: False)
        again = watcher.visit(*office, clock)
        afterwards = watcher.visit(*office, clock)

    assert (cut_short, again, afterwards) == (10, 30, 0)
    assert outcomes(started) == {Outcome.TRIAGED: 30}


def test_a_server_without_keywords_still_gets_stars_and_drafts(started: Site) -> None:
    no_keywords = Rule("server", rb" \\\*\)\]", Do.REPLACE, b")]", times=None)
    with FaultProxy(started.login.server.imap_port, no_keywords) as proxy:
        started.imap_port = proxy.port
        started.write()
        vera = "Vera Big <vera@bigcustomer.example>"
        started.deliver(written("Charged twice", REFUND, sender=vera), when=START)

        started.visit()
        doctor = call("doctor", "--config", started.config)

    (message,) = started.customers_messages()
    assert message.flags == {"\\Flagged"}
    assert len(started.drafts()) == 1
    assert not _unfinished(started)
    assert doctor.code == 0
    assert "INBOX takes no keywords" in doctor.out
    assert "briefs and by the star only" in doctor.out


def test_over_tls_all_is_the_same(started: Site, run: Run) -> None:
    tls = started.login.tls_account()
    plain = f'host = "127.0.0.1"\nport = {started.login.server.imap_port}\nsecurity = "none"'
    secure = f'host = "localhost"\nport = {tls.port}\nca_file = "{tls.ca_file}"'
    text = started.config.read_text()
    assert plain in text
    started.config.write_text(text.replace(plain, secure))

    with run(started):
        started.deliver(written("Charged twice", REFUND), when=START)
        wait_until(has_draft(started), "the draft")


def test_an_edited_rule_is_taken_over_and_a_bad_edit_is_not(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    started.rules = RULE.format(tag="first", expected="first")
    started.write()
    rules = started.directory / "rules" / "10-test.toml"

    def arrives_tagged(tag: str) -> bool:
        subject = f"Charged twice, {tag}"
        started.deliver(written(subject, REFUND, sender=f"{tag}@example.net"), when=START)
        wait_until(has_draft(started, subject), subject)
        (message,) = (m for m in started.customers_messages() if m.subject == subject)
        return tag in message.flags

    def edit(text: str, answer: str) -> str:
        caplog.clear()
        rules.write_text(text)
        wait_until(lambda: answer in caplog.text, answer)
        return caplog.text

    with run(started):
        assert arrives_tagged("first")
        edit(RULE.format(tag="second", expected="second"), "config.reloaded")
        assert arrives_tagged("second")
        broken = edit("[[rule]]\nname = \n", "config.refused")
        failing = edit(RULE.format(tag="third", expected="another"), "config.refused")
        assert not arrives_tagged("third")
        edit(RULE.format(tag="fourth", expected="fourth"), "config.reloaded")
        assert arrives_tagged("fourth")

    assert "10-test.toml:2" in broken
    assert "10-test.toml:7" in failing


def test_an_edited_account_restarts_only_its_own_watcher(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    other = started.login.server.new_login()
    started.extra = second_inbox(other, password="wrong")
    started.write()

    def connects(inbox: str) -> int:
        return caplog.text.count(f"inbox.connected inbox={inbox}")

    with run(started, poll_every=60):
        wait_until(lambda: connects("support"), "the one inbox")
        wait_until(lambda: "inbox.refused inbox=billing" in caplog.text, "the refusal")
        started.extra = second_inbox(other)
        started.write()
        wait_until(lambda: connects("billing"), "the other inbox, without a pause")
        wait_until(lambda: "inbox.baseline inbox=billing" in caplog.text, "its first look")

    assert (connects("support"), connects("billing")) == (1, 1)


def test_an_inbox_comes_and_goes_by_editing_the_configuration(
    started: Site, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with run(started, poll_every=60) as daemon:
        wait_until(lambda: "inbox.connected inbox=support" in caplog.text, "the first inbox")
        started.extra = second_inbox(started.login.server.new_login())
        started.write()
        wait_until(lambda: "inbox.baseline inbox=billing" in caplog.text, "the second inbox")
        started.extra = ""
        started.write()
        wait_until(lambda: caplog.text.count("config.reloaded") == 2, "the second edit")
        assert list(daemon.office.settings.accounts) == ["support"]

    assert "turn.failed" not in caplog.text


def test_systemd_is_told_a_second_daemon_is_refused_sighup_reloads_and_sigterm_ends(
    started: Site, trained: Path, tmp_path: Path
) -> None:
    give_model(started, trained)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.settimeout(60)
        systemd.bind(str(tmp_path / "notify"))
        with DaemonProcess(started, {"NOTIFY_SOCKET": str(tmp_path / "notify")}) as daemon:
            assert systemd.recv(100) == b"READY=1"
            second = call("run", "--config", started.config)
            daemon.send(signal.SIGHUP)
            daemon.wait_for("daemon.reload_asked")
            assert daemon.end() == 0
            assert systemd.recv(100) == b"STOPPING=1"

    assert second.code == 64
    assert f"Another inbox-triage is running with {started.directory}" in second.err
    assert "state_dir of its own" in second.err
    assert "daemon.stopped" in daemon.log()
    assert "Traceback" not in daemon.log()


def test_what_breaks_us_is_parked_and_tried_again_by_the_next_version(
    started: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on_bob(raw: bytes, octets: int) -> object:
        if b"bob@" in raw:
            raise ZeroDivisionError("an unlucky message")
        return parse(raw, octets)

    monkeypatch.setattr(pipeline, "parse", break_on_bob)
    started.deliver(
        written("Charged twice", REFUND, sender="Bob <bob@example.org>"),
        written("Charged twice", REFUND),
        when=START,
    )

    started.visit()

    assert outcomes(started)[Outcome.PARKED] == 1
    assert outcomes(started)[Outcome.TRIAGED] == 1
    listed = call("queue", "list", "--config", started.config)
    assert "parked" in listed.out
    assert "ZeroDivisionError: an unlucky message" in listed.out
    started.visit()  # once more under this version, in case it was the weather
    monkeypatch.setattr(pipeline, "parse", parse)
    started.visit()
    assert outcomes(started)[Outcome.PARKED] == 1

    monkeypatch.setattr(watcher, "__version__", "99.0")
    started.visit()

    assert Outcome.PARKED not in outcomes(started)
    assert outcomes(started)[Outcome.TRIAGED] == 2
    assert len(started.drafts()) == 2


def test_mail_to_the_team_waits_for_a_submission_server_that_is_away(
    started: Site, submission: SmtpServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon_module, "_SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(outbox, "_FIRST_PAUSE", timedelta(seconds=0.1))
    started.rules = RULE.format(tag="refund", expected="refund").replace(
        "then = {", 'then = { notify = ["alice"],'
    )
    with FaultProxy(submission.port, Rule("server", b"^220", Do.CUT)) as proxy:
        started.smtp_port = proxy.port
        started.write()
        with run(started):
            started.deliver(written("Charged twice", REFUND), when=START)
            wait_until(lambda: submission.received, "the message to Alice")

    (received,) = submission.received
    assert received.recipients == ("alice@example.com",)
    assert proxy.connection_count == 2
