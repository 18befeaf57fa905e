"""The outbox for people: what waits or failed, taking it up, giving it up, taking it back."""

import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from inbox_triage.cli.opening import clock, open_settings
from inbox_triage.cli.options import config_option, find_config
from inbox_triage.cli.showing import local, printable, table
from inbox_triage.errors import EX_DATAERR
from inbox_triage.store.database import Store, open_store
from inbox_triage.store.looking import Parked, QueuedEffect
from inbox_triage.store.undoing import Undoable
from inbox_triage.triage.plan import EffectState, describe
from inbox_triage.triage.policy import Mode

_SHOWN = 1000
_WAITING = (
    EffectState.PLANNED,
    EffectState.STARTED,
    EffectState.FAILED,
    EffectState.UNSURE,
)
_STUCK = (EffectState.FAILED, EffectState.UNSURE)


@click.group()
def queue() -> None:
    """Decide about effects that wait, failed or are unsure."""


@queue.command("list")
@config_option()
@click.option("--all", "show_all", is_flag=True, help="Also those that are done or dropped.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_effects(config_path: Path | None, *, show_all: bool, as_json: bool) -> None:
    """Show effects not done, latest first, and parked messages."""
    states = tuple(EffectState) if show_all else _WAITING
    with _store(config_path) as store:
        queued, parked = store.effects(states, _SHOWN), store.parked()
    if as_json:
        for row in [*map(_queued_json, queued), *map(_parked_json, parked)]:
            click.echo(json.dumps(row))
        return
    for one in queued:
        effect = one.effect
        click.echo(f"{one.state:<8} {effect.inbox}: {printable(describe(effect))}  [{effect.key}]")
        if words := _standing(one):
            click.echo(f"         {printable(words)}")
    for message in parked:
        where = f"{message.inbox}: UID {message.uid.uid} in {message.uid.mailbox}"
        click.echo(f"parked   {printable(where)}\n         {printable(_last_line(message))}")
    _tell_what_to_do(queued, parked)


def _standing(queued: QueuedEffect) -> str:
    """Return how often it was tried, when it is tried again, and what the server said."""
    waits = queued.state is EffectState.PLANNED and queued.attempts
    parts = (
        f"tried {queued.attempts} time(s)" if waits or queued.state in _STUCK else "",
        f"again from {local(queued.not_before)}" if waits else "",
        queued.detail,
    )
    return "; ".join(part for part in parts if part)


def _tell_what_to_do(queued: Sequence[QueuedEffect], parked: Sequence[Parked]) -> None:
    if any(one.state in _STUCK for one in queued):
        click.echo(
            "\n`queue retry KEY` or `queue retry INBOX` tries again, `queue drop KEY` gives up."
        )
    if parked:
        click.echo(
            "\nParked messages are tried again by the next version. Please report the defect; "
            "`queue list --json` has its traceback."
        )
    if not queued and not parked:
        click.echo("Nothing waits, nothing failed, nothing is parked.")


def _queued_json(queued: QueuedEffect) -> dict[str, object]:
    return {
        "key": queued.effect.key,
        "inbox": queued.effect.inbox,
        "state": queued.state,
        "what": describe(queued.effect),
        "conversation": queued.conversation,
        "attempts": queued.attempts,
        "not_before": queued.not_before.isoformat(),
        "detail": queued.detail,
    }


def _parked_json(parked: Parked) -> dict[str, object]:
    return {
        "state": "parked",
        "inbox": parked.inbox,
        "mailbox": parked.uid.mailbox,
        "uid": parked.uid.uid,
        "parked_at": parked.parked_at.isoformat(),
        "detail": _last_line(parked),
        "traceback": parked.detail,
    }


def _last_line(parked: Parked) -> str:
    return parked.detail.strip().rpartition("\n")[2]


@queue.command()
@config_option()
@click.argument("name")
def retry(config_path: Path | None, name: str) -> None:
    """Plan one effect anew by its KEY, or all failed of an INBOX.

    An effect that is unsure may have reached a customer already: look in Sent first.
    """
    with _store(config_path) as store:
        count = store.retry(name, clock())
    _told(count, f"{count} effect(s) planned again.", f"Nothing failed under {name}.")


@queue.command()
@config_option()
@click.argument("key")
def drop(config_path: Path | None, key: str) -> None:
    """Never carry out the effect with this KEY."""
    with _store(config_path) as store:
        count = store.drop(key)
    _told(count, f"Dropped {key}.", f"No effect with the key {key} waits or failed.")


@queue.command()
@config_option()
@click.argument("inbox")
def release(config_path: Path | None, inbox: str) -> None:
    """Let a held INBOX write again.

    Look first at why it was held: `inbox-triage status` says it.
    """
    with _store(config_path) as store:
        reason = store.held(inbox)
        store.release(inbox)
    _told(reason, f"Released {inbox}. It was held: {reason}", f"{inbox} is not held.")


@click.command()
@config_option()
@click.option("--list", "only_list", is_flag=True, help="Show what can be taken back.")
@click.option("--limit", default=50, show_default=True, help="How many of the latest to show.")
@click.argument("names", nargs=-1)
def undo(config_path: Path | None, names: tuple[str, ...], limit: int, *, only_list: bool) -> None:
    """Take back what was done on the server.

    NAMES are keys as `undo --list` shows them, or references such as K7Q2. The daemon carries
    it out within a minute; `inbox-triage once` does it at once. Sent mail cannot be taken back.
    """
    settings = open_settings(find_config(config_path), with_templates=False)
    with contextlib.closing(open_store(settings.database)) as store:
        if only_list or not names:
            _list_undoable(store.undoable(None, limit))
            return
        entries = [entry for name in names for entry in _entries(store, name)]
        keys = {*names, *(entry.effect.key for entry in entries)}
        count = store.plan_undo(sorted(keys), clock())
    how = "the daemon does it within a minute, or `inbox-triage once`"
    _told(
        count,
        f"{count} effect(s) will be taken back: {how}.",
        f"Nothing can be taken back under {', '.join(names)}; `undo --list` shows what can.",
    )
    for inbox in {entry.effect.inbox for entry in entries} & settings.policy.inboxes.keys():
        if settings.policy.inboxes[inbox].mode is Mode.SHADOW:
            click.echo(f"But {inbox} is in mode shadow, which writes nothing: set assist first.")


def _list_undoable(entries: Sequence[Undoable]) -> None:
    rows = [(e.conversation or "-", describe(e.effect), f"[{e.effect.key}]") for e in entries]
    click.echo("\n".join(table(rows)) if rows else "There is nothing to take back.")


def _entries(store: Store, name: str) -> list[Undoable]:
    """Return a conversation's undoable effects, or the one with this key."""
    found = store.undoable(name.upper(), _SHOWN)
    return found or [entry for entry in store.undoable(None, _SHOWN) if entry.effect.key == name]


def _store(config_path: Path | None) -> contextlib.closing[Store]:
    return contextlib.closing(
        open_store(open_settings(find_config(config_path), with_templates=False).database)
    )


def _told(done: object, words: str, otherwise: str) -> None:
    if not done:
        click.echo(otherwise, err=True)
        sys.exit(EX_DATAERR)
    click.echo(words)
