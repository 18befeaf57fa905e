"""What a team sees after mail arrived: on a real Dovecot, one turn of the daemon at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox_triage.errors import MailboxError
from inbox_triage.imap.fetching import fetch
from inbox_triage.triage.plan import EffectState, Outcome
from tests.journeys.site import ADDRESS, START, Site, written
from tests.servers.dovecot import Login
from tests.servers.smtp_server import SmtpServer

pytestmark = pytest.mark.dovecot

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"


def renumber(login: Login) -> None:
    """Give INBOX another UIDVALIDITY, as a restored backup has it."""
    maildir = login.maildir()
    uids = maildir / "dovecot-uidlist"
    for index in maildir.glob("dovecot.index*"):
        index.unlink()
    version, validity, rest = uids.read_text().split(" ", 2)
    uids.write_text(f"{version} V{int(validity[1:]) + 1000} {rest}")


@pytest.fixture
def started(site: Site) -> Site:
    """A site whose daemon has looked once, at an empty inbox."""
    site.visit()
    return site


def test_a_refund_is_marked_explained_and_answered_by_a_draft_in_its_thread(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)

    assert started.visit() == 1

    (message,) = started.customers_messages()
    assert "refund" in message.flags
    assert "\\Seen" not in message.flags
    (brief,) = started.briefs()
    assert "REFUND" in brief.sender
    assert "\\Seen" in brief.flags
    (draft,) = started.drafts()
    assert draft.flags == {"\\Draft"}
    assert draft.headers["To"] == "Ann Example <ann@example.net>"
    assert ADDRESS in draft.sender
    assert draft.subject == "Re: Charged twice"
    assert draft.headers["In-Reply-To"] == "<r1@example.net>"
    references = str(draft.headers["References"]).split()
    assert references[0].startswith("<c.")
    assert references[-1] == "<r1@example.net>"
    assert "> I was charged twice" in draft.body


def test_an_answer_in_german_to_a_german_customer(started: Site) -> None:
    body = "Die Rechnung 4471 wurde zweimal abgebucht. Bitte erstatten Sie mir den Betrag.\n"
    started.deliver(written("Doppelte Abbuchung", body), when=START)

    started.visit()

    (draft,) = started.drafts()
    assert "Guten Tag" in draft.body or "Hallo" in draft.body
    assert "refund" not in draft.body.split(">")[0].lower()


def test_a_second_turn_changes_nothing(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND), when=START)
    started.visit()
    before = started.shown(), started.drafts()

    assert started.visit() == 1  # our own brief, seen once and recorded as ours
    assert started.visit() == 0
    assert (started.shown(), started.drafts()) == before


def test_shadow_mode_writes_nothing_and_remembers_what_it_would_have_done(started: Site) -> None:
    started.mode = "shadow"
    started.write()
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)

    started.visit()

    (message,) = started.shown()
    assert message.flags == frozenset()
    assert started.drafts() == []
    (explanation,) = started.store().find_decision("<r1@example.net>")
    assert any("draft" in line for line in explanation.decision.withheld)


def test_a_robot_is_never_answered(started: Site) -> None:
    out_of_office = written(
        "Automatic reply: away",
        "I am away until Monday.\n",
        headers=(("Auto-Submitted", "auto-replied"),),
        message_id="<ooo@example.net>",
    )
    started.deliver(out_of_office, when=START)

    started.visit()

    assert started.drafts() == []
    assert started.briefs() == []
    (explanation,) = started.store().find_decision("<ooo@example.net>")
    assert explanation.decision.outcome is Outcome.SET_ASIDE


def test_a_reply_joins_its_conversation_and_its_draft_replaces_the_untouched_one(
    started: Site,
) -> None:
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)
    started.visit()
    reply = written(
        "Re: Charged twice",
        "One more thing: please refund it to my new card.\n",
        headers=(("In-Reply-To", "<r1@example.net>"), ("References", "<r1@example.net>")),
    )
    started.deliver(reply, when=START + timedelta(minutes=5))

    started.visit()

    (draft,) = started.drafts()
    assert "new card" in draft.body
    first, *_ = started.store().find_decision("<r1@example.net>")
    assert first.conversation
    assert first.conversation.message_count == 2


def test_a_draft_that_an_agent_has_looked_at_is_theirs(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)
    started.visit()
    with started.login.client() as agent:
        agent.select_folder("Drafts")
        agent.add_flags(agent.search(["ALL"]), ["\\Seen"])
    reply = written(
        "Re: Charged twice", "Any news?\n", headers=(("In-Reply-To", "<r1@example.net>"),)
    )
    started.deliver(reply, when=START + timedelta(minutes=5))

    started.visit()

    (draft,) = started.drafts()
    assert "Any news?" not in draft.body


def test_old_mail_is_the_past(site: Site) -> None:
    site.login.fill([written(f"Old {n}", REFUND) for n in range(300)])

    assert site.visit() == 0
    assert site.visit() == 0

    assert len(site.shown()) == 300
    assert all(message.flags == frozenset() for message in site.shown())
    assert site.drafts() == []


def test_600_messages_of_four_days_downtime_all_have_one_outcome(started: Site) -> None:
    raws = [
        written(f"Question {n}", REFUND, sender=f"c{n}@example.net", message_id=f"<q{n}@x.example>")
        for n in range(600)
    ]
    started.login.fill(raws, when=datetime.now(UTC) - timedelta(days=4))
    started.mode = "assist"
    started.extra = "[drafts]\nconfidence = 1.0"  # marks only: 600 drafts are another test's time
    started.write()

    assert started.visit() == 600

    coverage = started.store().coverage("support", "INBOX")
    assert coverage
    assert coverage.messages[Outcome.TRIAGED] == 600
    assert all("refund" in message.flags for message in started.customers_messages())


def test_a_message_expunged_between_search_and_fetch_is_gone_not_lost(
    started: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = started.deliver(written("Gone", REFUND), written("Stays", REFUND), when=START)

    def expunge_then_fetch(*args: object, **kwargs: object) -> object:
        with started.login.client() as agent:
            agent.select_folder("INBOX")
            agent.delete_messages([first])
            agent.expunge()
        return fetch(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("inbox_triage.watcher.fetch", expunge_then_fetch)
    started.visit()

    coverage = started.store().coverage("support", "INBOX")
    assert coverage
    assert coverage.messages[Outcome.GONE] == 1
    assert coverage.messages[Outcome.TRIAGED] == 1
    assert second


def test_two_messages_with_one_message_id_are_two_messages(started: Site) -> None:
    started.deliver(
        written("Refund for the lamp", REFUND, message_id="<form@printer.example>"),
        written(
            "App crashes",
            "The app crashes when I open it, this is a bug.\n",
            sender="bob@example.org",
            message_id="<form@printer.example>",
        ),
        when=START,
    )

    started.visit()

    coverage = started.store().coverage("support", "INBOX")
    assert coverage
    assert coverage.messages[Outcome.TRIAGED] == 2


def test_a_message_without_message_id_is_answered_too(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND), when=START)

    started.visit()

    (draft,) = started.drafts()
    assert str(draft.headers["References"]).startswith("<c.")


def test_the_same_message_delivered_twice_is_one(started: Site) -> None:
    raw = written("Charged twice", REFUND, message_id="<r1@example.net>")
    started.deliver(raw, raw, when=START)

    started.visit()

    assert len(started.drafts()) == 1
    coverage = started.store().coverage("support", "INBOX")
    assert coverage
    assert coverage.messages[Outcome.COPY] == 1


def test_a_40_mb_message_is_triaged_from_its_beginning(started: Site) -> None:
    text = written("Charged twice, invoice attached", REFUND, message_id="<big@example.net>")
    head, _, body = text.partition(b"\r\n\r\n")
    head = b"\r\n".join(
        line
        for line in head.split(b"\r\n")
        if not line.lower().startswith((b"content-", b"mime-version"))
    )
    octets = b"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n"
    raw = (
        head
        + b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
        + body
        + b'\r\n--b\r\nContent-Type: application/pdf; name="invoice.pdf"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + octets * (40_000_000 // len(octets))
        + b"--b--\r\n"
    )
    started.login.fill([raw])

    started.visit()

    (message,) = started.customers_messages()
    assert "refund" in message.flags
    assert len(started.drafts()) == 1


def test_a_new_uidvalidity_holds_the_inbox_and_reads_nothing_twice(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)
    started.visit()
    renumber(started.login)
    started.deliver(written("App crashes", "The app crashes, a bug.\n", sender="b@example.org"))

    started.visit()

    store = started.store()
    assert "UIDVALIDITY" in (store.held("support") or "")
    assert len(started.drafts()) == 1
    store.release("support")
    started.visit()
    assert len(started.drafts()) == 2


def test_a_suddenly_empty_inbox_stops_the_writes(started: Site) -> None:
    started.extra = "[drafts]\nconfidence = 1.0"
    started.write()
    started.deliver(*[written(f"Q {n}", REFUND, sender=f"c{n}@example.net") for n in range(25)])
    started.visit()
    with started.login.client() as agent:
        agent.select_folder("INBOX")
        agent.delete_messages(agent.search(["ALL"]))
        agent.expunge()

    started.visit()

    assert "empty" in (started.store().held("support") or "")


def test_a_mailbox_that_cannot_be_selected_is_one_clear_error(started: Site) -> None:
    started.imap_extra = 'mailbox = "Support/Nowhere"'
    started.write()

    with pytest.raises(MailboxError) as refused:
        started.visit()

    assert "Support/Nowhere" in str(refused.value)


def test_a_wrong_password_is_one_clear_error_and_loses_nothing(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND), when=START)
    right = started.login
    started.login = type(right)(right.server, right.username, "wrong")
    started.write()

    with pytest.raises(MailboxError) as refused:
        started.visit()

    assert not refused.value.temporary
    assert "wrong" not in str(refused.value).split()
    started.login = right
    started.write()
    assert started.visit() == 1


def test_a_read_only_mailbox_fails_its_marks_with_the_remedy_and_keeps_the_rest(
    started: Site,
) -> None:
    started.deliver(written("Charged twice", REFUND), when=START)
    started.login.set_rights("INBOX", "lr")

    started.visit()

    failed = started.store().effects([EffectState.FAILED], 10)
    assert failed
    assert len(started.drafts()) == 1


def test_undo_takes_back_marks_draft_and_brief(started: Site) -> None:
    started.deliver(written("Charged twice", REFUND, message_id="<r1@example.net>"), when=START)
    started.visit()
    store = started.store()
    now = datetime.now(UTC)

    keys = [entry.effect.key for entry in store.undoable(None, 50)]
    store.plan_undo(keys, now)
    started.visit()

    (message,) = started.shown()
    assert message.flags == frozenset()
    assert started.drafts() == []


def test_a_rule_that_notifies_submits_to_the_team(started: Site, submission: SmtpServer) -> None:
    started.rules = """
[[rule]]
name = "Tell the lead about refunds"
why = "money"
when.category = "refund_billing"
then = { notify = ["alice"] }
"""
    started.write()
    started.deliver(written("Charged twice", REFUND), when=START)

    started.visit()

    (received,) = submission.received
    assert received.recipients == ("alice@example.com",)
    assert b"Auto-Submitted: auto-generated" in received.octets


def test_one_message_to_two_inboxes_is_one_conversation_and_one_draft(started: Site) -> None:
    other = started.login.server.new_login()
    started.extra += f"""
[inbox.billing]
address = "billing@example.com"
mode = "full"
queue = "billing"
[inbox.billing.imap]
host = "127.0.0.1"
port = {started.login.server.imap_port}
security = "none"
username = "{other.username}"
password = "{other.password}"
"""
    started.write()
    started.visit_inbox("billing")
    raw = written("Charged twice", REFUND, message_id="<both@example.net>")
    started.deliver(raw, when=START)
    other.deliver(raw, when=START)

    started.visit()
    started.visit_inbox("billing")

    assert len(started.drafts()) == 1
    with other.client() as agent:
        agent.select_folder("Drafts")
        assert agent.search(["ALL"]) == []
    (explanation,) = started.store().find_decision("<both@example.net>")
    assert len(explanation.locations) == 2
