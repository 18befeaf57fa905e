"""SIGKILL at every border between memory and servers: afterwards all is as without a crash."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inbox_triage.classifier.model import Classifier
from inbox_triage.triage.plan import EffectState
from tests.journeys.site import START, Site, written
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

RULES = """
[[rule]]
name = "Refunds are filed and the lead is told"
why = "so that one turn has every kind of effect, and a move that would mean something"
when.category = "refund_billing"
then = { queue = "billing", file_into = "Triage/Bug", notify = ["alice"] }
"""

ARRIVALS = (
    written(
        "I was charged twice, refund please",
        "I was charged twice for order 5512 last week. Please refund one payment.\n",
        message_id="<crash1@example.net>",
    ),
    written(
        "The app crashes on start",
        "Since the update the app crashes whenever I open it. Please fix this bug.\n\nBob\n",
        sender="Bob Example <bob@example.org>",
        message_id="<crash2@example.org>",
    ),
    written(
        "Nothing works",
        "Your service is down for our whole office since this morning.\n\nVera\n",
        sender="Vera Big <vera@bigcustomer.example>",
    ),
)


class Worker:
    """The process whose children are killed."""

    def __init__(self, model: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.crash_worker", str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, site: Site, crash_at: int = 0) -> dict[str, Any]:
        order = {"config": str(site.config), "crash_at": crash_at}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def stop(self) -> None:
        self._process.communicate(timeout=10)


@pytest.fixture
def worker(trained: Path) -> Iterator[Worker]:
    worker = Worker(trained)
    yield worker
    worker.stop()


@pytest.fixture
def make_site(
    tmp_path: Path, dovecot: Dovecot, classifier: Classifier, submission: SmtpServer
) -> Any:
    def make(name: str) -> Site:
        site = Site(tmp_path / name, dovecot.new_login(), classifier, submission.port, rules=RULES)
        site.visit()  # the baseline
        site.deliver(*ARRIVALS, when=START)
        return site

    return make


def snapshot(site: Site, submission: SmtpServer) -> dict[str, Any]:
    """Return what agents and the team see: where each message is, how it is marked, once each."""
    mailboxes = {
        name: sorted((m.subject, m.sender, sorted(m.flags)) for m in site.shown(name))
        for name in ("INBOX", "Drafts", "Sent", "Triage/Bug")
    }
    submitted = len({message.octets for message in submission.received})
    return {**mailboxes, "to the team": submitted}


def test_a_crash_anywhere_ends_as_if_there_had_been_none(
    worker: Worker, make_site: Any, submission: SmtpServer
) -> None:
    smooth = make_site("smooth")
    crossings = worker.run(smooth)["crossings"]
    expected = snapshot(smooth, submission)
    assert {"before commit", "after append", "after submit_all"} & set(crossings)
    assert expected["to the team"] == 1
    assert expected["Drafts"]

    for crash_at in range(1, len(crossings) + 1):
        submission.received.clear()
        site = make_site(f"crash{crash_at}")
        died = worker.run(site, crash_at)
        again = worker.run(site)

        at = crossings[crash_at - 1]
        assert died["killed"], at
        assert again["code"] == 0, at
        assert snapshot(site, submission) == expected, f"crash {at} ({crash_at})"
        left = [EffectState.PLANNED, EffectState.STARTED, EffectState.FAILED, EffectState.UNSURE]
        assert site.store().effects(left, 10) == [], at
