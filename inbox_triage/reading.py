"""Reads a mailbox beside the watched one: what came into it since the watermark, batch by batch.

The same steps as for what arrives (`pipeline.handle_by`); what is planned is the caller's: `sent`
and `moves`.

Fails: MailboxError, StoreError, as `watcher`; the watermark stays where it was.
Limits: batches of `batch_size` messages, `message_octets` of each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_triage.imap.connection import Connection
from inbox_triage.imap.mailbox import (
    Fetched,
    Missed,
    Selected,
    fetch,
    has_news,
    new_uids,
    select,
    uids_since,
)
from inbox_triage.pipeline import Batch, Desk, Planner, handle_by
from inbox_triage.store.database import Store
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.known import Known
from inbox_triage.triage.plan import Plan, Watermark

_RESCAN_OVERLAP = timedelta(days=1)

Progress = Callable[[int, int], bool]
"""Told after each batch how many messages of how many are done; False ends the turn there."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One mailbox beside the watched one, and with what it is read."""

    mailbox: str
    desk: Desk
    store: Store
    connection: Connection
    batch_size: int
    message_octets: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Unread:
    """What is to be read, and the watermark before it."""

    selected: Selected
    uids: Sequence[int]
    watermark: Watermark


def look_first(beside: Beside, since: datetime | None, now: datetime) -> Unread:
    """Begin with a mailbox: what it holds is the past, but for what was received `since` then."""
    selected = select(beside.connection, beside.mailbox)
    watermark = Watermark(
        inbox=beside.desk.inbox,
        mailbox=beside.mailbox,
        uidvalidity=selected.uidvalidity,
        last_uid=0,
        message_count=selected.exists,
        baseline_at=now,
        last_received_at=now,
    )
    return Unread(selected, uids_since(beside.connection, since) if since else [], watermark)


def look_again(beside: Beside, watermark: Watermark) -> Unread | None:
    """Return what is new, None when nothing is; the mailbox is opened only when something may be.

    After a change of UIDVALIDITY (RFC 9051 §2.3.1.1) the last days are read again: what was read
    before is told by its fingerprint, so reading it again changes nothing.
    """
    connection, known = beside.connection, (watermark.uidvalidity, watermark.last_uid)
    if not has_news(connection, beside.mailbox, *known):
        return None
    selected = select(connection, beside.mailbox)
    if watermark.uidvalidity == selected.uidvalidity:
        uids = new_uids(connection, selected, watermark.last_uid)
        return Unread(selected, uids, watermark)
    since = max(watermark.baseline_at, watermark.last_received_at - _RESCAN_OVERLAP)
    anew = replace(watermark, uidvalidity=selected.uidvalidity, last_uid=0)
    return Unread(selected, uids_since(connection, since), anew)


def read_on(beside: Beside, unread: Unread, planner: Planner, now: datetime) -> None:
    """Read it a batch at a time, each with one commit, until the end or until told to stop."""
    watermark = replace(unread.watermark, message_count=unread.selected.exists)
    total, done = len(unread.uids), 0
    for start in range(0, total, beside.batch_size):
        uids = unread.uids[start : start + beside.batch_size]
        batch = _fetch(beside, unread.selected, uids, watermark)
        handled = handle_by(beside.desk, beside.store, batch, planner, now)
        watermark = handled.watermark or watermark
        done = start + len(uids)
        if not beside.progress(done, total):
            break
    if done == total:  # below UIDNEXT nothing new can come (RFC 9051 §2.3.1.1)
        last_uid = max(watermark.last_uid, unread.selected.uidnext - 1)
        beside.store.commit((), (), replace(watermark, last_uid=last_uid), now)


def plan_each(
    beside: Beside, messages: Sequence[Arrival], plan: Callable[[Arrival, Known], Plan]
) -> list[Plan]:
    """Plan each message with what is known of it; a later one sees what came of the earlier."""
    memory = beside.store.recall([(one.message, None) for one in messages])
    plans = []
    for one in messages:
        plans.append(plan(one, memory.known(one.message, None)))
        memory.learn(plans[-1])
    return plans


def _fetch(beside: Beside, selected: Selected, uids: Sequence[int], watermark: Watermark) -> Batch:
    items = list(fetch(beside.connection, selected, uids, beside.message_octets))
    fetched = [item for item in items if isinstance(item, Fetched)]
    return Batch(watermark, fetched, [item for item in items if isinstance(item, Missed)])
