"""The verbs that look at what is recorded: `status` for a team, `explain` for one message."""

import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from inbox_triage.cli.opening import clock, open_settings
from inbox_triage.cli.options import config_option, find_config
from inbox_triage.cli.showing import local, printable, table
from inbox_triage.errors import EX_DATAERR, EX_UNAVAILABLE, InputError
from inbox_triage.message.parsing import parse
from inbox_triage.store.database import open_store
from inbox_triage.store.looking import Explanation, QueuedEffect
from inbox_triage.store.status import ConversationStatus, InboxStatus
from inbox_triage.triage.plan import EffectState, Outcome, describe

_Name = TypeVar("_Name", bound=str)
_VERDICT_LENGTH = 100
_MAX_OCTETS = 64 * 1024 * 1024


@click.command()
@config_option()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(config_path: Path | None, *, as_json: bool) -> None:
    """Show what is read, open, due, waiting, parked or held.

    Ends with 69 when an inbox is held or an effect needs a human, else 0: fit for monitoring.
    """
    settings = open_settings(find_config(config_path), with_templates=False)
    with contextlib.closing(open_store(settings.database)) as store:
        found = store.status(clock())
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), default=_plain, sort_keys=True))
    else:
        for inbox in found.inboxes:
            click.echo("\n".join([click.style(inbox.inbox, bold=True), *_status_lines(inbox)]))
        for name in settings.accounts.keys() - {inbox.inbox for inbox in found.inboxes}:
            click.echo(click.style(name, bold=True))
            click.echo("  not looked at yet: start `inbox-triage run`; `doctor` tells of trouble")
    sys.exit(EX_UNAVAILABLE if any(_needs_a_human(inbox) for inbox in found.inboxes) else 0)


def _needs_a_human(inbox: InboxStatus) -> bool:
    stuck = inbox.effects.get(EffectState.FAILED, 0) + inbox.effects.get(EffectState.UNSURE, 0)
    return bool(inbox.held or stuck)


def _status_lines(inbox: InboxStatus) -> list[str]:
    conversations = inbox.conversations
    rows = [
        ("messages", _counts(inbox.messages)),
        ("last received", local(inbox.last_received_at)),
        ("conversations", _counts(conversations.by_status)),
        ("priority", _counts(conversations.by_priority)),
        ("queues", _counts(conversations.by_queue)),
        ("due", _due(conversations)),
        ("effects", _counts(inbox.effects)),
    ]
    if inbox.held:
        release = f"look why, then `inbox-triage queue release {inbox.inbox}`"
        rows = [("HELD", inbox.held), ("", release), *rows]
    elif _needs_a_human(inbox):
        rows.append(("", "some need a human: `inbox-triage queue list`"))
    if inbox.messages.get(Outcome.PARKED):
        rows.append(("parked", "could not be read: `inbox-triage queue list`"))
    return table(rows, indent="  ")


def _due(conversations: ConversationStatus) -> str:
    if conversations.overdue_count:
        since = local(conversations.oldest_due_at)
        return f"{conversations.overdue_count} overdue, the oldest since {since}"
    return (
        f"next {local(conversations.oldest_due_at)}" if conversations.oldest_due_at else "nothing"
    )


def _counts(counts: Mapping[_Name, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


@click.command()
@config_option()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message.")
@click.argument("name")
def explain(config_path: Path | None, name: str, *, as_json: bool) -> None:
    """Show why a message was handled as it was.

    NAME is a Message-ID, a conversation's reference such as K7Q2, or a file with the message.
    Ends with 65 when nothing is recorded under that name.
    """
    settings = open_settings(find_config(config_path), with_templates=False)
    with contextlib.closing(open_store(settings.database)) as store:
        found = next(filter(None, map(store.find_decision, _keys(name))), [])
    if not found:
        click.echo(
            f"Nothing is recorded about {name}. It may be older than the first start.", err=True
        )
        sys.exit(EX_DATAERR)
    for explanation in found:
        if as_json:
            click.echo(json.dumps(_explanation_json(explanation), default=_plain, sort_keys=True))
        else:
            click.echo("\n".join(_explanation_lines(explanation)) + "\n")


def _keys(name: str) -> Iterator[str]:
    """Yield what the message may be found under; a long one was read, and named, in part only."""
    if not os.path.isfile(name):  # noqa: PTH113 - never raises, however long the name is
        yield name
        return
    message = parse(_read(Path(name)))
    yield message.fingerprint
    if message.message_id:
        yield message.message_id


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_OCTETS)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _explanation_lines(explanation: Explanation) -> list[str]:
    """Return the explanation for a terminal: what was decided, why, and what was done."""
    decision, conversation = explanation.decision, explanation.conversation
    sure = "sure" if decision.sure else "not sure"
    places = [f"{inbox}: {uid.mailbox}, UID {uid.uid}" for inbox, uid in explanation.locations]
    stands = f", {conversation.status}" if conversation else ""
    facts = [
        ("from", explanation.author),
        ("received", local(explanation.received_at)),
        ("seen in", "; ".join(places) or "-"),
        ("outcome", decision.outcome),
        ("conversation", f"{decision.conversation or '-'}{stands}"),
        ("category", f"{decision.category} ({decision.confidence:.0%}, {sure})"),
        ("priority", decision.priority),
        ("queue", f"{decision.queue or '-'}, assigned to {decision.assignee or 'nobody'}"),
        ("due", local(decision.due_at)),
    ]
    sections = (
        ("Why", [(reason.topic, reason.text) for reason in decision.reasons]),
        (
            "Rules, in the order they were read",
            [(n, _shortened(v)) for n, v in decision.rule_verdicts],
        ),
        ("When it was moved", [(text,) for text in explanation.moves]),
        ("Not done in this mode", [(effect,) for effect in decision.withheld]),
        ("Effects on its conversation", [_effect_row(queued) for queued in explanation.effects]),
    )
    lines = [printable(explanation.subject) or "(no subject)", *table(facts, indent="  ")]
    for title, rows in sections:
        lines += ["", title, *table(rows, indent="  ")] if rows else []
    return lines


def _shortened(verdict: str) -> str:
    """Return a verdict that fits a line or two; a rule may look for fifty words, --json has all."""
    return verdict if len(verdict) <= _VERDICT_LENGTH else f"{verdict[:_VERDICT_LENGTH]}…"


def _effect_row(queued: QueuedEffect) -> tuple[str, ...]:
    detail = f" ({queued.detail})" if queued.detail else ""
    return queued.state, describe(queued.effect) + detail


def _explanation_json(explanation: Explanation) -> dict[str, object]:
    fields = {f.name: getattr(explanation, f.name) for f in dataclasses.fields(explanation)}
    fields["decision"] = dataclasses.asdict(explanation.decision)
    fields["conversation"] = explanation.conversation and dataclasses.asdict(
        explanation.conversation
    )
    fields["locations"] = [
        {"inbox": inbox, **dataclasses.asdict(uid)} for inbox, uid in explanation.locations
    ]
    fields["effects"] = [
        {"key": q.effect.key, "what": describe(q.effect), "state": q.state, "detail": q.detail}
        for q in explanation.effects
    ]
    return fields


def _plain(value: object) -> object:
    """Return what JSON has no form for: times as ISO 8601, sets sorted, the rest as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)
