"""Reads the Sent mailbox: what the agents answered stops clocks and takes drafts back.

Fails: MailboxError, StoreError, as `reading`.
Limits: the baseline is the first look, as in the inbox: what was sent before is not read.
"""

from collections.abc import Sequence
from datetime import datetime

from inbox_triage.reading import Beside, look_again, look_first, plan_each, read_on
from inbox_triage.triage import answers, threads
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.plan import Plan


def read_sent(sent: Beside, now: datetime) -> None:
    """Read what is new there; nothing is done about what was sent before the first look."""
    watermark = sent.store.watermark(sent.desk.inbox, sent.mailbox)
    unread = look_again(sent, watermark) if watermark else look_first(sent, None, now)
    if unread:
        read_on(sent, unread, lambda messages: _plans(sent, messages), now)


def _plans(sent: Beside, messages: Sequence[Arrival]) -> list[Plan]:
    policy = sent.desk.handbook.policy
    places = sent.store.places({i for one in messages for i in threads.ancestor_ids(one.message)})
    return plan_each(sent, messages, lambda one, known: answers.plan(one, known, policy, places))
