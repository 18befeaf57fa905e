"""Running the product as an admin does: a verb and what it says, the daemon as a process."""

import contextlib
import io
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from unittest import mock

from inbox_triage.cli.main import main
from inbox_triage.triage.plan import Outcome
from tests.journeys.site import Site
from tests.servers.dovecot import Login

PATIENCE_SECONDS = 60.0  # far more than anything takes; only a failure waits so long


@dataclass(frozen=True, slots=True)
class Said:
    """What a verb printed and its exit code."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path) -> Said:
    """Run one verb of the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["inbox-triage", *map(str, arguments)]
    code: object = None
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "excepthook"),
        _logging_as_it_was(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _logging_as_it_was() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("inbox_triage", "apscheduler")]
    before = [(log, log.handlers[:], log.level, log.propagate) for log in loggers]
    try:
        yield
    finally:
        for log, handlers, level, propagate in before:
            log.handlers[:], log.propagate = handlers, propagate
            log.setLevel(level)


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Return when the condition holds; the test fails when it never does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, f"never came: {what}"
        time.sleep(0.02)


class DaemonProcess:
    """`inbox-triage run` as a process of its own; its log is kept in a file beside the site."""

    def __init__(self, site: Site, environment: Mapping[str, str] | None = None) -> None:
        self._log = site.directory / "daemon.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "inbox_triage", "run", "--config", str(site.config)],
                stderr=log,
                env={**os.environ, **(environment or {})},
            )

    def log(self) -> str:
        return self._log.read_text()

    def wait_for(self, words: str) -> None:
        """Wait for words in the log."""
        wait_until(lambda: words in self.log() or self._process.poll() is not None, words)
        assert words in self.log(), self.log()

    def send(self, which: signal.Signals) -> None:
        self._process.send_signal(which)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code; negative when the signal killed it."""
        self.send(by)
        return self._process.wait(PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()


def give_model(site: Site, trained: Path) -> None:
    """Put a trained artifact where the site's daemon looks, so that nothing has to be trained."""
    shutil.copytree(trained, site.directory / "state" / "model")


def outcomes(site: Site, mailbox: str = "INBOX") -> dict[Outcome, int]:
    """Return how many messages have which outcome."""
    with contextlib.closing(site.store()) as store:
        coverage = store.coverage("support", mailbox)
    return coverage.messages if coverage else {}


def second_inbox(login: Login, *, password: str | None = None, imap_extra: str = "") -> str:
    """Return the section of an inbox `billing`, for `Site.extra`."""
    return f"""
[inbox.billing]
address = "billing@example.com"
mode = "full"
queue = "billing"
[inbox.billing.imap]
host = "127.0.0.1"
port = {login.server.imap_port}
security = "none"
username = "{login.username}"
password = "{password or login.password}"
{imap_extra}
"""
