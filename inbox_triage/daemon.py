"""Keeps the pipeline turning: one watcher thread an inbox, a scheduler that ticks, signals.

Threads, because IMAPClient blocks and an inbox sleeps most of its life. Each watcher owns its
connection; a bell wakes it from IDLE when it is to stop, to reload or to try again.
"""

import contextlib
import logging
import os
import random
import select
import signal
import socket
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from inbox_triage.classifier.model import Classifier
from inbox_triage.config.reloading import Watched, reload
from inbox_triage.config.settings import Settings
from inbox_triage.errors import ServerError, StoreError, TriageError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.idle import wait_for_change
from inbox_triage.imap.mailbox import Special, special_mailboxes
from inbox_triage.logs import format_event
from inbox_triage.store.database import Store
from inbox_triage.watcher import Post, begin, turn

_log = logging.getLogger(__name__)

_BACKOFF_SECONDS = (1, 2, 5, 15, 60, 300)
_REFUSED_SECONDS = 60  # a wrong password: hammering a server locks the account
_RELOAD = "reload"
_RELOAD_SECONDS = 5
_SWEEP_SECONDS = 60
_WATCHDOG_SECONDS = 15
_LEAVE_SECONDS = 20
_STALLED_SECONDS = 1200  # longer than any slice of IDLE, any timeout and any backoff together


def clock() -> datetime:
    """Return now: read once a turn, handed down as an argument."""
    return datetime.now(UTC)  # noqa: TID251 - the daemon is where the clock is read


@dataclass(slots=True)
class Office:
    """What all watchers share; `settings` is replaced as a whole by a reload."""

    settings: Settings
    classifier: Classifier
    store: Store
    stop: threading.Event


class Watcher(threading.Thread):
    """One inbox's thread: connect, turn, wait, turn …; reconnects with backoff and jitter."""

    def __init__(self, inbox: str, office: Office) -> None:
        super().__init__(name=f"watch-{inbox}", daemon=True)
        self.inbox = inbox
        self.office = office
        self.last_sign_at = clock()
        self._leave = threading.Event()
        self._listening = False
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)  # noqa: FBT003 - the only way to call it
        self._ear.setblocking(False)  # noqa: FBT003 - same

    def wake(self) -> None:
        """End the wait early; the next turn comes at once."""
        with contextlib.suppress(OSError):  # full wakes as well; closed means it has left
            self._bell.send(b"w")

    def nudge(self) -> None:
        """Wake it from waiting for news; a pause after a failure is not cut short."""
        if self._listening:
            self.wake()

    def leave(self) -> None:
        """Finish the turn in progress and end."""
        self._leave.set()
        self.wake()

    def join_until(self, until: float) -> bool:
        """Wait for its end until this time.monotonic(); tell whether it came."""
        self.join(max(until - time.monotonic(), 0))
        if self.is_alive():
            return False
        self._bell.close()  # not by the thread itself: others may be ringing
        self._ear.close()
        return True

    def run(self) -> None:
        """Keep a session open until told to leave."""
        failures = 0
        while not self._leaving():
            started = self.last_sign_at = clock()
            pause = self._attempt(failures)
            lasted = (clock() - started).total_seconds()
            failures = 0 if lasted > _BACKOFF_SECONDS[-1] else failures + 1
            self._sleep(pause)

    def _attempt(self, failures: int) -> float:
        """Run one session to its end; return how many seconds to wait before the next."""
        step = _BACKOFF_SECONDS[min(failures, len(_BACKOFF_SECONDS) - 1)]
        pause = step * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
        try:
            self._session()
        except ServerError as error:
            self._complain("inbox.unreachable" if error.temporary else "inbox.refused", error)
            return pause if error.temporary else max(pause, _REFUSED_SECONDS)
        except StoreError as error:
            self._complain("store.failed", error)
        except Exception:  # noqa: BLE001 - logged whole, see below
            # The other of the two places: a defect of ours must not end the watch over an inbox.
            _log.exception(format_event("turn.failed", inbox=self.inbox))
        return pause

    def _complain(self, event: str, error: TriageError) -> None:
        _log.error(
            format_event(event, inbox=self.inbox, error=error.what, remedy=error.remedy or "-")
        )

    def _session(self) -> None:
        account = self.office.settings.accounts[self.inbox]
        with connect(account) as connection:
            special = special_mailboxes(connection, account)
            _log.info(format_event("inbox.connected", inbox=self.inbox, host=account.host))
            begin(self._post(connection, special), clock())
            while not self._leaving():
                turn(self._post(connection, special), clock())
                self.last_sign_at = clock()
                self._listen(connection, account.poll_every.total_seconds())

    def _listen(self, connection: Connection, seconds: float) -> None:
        self._listening = True
        try:
            wait_for_change(connection, seconds, self._ear.fileno())
        finally:
            self._listening = False
        self._drain()

    def _post(self, connection: Connection, special: Special) -> Post:
        return Post(
            inbox=self.inbox,
            settings=self.office.settings,
            classifier=self.office.classifier,
            store=self.office.store,
            connection=connection,
            special=special,
            progress=self._goes_on,
        )

    def _goes_on(self, done: int, total: int) -> bool:
        """A long turn is a sign of life after each batch, and ends there when it has to."""
        del done, total
        self.last_sign_at = clock()
        return not self._leaving()

    def _leaving(self) -> bool:
        return self._leave.is_set() or self.office.stop.is_set()

    def _sleep(self, seconds: float) -> None:
        if not self._leaving():
            select.select([self._ear], [], [], seconds)
            self._drain()

    def _drain(self) -> None:
        """However often it was rung, one turn answers it."""
        with contextlib.suppress(BlockingIOError):
            self._ear.recv(4096)


class Daemon:
    """All watchers and the scheduler, from start to stop.

    `watched` are the files of the settings as they were before those were loaded: what the admin
    edits while we start is taken over too.
    """

    def __init__(
        self,
        settings: Settings,
        classifier: Classifier,
        store: Store,
        watched: Watched | None = None,
    ) -> None:
        self.office = Office(settings, classifier, store, threading.Event())
        self._watched = watched or Watched(settings.path)
        self._watchers: dict[str, Watcher] = {}
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Start one watcher an inbox and the ticks."""
        for inbox in self.office.settings.accounts:
            self._watch(inbox)
        for name, seconds, tick in (
            (_RELOAD, _RELOAD_SECONDS, self._reload_when_changed),
            ("sweep", _SWEEP_SECONDS, self._sweep),
            ("watchdog", _WATCHDOG_SECONDS, self._feed_watchdog),
        ):
            self._scheduler.add_job(
                tick, "interval", id=name, seconds=seconds, coalesce=True, misfire_grace_time=None
            )
        self._scheduler.start()
        tell_systemd("READY=1")
        _log.info(format_event("daemon.started", inboxes=",".join(self._watchers)))

    def reload_now(self) -> None:
        """Look at the admin's files at once instead of within seconds."""
        _log.info(format_event("daemon.reload_asked"))
        self._scheduler.modify_job(_RELOAD, next_run_time=clock())

    def stop(self) -> None:
        """Let every watcher finish the batch in hand, then end; safe to call twice."""
        self.office.stop.set()
        tell_systemd("STOPPING=1")
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        watchers = list(self._watchers.values())
        for watcher in watchers:
            watcher.leave()
        until = time.monotonic() + _LEAVE_SECONDS
        busy = [watcher.inbox for watcher in watchers if not watcher.join_until(until)]
        _log.info(format_event("daemon.stopped", left_busy=",".join(busy) or "-"))

    def _watch(self, inbox: str) -> None:
        self._watchers[inbox] = Watcher(inbox, self.office)
        self._watchers[inbox].start()

    def _reload_when_changed(self) -> None:
        """Take over an edited config, rule or template; a bad edit leaves the old one running."""
        if not self._watched.changed():
            return
        old = self.office.settings
        new, problems = reload(old)
        for problem in problems:
            _log.error(format_event("config.refused", problem=problem))
        if problems:
            return
        if (new.state_dir, new.database) != (old.state_dir, old.database):
            remedy = "restart for another state_dir or database; the rest is taken over"
            _log.warning(format_event("config.needs_restart", remedy=remedy))
        self._follow(old, new)
        _log.info(format_event("config.reloaded", file=new.path))

    def _follow(self, old: Settings, new: Settings) -> None:
        """Start, stop and restart watchers so that they are those of the new settings."""
        changed = [
            watcher
            for inbox, watcher in self._watchers.items()
            if new.accounts.get(inbox) != old.accounts.get(inbox)
        ]
        for watcher in changed:  # before the new settings: they may not have its inbox any more
            watcher.leave()
        until = time.monotonic() + _LEAVE_SECONDS
        for watcher in changed:
            watcher.join_until(until)
            del self._watchers[watcher.inbox]
        self.office.settings = new
        for inbox in new.accounts:
            if inbox in self._watchers:
                self._watchers[inbox].wake()
            else:
                self._watch(inbox)

    def _sweep(self) -> None:
        """Effects that wait for another try are due by the clock, not by an event on a server."""
        for watcher in list(self._watchers.values()):
            watcher.nudge()

    def _feed_watchdog(self) -> None:
        now = clock()
        stalled = [
            w.inbox
            for w in list(self._watchers.values())
            if not w.is_alive() or (now - w.last_sign_at).total_seconds() > _STALLED_SECONDS
        ]
        if stalled:
            _log.error(format_event("watcher.stalled", inboxes=",".join(stalled)))
        else:
            tell_systemd("WATCHDOG=1")


def tell_systemd(state: str) -> None:
    """Send one sd_notify(3) state when systemd asked for it; do nothing elsewhere."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket of Linux
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, contextlib.suppress(OSError):
        notify.sendto(state.encode(), address)


def run_until_signal(daemon: Daemon) -> None:
    """Run in the foreground until SIGTERM or SIGINT; SIGHUP looks at edited files at once.

    The handler only writes to a pipe: setting an Event there can wait for a lock that the main
    thread, which it interrupted, holds.
    """
    read, write = os.pipe()

    def note(signum: int, frame: FrameType | None) -> None:
        del frame
        os.write(write, bytes([signum]))

    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, note)
    daemon.start()
    while os.read(read, 1)[0] == signal.SIGHUP:
        daemon.reload_now()
    daemon.stop()
