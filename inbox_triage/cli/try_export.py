"""The verb `try`: what we would make of a team's own mail, before anything is connected."""

import json
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import Console
from rich.progress import Progress

from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.cli.artifacts import trained_path
from inbox_triage.cli.trial_summary import show
from inbox_triage.config.loading import load
from inbox_triage.config.standard import standard_handbook
from inbox_triage.errors import UsageError
from inbox_triage.triage.findings import Handbook
from inbox_triage.trial.addressed import guess_address
from inbox_triage.trial.figures import Tally
from inbox_triage.trial.html import Setting, write_report
from inbox_triage.trial.reading import Place, find_messages, octets_of
from inbox_triage.trial.rows import in_order, row_of
from inbox_triage.trial.running import Tried, try_out

_NOBODY = "support@example.com"  # of an export without any recipient
_ZONE_FILES = "/usr/share/zoneinfo/"


@click.command("try")
@click.argument(
    "exports", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="EXPORT..."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message, in order.")
@click.option(
    "--html", "html_file", type=click.Path(path_type=Path), help="Write a report for people."
)
@click.option("--address", "addresses", multiple=True, help="Your shared address; may be repeated.")
@click.option("--agent", "agents", multiple=True, help="An address that your people answer from.")
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Use your own rules."
)
def try_export(
    exports: tuple[Path, ...],
    html_file: Path | None,
    addresses: tuple[str, ...],
    agents: tuple[str, ...],
    config_path: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show what would be made of the mail in EXPORT.

    All of it offline: nothing is sent or recorded. An EXPORT is an mbox file, a Maildir, or a
    directory of .eml files. Name the export of your Sent mailbox too and you see how fast you
    answer. Without --address the address that most messages are for is taken as yours. Exit code
    66 when an export cannot be read.
    """
    if config_path and (addresses or agents):
        raise UsageError("--config tells the addresses already; leave out --address and --agent.")
    if html_file and not html_file.parent.is_dir():
        raise UsageError(f"There is no directory {html_file.parent} to write the report into.")
    with _progress() as progress:
        places = _find(exports, progress)
        own = _Own(addresses, agents, config_path)
        handbook, setting = _handbook(exports, places, own)
        tally = Tally(handbook.policy.hours.zone)
        tries = _counted(try_out(places, handbook, _classifier()), tally)
        watched = progress.track(tries, len(places), description="Trying them")
        if as_json:
            for line in in_order((tried.number, _line(tried)) for tried in watched):
                click.echo(line)
        else:
            deque(watched, maxlen=0)
    if html_file:
        _write(html_file, write_report(tally, setting))
    if not as_json:
        show(tally, setting, html_file)


@dataclass(frozen=True, slots=True)
class _Own:
    """What the command line says about the team."""

    addresses: tuple[str, ...]
    agents: tuple[str, ...]
    config_path: Path | None


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _find(exports: Sequence[Path], progress: Progress) -> list[Place]:
    bar = progress.add_task("Looking for messages", total=octets_of(exports) or None)
    places = find_messages(exports, lambda octets: progress.advance(bar, octets))
    progress.remove_task(bar)
    return places


def _handbook(
    exports: Sequence[Path], places: Sequence[Place], own: _Own
) -> tuple[Handbook, Setting]:
    """Return the admin's handbook or the standard one, and what the report says about it."""
    names = [str(export) for export in exports]
    if own.config_path:
        handbook = load(own.config_path).handbook
        addresses: Sequence[str] = [i.address for i in handbook.policy.inboxes.values()]
    else:
        addresses = own.addresses or [guess_address(places) or _NOBODY]
        handbook = standard_handbook(addresses, own.agents, _local_zone())
    is_guess = not own.addresses and not own.config_path
    zone = handbook.policy.hours.zone.key
    return handbook, Setting(names, ", ".join(addresses), is_guess, zone)


def _classifier() -> Classifier:
    classifier = load_or_train(trained_path())
    for notice in classifier.notices:
        click.echo(f"inbox-triage: {notice}", err=True)
    return classifier


def _local_zone() -> str:
    """Return the name of this machine's time zone, UTC when it has none."""
    linked = os.path.realpath("/etc/localtime")
    for name in (os.environ.get("TZ", ""), linked.rpartition(_ZONE_FILES)[2]):
        try:
            return ZoneInfo(name.removeprefix("Etc/")).key
        except (ValueError, OSError, ZoneInfoNotFoundError):
            continue
    return "UTC"


def _counted(tries: Iterator[Tried], tally: Tally) -> Iterator[Tried]:
    for tried in tries:
        tally.add(tried)
        yield tried


def _line(tried: Tried) -> str:
    return json.dumps(row_of(tried), ensure_ascii=False)


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, "utf-8", "replace")
    except OSError as error:
        raise UsageError(f"The report cannot be written to {file}: {error.strerror}.") from error
