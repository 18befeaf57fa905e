"""An agent moves a message in their own client: what the daemon understands and does."""

import contextlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
from imapclient import IMAPClient

from inbox_triage.classifier.model import Classifier
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.plan import EffectState, Outcome
from tests.journeys.running import outcomes
from tests.journeys.site import START, Site, written
from tests.servers.dovecot import DovecotWith

pytestmark = pytest.mark.dovecot

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"
ID = "<r1@example.net>"
FILE_REFUNDS = """
[[rule]]
name = "Refunds are filed"
why = "the billing team works from a mailbox of their own"
when.category = "refund_billing"
then = { file_into = "Triage/Bug" }
"""


@pytest.fixture
def asked(site: Site) -> Site:
    """A site where Ann's question has a draft."""
    return ask(site)


def ask(site: Site) -> Site:
    site.visit()
    site.deliver(written("Charged twice", REFUND, message_id=ID), when=START)
    site.visit()
    assert len(site.drafts()) == 1
    return site


status_of, select_of = IMAPClient.folder_status, IMAPClient.select_folder


def customers_uid(client: IMAPClient, mailbox: str) -> int:
    client.select_folder(mailbox)
    uid: int = client.search(["HEADER", "Message-ID", ID])[0]
    return uid


def move(site: Site, target: str, source: str = "INBOX") -> None:
    with site.login.client() as agent:
        uid = customers_uid(agent, source)
        if not agent.folder_exists(target):
            agent.create_folder(target)
        agent.move([uid], target)


def copy(site: Site, target: str, source: str = "INBOX") -> None:
    with site.login.client() as agent:
        uid = customers_uid(agent, source)
        if not agent.folder_exists(target):
            agent.create_folder(target)
        agent.copy([uid], target)


def conversation(site: Site) -> Conversation:
    with contextlib.closing(site.store()) as store:
        found = store.find_decision(ID)[0].conversation
    assert found
    return found


def moves_of(site: Site) -> tuple[str, ...]:
    with contextlib.closing(site.store()) as store:
        return store.find_decision(ID)[0].moves


def flags(site: Site, mailbox: str) -> frozenset[str]:
    (message,) = [m for m in site.shown(mailbox) if m.headers["Message-ID"] == ID]
    return message.flags


def left(site: Site) -> list[object]:
    states = [EffectState.PLANNED, EffectState.STARTED, EffectState.FAILED, EffectState.UNSURE]
    with contextlib.closing(site.store()) as store:
        return list(store.effects(states, 10))


@pytest.mark.parametrize("mailbox", ["Resolved", "Archive", "Archive/2026"])
def test_what_is_resolved_or_archived_is_over_and_its_draft_goes(asked: Site, mailbox: str) -> None:
    move(asked, mailbox)

    asked.visit()

    assert conversation(asked).status is Status.RESOLVED
    assert asked.drafts() == []
    assert outcomes(asked, mailbox) == {Outcome.MOVED: 1}
    assert left(asked) == []


def test_what_is_moved_to_an_agent_is_theirs_until_it_is_back(asked: Site) -> None:
    move(asked, "Assigned/Alice")
    asked.visit()
    assert conversation(asked).assignee == "alice@example.com"
    assert conversation(asked).status is Status.OPEN
    assert len(asked.drafts()) == 1

    move(asked, "INBOX", "Assigned/Alice")
    asked.visit()
    assert conversation(asked).assignee is None


def test_an_unknown_agents_mailbox_changes_nothing_and_says_why(asked: Site) -> None:
    before = conversation(asked)
    move(asked, "Assigned/Zoe")

    asked.visit()

    assert conversation(asked) == before
    assert moves_of(asked) == ("no agent is called Zoe",)


def test_junk_is_spam_and_out_of_junk_it_is_not(asked: Site) -> None:
    move(asked, "Junk")
    asked.visit()
    assert conversation(asked).status is Status.RESOLVED
    assert conversation(asked).category == "spam"
    assert asked.drafts() == []
    assert "refund" not in flags(asked, "Junk")

    move(asked, "INBOX", "Junk")
    asked.visit()
    assert conversation(asked).status is Status.OPEN
    assert conversation(asked).category == "refund_billing"
    assert "refund" in flags(asked, "INBOX")


def test_what_was_spam_once_gets_no_draft_again(asked: Site) -> None:
    move(asked, "Junk")
    asked.visit()
    reply = written("Re: Charged twice", REFUND, headers=(("In-Reply-To", ID),))
    asked.deliver(reply)

    asked.visit()

    assert conversation(asked).status is Status.OPEN
    assert asked.drafts() == []


def test_the_spam_of_a_server_that_comes_to_the_inbox_is_new(site: Site) -> None:
    site.visit()
    site.login.deliver(written("Charged twice", REFUND, message_id=ID), "Junk")
    site.visit()
    assert outcomes(site, "Junk") == {Outcome.FILED: 1}

    move(site, "INBOX", "Junk")
    site.visit()

    assert conversation(site).status is Status.OPEN
    assert len(site.drafts()) == 1


def test_a_category_is_corrected_and_shown(asked: Site) -> None:
    move(asked, "Triage/bug")

    asked.visit()

    assert conversation(asked).category == "bug"
    assert conversation(asked).confidence == 1.0
    assert "bug" in flags(asked, "Triage/bug")
    assert "refund" not in flags(asked, "Triage/bug")


def test_back_in_the_inbox_what_was_resolved_is_open_and_can_be_resolved_again(
    asked: Site,
) -> None:
    move(asked, "Resolved")
    asked.visit()
    move(asked, "INBOX", "Resolved")
    asked.visit()
    assert conversation(asked).status is Status.OPEN

    move(asked, "Resolved")
    asked.visit()
    assert conversation(asked).status is Status.RESOLVED


def test_a_rules_own_move_and_its_undo_are_no_gestures(site: Site) -> None:
    site.rules = FILE_REFUNDS
    site.write()
    ask(site)
    site.visit()
    assert conversation(site).category == "refund_billing"
    assert outcomes(site, "Triage/Bug") == {Outcome.MOVED: 1, Outcome.OURS: 1}  # and the brief

    with contextlib.closing(site.store()) as store:
        entries = store.undoable(conversation(site).reference, 10)
        moves = [e.effect.key for e in entries if e.effect.key.startswith("move:")]
        assert store.plan_undo(moves, datetime.now(UTC)) == 1
    site.visit()
    site.visit()
    assert len(site.customers_messages()) == 1
    assert conversation(site).status is Status.OPEN
    assert conversation(site).category == "refund_billing"

    move(site, "Triage/Bug")  # now it is an agent's word
    site.visit()
    assert conversation(site).category == "bug"


def test_a_server_with_a_prefix_and_dots_means_the_same(
    dovecot_with: DovecotWith, tmp_path: Path, classifier: Classifier
) -> None:
    server = dovecot_with("namespace inbox {\nprefix = INBOX.\nseparator = .\n}")
    site = Site(tmp_path / "site", server.new_login(), classifier, rules=FILE_REFUNDS)
    site.visit()
    site.deliver(written("Charged twice", REFUND, message_id=ID), when=START)
    site.visit()
    site.visit()
    assert conversation(site).category == "refund_billing"
    assert moves_of(site) == ("we moved it here ourselves",)

    move(site, "INBOX.Assigned.alice", "INBOX.Triage.Bug")
    site.visit()
    move(site, "INBOX.Archive.2026", "INBOX.Assigned.alice")
    site.visit()

    assert conversation(site).assignee == "alice@example.com"
    assert conversation(site).status is Status.RESOLVED
    assert left(site) == []


def test_of_two_copies_the_one_seen_last_counts(asked: Site) -> None:
    copy(asked, "Assigned/alice")  # as NeoMutt does: the original goes when it leaves the mailbox
    asked.visit()
    assert conversation(asked).assignee == "alice@example.com"

    copy(asked, "Resolved")
    asked.visit()
    assert conversation(asked).status is Status.RESOLVED
    asked.visit()
    assert conversation(asked).status is Status.RESOLVED


def test_a_move_made_while_the_daemon_was_down_is_seen_and_only_once(asked: Site) -> None:
    move(asked, "Archive/2026")  # a mailbox that did not exist before

    asked.visit()
    asked.visit()

    assert conversation(asked).status is Status.RESOLVED
    assert outcomes(asked, "Archive/2026") == {Outcome.MOVED: 1}


def test_the_customers_next_message_opens_it_again_though_the_first_lies_in_resolved(
    asked: Site,
) -> None:
    move(asked, "Resolved")
    asked.visit()
    reply = written(
        "Re: Charged twice",
        "The money did not come. When will it be here?\n",
        message_id="<r2@example.net>",
        headers=(("In-Reply-To", ID),),
    )
    asked.deliver(reply)
    asked.visit()
    assert conversation(asked).status is Status.OPEN

    with asked.login.client() as admin:  # made anew: UIDVALIDITY changes
        uid = customers_uid(admin, "Resolved")
        raw = admin.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        admin.select_folder("INBOX")
        admin.delete_folder("Resolved")
        admin.create_folder("Resolved")
        admin.append("Resolved", raw, [], START)
    asked.visit()
    assert conversation(asked).status is Status.OPEN


def test_forty_mailboxes_with_nothing_new_cost_one_question_each(asked: Site) -> None:
    with asked.login.client() as agent:
        for number in range(38):
            agent.create_folder(f"Archive/{1980 + number}")
    asked.visit()

    with mock.patch.object(IMAPClient, "folder_status", autospec=True) as status:
        status.side_effect = status_of
        with mock.patch.object(IMAPClient, "select_folder", autospec=True) as select:
            select.side_effect = select_of
            asked.visit()

    asked_about = Counter(call.args[1] for call in status.call_args_list)
    assert set(asked_about.values()) == {1}
    assert {"Archive", "Archive/1980", "Archive/2017", "Junk", "Sent"} <= asked_about.keys()
    assert {call.args[1] for call in select.call_args_list} == {"INBOX"}


def test_a_mailbox_that_must_not_be_read_does_not_stop_the_others(
    asked: Site, caplog: pytest.LogCaptureFixture
) -> None:
    asked.login.set_rights("Archive", "l")
    move(asked, "Resolved")

    asked.visit()

    assert conversation(asked).status is Status.RESOLVED
    assert "mailbox.refused inbox=support mailbox=Archive" in caplog.text


def test_what_lay_in_such_a_mailbox_before_the_first_start_is_the_past(site: Site) -> None:
    site.login.deliver(written("Old", REFUND, message_id=ID), "Archive")

    site.visit()
    site.visit()

    assert outcomes(site, "Archive") == {}


def test_shadow_mode_knows_of_moves_and_touches_nothing(asked: Site) -> None:
    asked.mode = "shadow"
    asked.write()
    move(asked, "Resolved")

    asked.visit()

    assert conversation(asked).status is Status.RESOLVED
    assert len(asked.drafts()) == 1


def test_an_answer_shows_on_the_message_where_it_lies_now(asked: Site) -> None:
    move(asked, "Assigned/alice")
    asked.visit()
    answer = written(
        "Re: Charged twice",
        "Hello Ann, it is on its way.\n",
        sender="Example Support <support@example.com>",
        message_id="<a1@example.com>",
        headers=(("In-Reply-To", ID),),
        when=datetime.now(UTC),
    ).replace(b"To: support@example.com", b"To: ann@example.net")
    asked.login.deliver(answer, "Sent", ["\\Seen"])

    asked.visit()

    assert conversation(asked).status is Status.WAITING
    assert "\\Answered" in flags(asked, "Assigned/alice")
