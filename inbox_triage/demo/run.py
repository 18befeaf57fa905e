"""The demo from start to end: the mail world, a site, the classifier, the real daemon, the story.

Fails: TriageError when the story gets stuck; OSError without a loopback interface or disk space.
"""

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from inbox_triage.classifier.model import load_or_train
from inbox_triage.config.loading import load
from inbox_triage.config.settings import Settings
from inbox_triage.daemon import Daemon
from inbox_triage.demo.client import open_client
from inbox_triage.demo.samples import SUPPORT, load_old_samples
from inbox_triage.demo.site import ACCOUNTS, SHOP, artifact_directory, write_site
from inbox_triage.demo.story import Stage, tell_story
from inbox_triage.demo.world import HOST, World, open_world
from inbox_triage.errors import EX_OK, TriageError
from inbox_triage.store.database import open_store

_LOG_LINES = 20
_NEOMUTT = (
    "set ssl_force_tls=no ssl_starttls=no imap_pass=demo from={address} "
    'folder="imap://support@{host}:{imap}" smtp_url="smtp://{host}:{smtp}" '
    "spoolfile=+INBOX postponed=+Drafts record=+Sent "
    'index_format="%Z %{{%H:%M}} %-20.20n %s %g"'
)


def run_demo(console: Console, *, once: bool) -> int:
    """Tell the story; afterwards serve the mailboxes until Ctrl-C, unless `once`.

    Returns:
        The exit code.
    """
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="inbox-triage-demo-"))
        directory = Path(name)
        stack.enter_context(_log_to(directory / "daemon.log"))
        servers = stack.enter_context(open_world(ACCOUNTS))
        settings = _settle(directory, servers)
        store = stack.enter_context(contextlib.closing(open_store(settings.database)))
        stage = Stage(
            console=console,
            servers=servers,
            settings=settings,
            store=store,
            support=stack.enter_context(open_client(servers, ACCOUNTS[0])),
            billing=stack.enter_context(open_client(servers, ACCOUNTS[1])),
            world=stack.enter_context(open_client(servers, servers.accounts[-1])),
            clock=_clock,
        )
        console.print(f"{SHOP}, an invented shop with its own mail servers on {HOST}.")
        for old in load_old_samples(_clock()):
            stage.support.put("INBOX", old.octets, seen=False, received_at=old.claimed_at)
        stack.enter_context(_daemon(stage, directory))
        tell_story(stage)
        if not once:
            _serve(stage)
    return EX_OK


def _settle(directory: Path, servers: World) -> Settings:
    settings = load(write_site(directory, servers))
    settings.state_dir.mkdir()
    return settings


@contextmanager
def _daemon(stage: Stage, directory: Path) -> Iterator[None]:
    """Run the daemon as `inbox-triage run` does, only without its signals."""
    with stage.console.status("Learning from the shipped examples; once …"):
        classifier = load_or_train(artifact_directory(directory))
    daemon = Daemon(stage.settings, classifier, stage.store)
    daemon.start()
    try:
        yield
    finally:
        daemon.stop()


def _serve(stage: Stage) -> None:
    """Say how to look around with a real mail client, and wait for Ctrl-C."""
    imap, smtp = stage.servers.imap_port, stage.servers.smtp_port
    name = Path(sys.argv[0]).name
    program = "python3 -m inbox_triage" if name == "__main__.py" else name
    for line in (
        "",
        "Look around with any mail client and write to us; Ctrl-C ends it.",
        f"  IMAP  {HOST} port {imap}, no TLS; user support, billing or world; password demo",
        f"  SMTP  {HOST} port {smtp}, no TLS, no login; write to {SUPPORT}",
        f"  neomutt -e '{_NEOMUTT.format(host=HOST, imap=imap, smtp=smtp, address=SUPPORT)}'",
        f"  {program} status --config {stage.settings.path}",
        f"  {program} explain --config {stage.settings.path} REFERENCE",
    ):
        stage.console.print(line, soft_wrap=True, markup=False)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


@contextmanager
def _log_to(path: Path) -> Iterator[None]:
    """Keep log lines out of the story: they go to a file beside the configuration."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    except TriageError:
        sys.stderr.writelines(path.read_text("utf-8").splitlines(keepends=True)[-_LOG_LINES:])
        raise
    finally:
        root.removeHandler(handler)
        handler.close()


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the demo is a whole day's work: it reads the clock
