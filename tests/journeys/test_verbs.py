"""The verbs that an admin looks with: doctor, status, explain, queue, undo; the bar of `once`."""

import contextlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_triage import pipeline
from inbox_triage.triage.plan import EffectState
from tests.journeys.running import Said, call, give_model, second_inbox
from tests.journeys.site import START, Site, written
from tests.servers.fault_proxy import Do, FaultProxy, Rule

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"
MESSAGE_ID = "<r1@example.net>"


@pytest.fixture
def started(site: Site) -> Site:
    """A site whose daemon has looked once, at an empty inbox."""
    site.visit()
    return site


@pytest.fixture
def answered(started: Site) -> Site:
    """A site where one message was triaged."""
    started.deliver(written("Charged twice", REFUND, message_id=MESSAGE_ID), when=START)
    started.visit()
    return started


def ask(site: Site, *words: str | Path) -> Said:
    return call(*words, "--config", site.config)


def conversation(site: Site) -> str:
    found = json.loads(ask(site, "explain", MESSAGE_ID, "--json").out)
    return str(found["conversation"]["reference"])


# --- doctor ------------------------------------------------------------------------------------


def test_doctor_finds_nothing_to_complain_about(started: Site) -> None:
    said = ask(started, "doctor")

    assert said.code == 0
    assert "ok       support  IMAP login at 127.0.0.1" in said.out
    assert "INBOX can be written and takes keywords" in said.out
    assert "drafts are in Drafts" in said.out
    assert "SMTP login at" in said.out
    found = [json.loads(line) for line in ask(started, "doctor", "--json").out.splitlines()]
    assert {finding["level"] for finding in found} == {"ok"}
    assert {"inbox", "level", "what", "remedy"} == set(found[0])


def test_doctor_goes_on_to_the_next_inbox_after_a_wrong_password(started: Site) -> None:
    other = started.login.server.new_login()
    started.extra = second_inbox(other, password="wrong")
    started.write()

    said = ask(started, "doctor")

    assert said.code == 69
    assert f"error    billing  IMAP server 127.0.0.1:{other.server.imap_port} refuses" in said.out
    assert "Check username and password of this inbox." in said.out
    assert "ok       support  drafts are in Drafts" in said.out
    assert "there is no [inbox.billing.smtp]" in said.out


@pytest.mark.parametrize(("mode", "code"), [("assist", 69), ("shadow", 0)])
def test_doctor_misses_the_drafts_mailbox_where_drafts_are_written(
    started: Site, mode: str, code: int
) -> None:
    hidden = Rule("server", rb'\([^)]*Drafts\) "/" Drafts', Do.REPLACE, b'() "/" Other', times=None)
    with FaultProxy(started.login.server.imap_port, hidden) as proxy:
        started.imap_port, started.mode = proxy.port, mode
        started.write()

        said = ask(started, "doctor")

    assert said.code == code
    assert "no mailbox for drafts was found" in said.out
    assert 'Create it, or name it with drafts = "…" in [inbox.support.imap].' in said.out


def test_doctor_tells_of_a_named_mailbox_that_does_not_exist(started: Site) -> None:
    started.imap_extra = 'drafts = "Draughts"'
    started.write()

    assert "Draughts, named for drafts, does not exist" in ask(started, "doctor").out


@pytest.mark.parametrize(
    ("mode", "code", "level"), [("full", 69, "error"), ("shadow", 0, "warning")]
)
def test_doctor_misses_the_smtp_server_where_something_is_sent(
    started: Site, mode: str, code: int, level: str
) -> None:
    started.mode, started.smtp_port = mode, 9  # nobody listens there
    started.write()

    said = ask(started, "doctor")

    assert said.code == code
    assert f"{level:<7}  support  127.0.0.1" in said.out


# --- status ------------------------------------------------------------------------------------


def test_status_counts_what_is_there(answered: Site) -> None:
    said = ask(answered, "status")

    assert said.code == 0
    assert re.search(r"^  messages +1 triaged", said.out, re.MULTILINE)
    assert re.search(r"^  conversations +1 open$", said.out, re.MULTILINE)
    assert re.search(r"^  due +next \w{3} \d{4}-\d\d-\d\d", said.out, re.MULTILINE)
    (inbox,) = json.loads(ask(answered, "status", "--json").out)["inboxes"]
    assert inbox["messages"]["triaged"] == 1
    assert inbox["held"] is None


def test_status_names_an_inbox_that_nobody_has_looked_at(started: Site) -> None:
    started.extra = second_inbox(started.login.server.new_login())
    started.write()

    assert "billing\n  not looked at yet" in ask(started, "status").out


def test_a_held_inbox_is_an_alarm_until_it_is_released(started: Site) -> None:
    with contextlib.closing(started.store()) as store:
        store.hold("support", "INBOX got a new UIDVALIDITY", datetime.now(UTC))

    said = ask(started, "status")

    assert said.code == 69
    assert "INBOX got a new UIDVALIDITY" in said.out
    assert "inbox-triage queue release support" in said.out
    assert ask(started, "status", "--json").code == 69
    assert "It was held: INBOX got a new" in ask(started, "queue", "release", "support").out
    assert ask(started, "status").code == 0
    again = ask(started, "queue", "release", "support")
    assert (again.code, again.err) == (65, "support is not held.\n")


# --- explain -----------------------------------------------------------------------------------


def test_explain_says_why_under_every_name(answered: Site, tmp_path: Path) -> None:
    file = tmp_path / "letter.eml"
    file.write_bytes(written("Charged twice", REFUND, message_id=MESSAGE_ID))

    by_id, by_file = ask(answered, "explain", MESSAGE_ID), ask(answered, "explain", file)
    by_reference = ask(answered, "explain", conversation(answered).lower())

    assert by_id.code == 0
    assert by_id.out == by_file.out == by_reference.out
    for words in ("refund_billing", "charged twice", "Rules, in the order", "done  mark +refund"):
        assert words in by_id.out


def test_explain_finds_a_long_message_that_was_read_in_part(started: Site, tmp_path: Path) -> None:
    long = written("Charged twice", REFUND + "x" * 70 + "\n", message_id=MESSAGE_ID)
    long += (b"y" * 70 + b"\r\n") * 4000
    started.deliver(long, when=START)
    started.visit()
    file = tmp_path / "long.eml"
    file.write_bytes(long)

    assert ask(started, "explain", file).code == 0


def test_a_subject_does_not_steer_the_terminal(started: Site) -> None:
    raw = written("Charged SUBJECT", REFUND, message_id=MESSAGE_ID)
    started.deliver(raw.replace(b"SUBJECT", b"=?utf-8?q?=1b[2J=07twice?="), when=START)
    started.visit()

    said = ask(started, "explain", MESSAGE_ID)

    assert said.code == 0
    assert not set(said.out) & {"\x1b", "\x07"}


# --- queue and undo ----------------------------------------------------------------------------


def test_failed_effects_are_listed_with_their_reason_and_tried_again(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id=MESSAGE_ID), when=START)
    started.login.set_rights("INBOX", "lr")
    started.visit()

    listed = ask(started, "queue", "list")

    assert re.search(r"^failed   support: mark \+refund  \[flags:", listed.out, re.MULTILINE)
    assert "read-only for this account; give it the rights lrswit" in listed.out
    assert "`queue retry INBOX` tries again" in listed.out
    assert "some need a human: `inbox-triage queue list`" in ask(started, "status").out
    started.login.set_rights("INBOX", "lrwstipekxa")
    assert "effect(s) planned again." in ask(started, "queue", "retry", "support").out
    started.visit()
    (message,) = started.customers_messages()
    assert "refund" in message.flags
    assert ask(started, "queue", "list").out.startswith("Nothing waits, nothing failed")


def test_a_dropped_effect_is_never_carried_out(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id=MESSAGE_ID), when=START)
    started.login.set_rights("INBOX", "lr")
    started.visit()
    rows = [json.loads(line) for line in ask(started, "queue", "list", "--json").out.splitlines()]
    key = next(row["key"] for row in rows if row["what"].startswith("mark"))

    assert ask(started, "queue", "drop", key).code == 0
    assert ask(started, "queue", "drop", key).code == 65
    started.login.set_rights("INBOX", "lrwstipekxa")
    ask(started, "queue", "retry", "support")
    started.visit()

    (message,) = started.customers_messages()
    assert "refund" not in message.flags
    dropped = [row for row in ask(started, "queue", "list", "--all").out.splitlines() if key in row]
    assert dropped[0].startswith(EffectState.DROPPED)


def test_a_parked_message_is_listed_with_its_traceback(
    started: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on_all(*_: object) -> object:
        raise ZeroDivisionError("an unlucky message")

    monkeypatch.setattr(pipeline, "parse", break_on_all)
    started.deliver(written("Charged twice", REFUND), when=START)
    started.visit()

    assert "Please report the defect" in ask(started, "queue", "list").out
    row = json.loads(ask(started, "queue", "list", "--json").out)
    assert row["detail"] == "ZeroDivisionError: an unlucky message"
    assert "break_on_all" in row["traceback"]


def test_undo_takes_back_one_conversation(answered: Site) -> None:
    reference = conversation(answered)
    listed = ask(answered, "undo", "--list").out
    assert re.search(rf"^{reference}  mark \+refund +\[flags:", listed, re.MULTILINE)

    assert "3 effect(s) will be taken back" in ask(answered, "undo", reference).out
    answered.visit()

    (message,) = answered.shown()
    assert message.flags == frozenset()
    assert answered.drafts() == []
    assert ask(answered, "undo", reference).code == 65
    assert "nothing to take back" in ask(answered, "undo", "--list").out


def test_undo_says_that_shadow_mode_writes_nothing(answered: Site) -> None:
    answered.mode = "shadow"
    answered.write()

    said = ask(answered, "undo", conversation(answered))

    assert said.code == 0
    assert "support is in mode shadow" in said.out


# --- once --------------------------------------------------------------------------------------


def test_a_terminal_sees_a_bar_and_others_see_log_lines(
    started: Site, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_model(started, trained)
    started.extra = "[limits]\nbatch_size = 5"
    started.mode = "shadow"
    started.write()
    letters = [written(f"Twice {n}", REFUND, sender=f"c{n}@example.net") for n in range(20)]
    started.login.fill(letters[:10])
    logged = ask(started, "once")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    started.login.fill(letters[10:])
    drawn = ask(started, "once")

    assert "inbox.reading inbox=support done=5 of=10" in logged.err
    assert "support: 10 message(s) read" in logged.out
    assert "10/10" in drawn.err
    assert "inbox.reading" not in drawn.err
