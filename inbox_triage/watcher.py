"""One inbox over one connection: what is new since the watermark, then what is due to be done.

Fails: MailboxError when the server refuses or goes away; StoreError when nothing can be recorded.
    Both leave the watermark where it was: the next turn begins there, nothing is skipped.
Limits: batches of `settings.batch_size` messages, `settings.message_octets` of each.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_triage import __version__
from inbox_triage.classifier.model import Classifier
from inbox_triage.config.settings import Settings
from inbox_triage.executor import Hands, carry_out
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.mailbox import (
    Fetched,
    Missed,
    Selected,
    Special,
    fetch,
    new_uids,
    select,
    special_mailboxes,
    uids_since,
)
from inbox_triage.logs import format_event
from inbox_triage.moves import read_moves
from inbox_triage.pipeline import Batch, Desk, handle
from inbox_triage.reading import Beside, Progress
from inbox_triage.sent import read_sent
from inbox_triage.store.database import Store
from inbox_triage.triage.plan import Watermark
from inbox_triage.triage.policy import Mode

_log = logging.getLogger(__name__)

_RESCAN_OVERLAP = timedelta(days=1)  # INTERNALDATE has whole days in SEARCH SINCE (RFC 9051 §6.4.4)
_SUDDENLY_EMPTY_FROM = 20  # fewer messages than this can well be tidied up in one go


def carry_on(done: int, total: int) -> bool:
    """Read to the end, telling nobody."""
    del done, total
    return True


@dataclass(frozen=True, slots=True)
class Post:
    """One inbox's watcher at work: settings as they are now, and everything it works with."""

    inbox: str
    settings: Settings
    classifier: Classifier
    store: Store
    connection: Connection
    special: Special
    progress: Progress = carry_on

    @property
    def mailbox(self) -> str:
        """The watched mailbox's name on the server."""
        return self.settings.accounts[self.inbox].mailbox


def visit(
    inbox: str,
    settings: Settings,
    classifier: Classifier,
    store: Store,
    clock: Callable[[], datetime],
    progress: Progress = carry_on,
) -> int:
    """Connect, take one turn, disconnect; return how many messages were read."""
    account = settings.accounts[inbox]
    with connect(account) as connection:
        special = special_mailboxes(connection, account)
        post = Post(inbox, settings, classifier, store, connection, special, progress)
        begin(post, clock())
        return turn(post, clock())


def begin(post: Post, now: datetime) -> None:
    """Take up what an earlier run left half done; once after each connect."""
    recovered = post.store.recover(post.inbox, now)
    if recovered:
        _log.warning(format_event("effects.recovered", inbox=post.inbox, count=recovered))
    _retry_parked(post, now)


def _retry_parked(post: Post, now: datetime) -> None:
    """Try once more what broke an earlier version; one whose UID is void by now stays parked."""
    parked = post.store.retry_parked(post.inbox, post.mailbox, __version__)
    if not parked:
        return
    selected = select(post.connection, post.mailbox)
    here = (selected.mailbox, selected.uidvalidity)
    uids = sorted(p.uid.uid for p in parked if (p.uid.mailbox, p.uid.uidvalidity) == here)
    _log.info(format_event("messages.retried", inbox=post.inbox, count=len(uids)))
    # To the end even when told to leave: they are marked as tried already.
    _read(replace(post, progress=carry_on), selected, None, uids, now)


def turn(post: Post, now: datetime) -> int:
    """Read what is new, decide, commit, carry out; return how many messages were read."""
    selected = select(post.connection, post.mailbox)
    watermark = post.store.watermark(post.inbox, post.mailbox)
    if watermark is None:
        _baseline(post, selected, now)
        _read_beside(post, None, now)
        return 0
    _notice_sudden_emptiness(post, selected, watermark, now)
    if watermark.uidvalidity != selected.uidvalidity:
        return _rescan(post, selected, watermark, now)
    uids = new_uids(post.connection, selected, watermark.last_uid)
    count = _read(post, selected, replace(watermark, message_count=selected.exists), uids, now)
    if count == len(uids):  # what agents do is about conversations that are known
        _read_beside(post, watermark.baseline_at, now)
    _apply(post, now)
    return count


def _read_beside(post: Post, baseline_at: datetime | None, now: datetime) -> None:
    """Read what agents answered, then what they moved: who answers and files it has resolved it."""
    beside = Beside(
        mailbox=post.special.sent or "",
        desk=_desk(post),
        store=post.store,
        connection=post.connection,
        batch_size=post.settings.batch_size,
        message_octets=post.settings.message_octets,
        progress=post.progress,
    )
    if post.special.sent:
        read_sent(beside, now)
    read_moves(beside, post.special, baseline_at, now)


def _baseline(post: Post, selected: Selected, now: datetime) -> None:
    """First start: what is there now is the past; nothing is drafted, moved or sent about it."""
    watermark = Watermark(
        inbox=post.inbox,
        mailbox=post.mailbox,
        uidvalidity=selected.uidvalidity,
        last_uid=selected.uidnext - 1,
        message_count=selected.exists,
        baseline_at=now,
        last_received_at=now,
    )
    post.store.commit((), (), watermark, now)
    _log.info(format_event("inbox.baseline", inbox=post.inbox, older_messages=selected.exists))


def _notice_sudden_emptiness(
    post: Post, selected: Selected, watermark: Watermark, now: datetime
) -> None:
    if selected.exists == 0 and watermark.message_count >= _SUDDENLY_EMPTY_FROM:
        _hold(post, f"{post.mailbox} held {watermark.message_count} messages and is empty", now)
        post.store.commit((), (), replace(watermark, message_count=0), now)


def _rescan(post: Post, selected: Selected, watermark: Watermark, now: datetime) -> int:
    """UIDVALIDITY changed: every UID we know is void (RFC 9051 §2.3.1.1).

    Messages since the last one read are fetched again and told apart by their fingerprint. The
    new watermark is committed after all of them, so that a crash in between scans again. Servers
    know whole seconds (RFC 9051 §2.3.3): what came in the second of our first look is read.
    """
    _hold(post, f"{post.mailbox} has a new UIDVALIDITY; was it restored or recreated?", now)
    since = max(watermark.baseline_at, watermark.last_received_at - _RESCAN_OVERLAP)
    uids = uids_since(post.connection, since - _RESCAN_OVERLAP)
    first_look = watermark.baseline_at.replace(microsecond=0)
    count = _read(post, selected, None, uids, now, not_before=first_look)
    if count < len(uids):
        return count
    anew = replace(
        watermark,
        uidvalidity=selected.uidvalidity,
        last_uid=max([selected.uidnext - 1, *uids]),
        message_count=selected.exists,
    )
    post.store.commit((), (), anew, now)
    return count


def _hold(post: Post, reason: str, now: datetime) -> None:
    post.store.hold(post.inbox, reason, now)
    remedy = f"inbox-triage queue release {post.inbox}"
    _log.error(format_event("inbox.held", inbox=post.inbox, reason=reason, remedy=remedy))


def _read(
    post: Post,
    selected: Selected,
    watermark: Watermark | None,
    uids: Sequence[int],
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> int:
    """Fetch and decide about these UIDs, a batch at a time; effects follow each commit.

    Returns how many were read: fewer than given when told to end between two batches.
    """
    moves = done = 0
    for done, chunk in _chunks(uids, post.settings.batch_size):
        fetched, missed = _fetch(post, selected, chunk, not_before)
        handled = handle(_desk(post), post.store, Batch(watermark, fetched, missed), now)
        watermark = handled.watermark
        moves += handled.move_count
        if moves > post.settings.moves_per_turn:
            _hold(post, f"{moves} messages would be moved at once", now)
        _apply(post, now)
        if len(uids) > post.settings.batch_size:
            _log.info(format_event("inbox.reading", inbox=post.inbox, done=done, of=len(uids)))
        if not post.progress(done, len(uids)):
            break
    return done


def _fetch(
    post: Post, selected: Selected, uids: Sequence[int], not_before: datetime | None
) -> tuple[list[Fetched], list[Missed]]:
    fetched: list[Fetched] = []
    missed: list[Missed] = []
    for item in fetch(post.connection, selected, uids, post.settings.message_octets):
        if isinstance(item, Missed):
            missed.append(item)
        elif not_before is None or item.received_at >= not_before:
            fetched.append(item)
    return fetched, missed


def _chunks(uids: Sequence[int], size: int) -> Iterator[tuple[int, Sequence[int]]]:
    for start in range(0, len(uids), size):
        chunk = uids[start : start + size]
        yield start + len(chunk), chunk


def _desk(post: Post) -> Desk:
    return Desk(post.inbox, post.settings.handbook, post.classifier)


def _apply(post: Post, now: datetime) -> None:
    """Carry out what is committed; a held inbox keeps it for later (the store refuses the claim).

    An inbox that was turned down to shadow keeps what was planned before: reads only means it.
    """
    if post.settings.policy.inboxes[post.inbox].mode is Mode.SHADOW:
        return
    hands = Hands(
        inbox=post.inbox,
        connection=post.connection,
        special=post.special,
        server=post.settings.servers.get(post.inbox),
        store=post.store,
    )
    carry_out(hands, now)
