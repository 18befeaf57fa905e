"""The verbs that do the work: `run` watches until stopped, `once` reads what is there and ends."""

import contextlib
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from inbox_triage.classifier.model import Classifier
from inbox_triage.cli.opening import clock, open_memory, open_settings
from inbox_triage.cli.options import config_option, find_config
from inbox_triage.config.reloading import Watched
from inbox_triage.config.settings import Settings
from inbox_triage.daemon import Daemon, run_until_signal
from inbox_triage.errors import EX_OK, ServerError, StoreError, UsageError
from inbox_triage.logs import set_up
from inbox_triage.store.database import Store
from inbox_triage.watcher import visit


@click.command()
@config_option()
@click.option("-v", "--verbose", is_flag=True, help="Log every effect, not only what failed.")
def run(config_path: Path | None, *, verbose: bool) -> None:
    """Watch every inbox until SIGTERM or Ctrl-C.

    Logs one event a line to standard error. Edited config, rules and templates are taken over
    within seconds; a mistake in them is logged and the old ones stay.
    """
    set_up(verbose=verbose)
    path = find_config(config_path)
    watched = Watched(path)
    settings = open_settings(path)
    with only_one(settings.state_dir):
        classifier, store = open_memory(settings)
        with contextlib.closing(store):
            run_until_signal(Daemon(settings, classifier, store, watched))


@click.command()
@config_option()
@click.option("-v", "--verbose", is_flag=True, help="Log every effect, not only what failed.")
def once(config_path: Path | None, *, verbose: bool) -> None:
    """Read what has arrived in every inbox, act on it, and end.

    For cron and for trying. Ends with 75 when a server could not be reached this time and
    with 69 when it refused; the other inboxes are still read.
    """
    settings = open_settings(find_config(config_path))
    with only_one(settings.state_dir), _bar() as bar:
        set_up(verbose=verbose, quiet=bar is not None)
        classifier, store = open_memory(settings)
        with contextlib.closing(store):
            code = _visit_all(settings, classifier, store, bar)
    sys.exit(code)


def _visit_all(
    settings: Settings, classifier: Classifier, store: Store, bar: Progress | None
) -> int:
    """Take one turn of every inbox; return the exit code of the last one that failed, or 0."""
    code = EX_OK
    for inbox in settings.accounts:
        row = bar.add_task(inbox, total=None) if bar else None
        try:
            told = partial(_advance, bar, row)
            count = visit(inbox, settings, classifier, store, clock, told)
            click.echo(f"{inbox}: {count} message(s) read")
        except ServerError as error:
            click.echo(f"{inbox}: {error}", err=True)
            code = error.exit_code
    return code


def _advance(bar: Progress | None, row: TaskID | None, done: int, total: int) -> bool:
    if bar and row is not None:
        bar.update(row, completed=done, total=total)
    return True


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show a bar an inbox on a terminal; elsewhere None, the log tells how far it is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        yield bar


@contextmanager
def only_one(state_dir: Path) -> Iterator[None]:
    """Hold the lock of this state directory: two daemons on one memory would act twice."""
    path = state_dir / "lock"
    try:
        lock = path.open("w")
    except OSError as error:
        raise StoreError(
            f"The lock {path} cannot be written: {error.strerror}.",
            remedy="Give the daemon's user write access there and some space, or set state_dir.",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"Another inbox-triage is running with {state_dir}.",
                remedy="Stop it first, or give this one a state_dir of its own.",
            ) from None
        yield
