"""`doctor`: asks every server what it can do, and tells the admin what that costs the team."""

import dataclasses
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from inbox_triage.cli.opening import clock, open_settings
from inbox_triage.cli.options import config_option, find_config
from inbox_triage.cli.showing import printable
from inbox_triage.config.settings import Settings
from inbox_triage.errors import EX_OK, EX_UNAVAILABLE, ServerError
from inbox_triage.imap.connection import Connection, connect
from inbox_triage.imap.mailbox import (
    Fetched,
    Selected,
    fetch,
    new_uids,
    select,
    special_mailboxes,
)
from inbox_triage.smtp.submission import check_login
from inbox_triage.triage.policy import Mode

_SKEW = timedelta(minutes=5)
_HEADER_OCTETS = 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is empty when all is well."""

    inbox: str
    level: str  # ok, warning, error
    what: str
    remedy: str = ""


@click.command()
@config_option()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a finding.")
def doctor(config_path: Path | None, *, as_json: bool) -> None:
    """Log in to every server and say what it can do; change nothing.

    Ends with 69 when something would keep the daemon from its work; warnings do not count.
    """
    settings = open_settings(find_config(config_path), with_templates=False)
    found = [finding for inbox in settings.accounts for finding in _examine(inbox, settings)]
    width = max(len(finding.inbox) for finding in found)
    for finding in found:
        if as_json:
            click.echo(json.dumps(dataclasses.asdict(finding)))
        else:
            click.echo(_as_text(finding, width))
    sys.exit(EX_UNAVAILABLE if any(f.level == "error" for f in found) else EX_OK)


def _as_text(finding: Finding, width: int) -> str:
    """Return the finding, its remedy on a line of its own below."""
    colour = {"ok": "green", "warning": "yellow", "error": "red"}[finding.level]
    level = click.style(f"{finding.level:<7}", colour)
    text = f"{level}  {finding.inbox:<{width}}  {printable(finding.what)}"
    remedy = f"\n{' ' * (11 + width)}{printable(finding.remedy)}"
    return text + (remedy if finding.remedy else "")


def _examine(inbox: str, settings: Settings) -> Iterator[Finding]:
    account = settings.accounts[inbox]
    try:
        with connect(account) as connection:
            protected = account.security.upper() if account.security != "none" else "no TLS"
            place = f"{account.host}:{account.port}"
            yield Finding(inbox, "ok", f"IMAP login at {place}, {protected}")
            yield from _capabilities(inbox, connection)
            selected = select(connection, account.mailbox)
            yield from _rights(inbox, selected, settings)
            yield from _mailboxes(inbox, connection, settings)
            yield from _clock(inbox, _newest_received_at(connection, selected), clock())
    except ServerError as error:
        yield Finding(inbox, "error", error.what, error.remedy)
    yield from _submission(inbox, settings)


def _capabilities(inbox: str, connection: Connection) -> Iterator[Finding]:
    costs = {
        "IDLE": "new mail is seen at the next poll, not at once",
        "MOVE": "moves are a copy and a delete: for a moment a message is in two mailboxes",
        "UIDPLUS": "nothing can be removed for good: replaced drafts stay marked as deleted",
        "CONDSTORE": "changes of flags are found by reading them all",
        "SPECIAL-USE": "Drafts and Sent are found by their names; set them in [inbox.….imap]",
    }
    offered = [capability for capability in costs if connection.has(capability)]
    if offered:
        yield Finding(inbox, "ok", f"the server offers {', '.join(offered)}")
    for capability in [name for name in costs if name not in offered]:
        what = f"the server has no {capability}"
        yield Finding(inbox, "warning", what, f"So {costs[capability]}.")


def _rights(inbox: str, selected: Selected, settings: Settings) -> Iterator[Finding]:
    if selected.read_only:
        remedy = "Give the login write rights on it, or keep the inbox in shadow mode."
        level = "warning" if _only_reads(inbox, settings) else "error"
        yield Finding(inbox, level, f"{selected.mailbox} is read-only", remedy)
    elif selected.keywords_allowed:
        yield Finding(inbox, "ok", f"{selected.mailbox} can be written and takes keywords")
    else:
        yield Finding(
            inbox,
            "warning",
            f"{selected.mailbox} takes no keywords",
            "Agents see category and priority in briefs and by the star only; "
            "a tag that Thunderbird shows there exists on that one machine.",
        )


def _only_reads(inbox: str, settings: Settings) -> bool:
    return settings.policy.inboxes[inbox].mode is Mode.SHADOW


def _mailboxes(inbox: str, connection: Connection, settings: Settings) -> Iterator[Finding]:
    special = special_mailboxes(connection, settings.accounts[inbox])
    for name in ("drafts", "sent"):
        mailbox = getattr(special, name)
        needed = name == "drafts" and not _only_reads(inbox, settings)
        if not mailbox:
            remedy = f'Create it, or name it with {name} = "…" in [inbox.{inbox}.imap].'
            level = "error" if needed else "warning"
            yield Finding(inbox, level, f"no mailbox for {name} was found", remedy)
        elif _exists(connection, mailbox):
            yield Finding(inbox, "ok", f"{name} are in {mailbox}")
        else:
            remedy = f"Check {name} in [inbox.{inbox}.imap]; the first draft makes the mailbox."
            if name == "sent":
                remedy = f"Check {name} in [inbox.{inbox}.imap], or create the mailbox."
            yield Finding(inbox, "warning", f"{mailbox}, named for {name}, does not exist", remedy)


def _exists(connection: Connection, mailbox: str) -> bool:
    with connection.talking(f"look for {mailbox}") as client:
        return bool(client.folder_exists(mailbox))


def _newest_received_at(connection: Connection, selected: Selected) -> datetime | None:
    latest = new_uids(connection, selected, selected.uidnext - 2)
    fetched = fetch(connection, selected, latest, _HEADER_OCTETS)
    return max((f.received_at for f in fetched if isinstance(f, Fetched)), default=None)


def _clock(inbox: str, newest: datetime | None, now: datetime) -> Iterator[Finding]:
    if newest and newest - now > _SKEW:
        ahead = newest - now
        yield Finding(
            inbox,
            "warning",
            f"the newest message was received {ahead} in the future",
            "Set the clock of this machine or of the server; due times depend on it.",
        )


def _submission(inbox: str, settings: Settings) -> Iterator[Finding]:
    server = settings.servers.get(inbox)
    if server is None:
        remedy = "Alerts to the team cannot be sent. Add the section to have them."
        yield Finding(inbox, "warning", f"there is no [inbox.{inbox}.smtp]", remedy)
        return
    try:
        check_login(server)
    except ServerError as error:
        needed = settings.policy.inboxes[inbox].mode is Mode.FULL
        remedy = error.remedy if needed else f"{error.remedy} Only mode full sends.".lstrip()
        yield Finding(inbox, "error" if needed else "warning", error.what, remedy)
        return
    yield Finding(inbox, "ok", f"SMTP login at {server.host}:{server.port}")
