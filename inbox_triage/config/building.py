"""Turns the checked sections of config.toml into the frozen values that the other parts declare.

Limits: public holidays of the years 2020 to 2060, as far as they are known.
"""

import os
import warnings
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import holidays

from inbox_triage.config.customers import read_customers
from inbox_triage.config.passwords import NoPassword, fetch_password
from inbox_triage.config.sections import ConfigFile, HoursSection, ImapSection, InboxSection
from inbox_triage.errors import Problem
from inbox_triage.imap import account as imap
from inbox_triage.smtp import server as smtp
from inbox_triage.toml import Document
from inbox_triage.toml import Path as Key
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.policy import (
    Agent,
    BusinessHours,
    InboxPolicy,
    Policy,
    Queue,
    Target,
)

_HOLIDAY_YEARS = (2020, 2060)
_IMAP_PORTS = {imap.Security.TLS: 993}
_SMTP_PORTS = {smtp.Security.TLS: 465}
_IMAP_PORT = 143  # RFC 9051 §2.1
_SMTP_PORT = 587  # RFC 6409 §3.1


@dataclass(frozen=True, slots=True)
class Site:
    """Where config.toml lies, what it says, and what was found wrong while building."""

    path: Path
    document: Document
    config: ConfigFile
    problems: list[Problem] = field(default_factory=list)

    @property
    def directory(self) -> Path:
        """Where relative paths start from."""
        return self.path.parent

    def complain(self, key: Key, what: str, remedy: str = "") -> None:
        """Note one mistake in config.toml."""
        self.problems.append(self.document.problem(key, what, remedy))


# --- logins ------------------------------------------------------------------------------------


def build_logins(site: Site) -> tuple[dict[str, imap.Account], dict[str, smtp.Server]]:
    """Return the IMAP account of every inbox and the submission server of those that have one."""
    accounts: dict[str, imap.Account] = {}
    servers: dict[str, smtp.Server] = {}
    for name, section in site.config.inbox.items():
        key: Key = ("inbox", name)
        password = _password(site, (*key, "imap", "password"), section.imap)
        accounts[name] = _account(site, key, section.imap, password)
        if section.smtp is not None:
            servers[name] = _server(site, key, section, password)
    return accounts, servers


def _account(site: Site, key: Key, section: ImapSection, password: str) -> imap.Account:
    return imap.Account(
        host=section.host,
        port=section.port or _IMAP_PORTS.get(section.security, _IMAP_PORT),
        security=section.security,
        username=section.username,
        password=password,
        mailbox=section.mailbox,
        drafts=section.drafts,
        sent=section.sent,
        ca_file=_ca_file(site, (*key, "imap", "ca_file"), section.ca_file),
        poll_every=section.poll_every,
    )


def _server(site: Site, key: Key, inbox: InboxSection, password: str) -> smtp.Server:
    section = inbox.smtp
    assert section is not None
    username = inbox.imap.username if section.username is None else section.username
    if not username:
        password = ""
    elif section.password is not None:
        own = ImapSection.model_construct(username=username, password=section.password)
        password = _password(site, (*key, "smtp", "password"), own)
    return smtp.Server(
        host=section.host,
        port=section.port or _SMTP_PORTS.get(section.security, _SMTP_PORT),
        security=section.security,
        username=username,
        password=password,
        ca_file=_ca_file(site, (*key, "smtp", "ca_file"), section.ca_file),
    )


def _password(site: Site, key: Key, section: ImapSection) -> str:
    found = fetch_password(section.password, username=section.username, directory=site.directory)
    if isinstance(found, NoPassword):
        site.complain(key, found.what, found.remedy)
        return ""
    return found


def _ca_file(site: Site, key: Key, name: str | None) -> str | None:
    if name is None:
        return None
    path = site.directory / name
    if not os.path.isfile(path):  # noqa: PTH113 - never raises, whatever the name
        site.complain(key, f"there is no file {path}.", "Name a file of certificates (PEM).")
    return str(path)


# --- policy ------------------------------------------------------------------------------------


def build_policy(site: Site) -> Policy:
    """Return what the core needs to know of the admin's will."""
    config = site.config
    customers = read_customers(config.vip, site.directory)
    site.problems.extend(customers.problems)
    inboxes = {name: _inbox(name, section) for name, section in config.inbox.items()}
    unnamed = [i.default_queue for i in inboxes.values() if not config.inbox[i.name].queue]
    return Policy(
        inboxes=inboxes,
        agents={
            name: Agent(name, a.display_name or name, tuple(x.lower() for x in a.addresses))
            for name, a in config.agents.items()
        },
        queues={name: Queue(name) for name in unnamed}
        | {
            name: Queue(name, tuple(q.agents), q.lead, q.address or "")
            for name, q in config.queues.items()
        },
        customers=customers.by_address,
        customer_domains=customers.by_domain,
        targets=_targets(config),
        hours=_hours(site, config.hours),
        own_lists=frozenset(name.strip("<> ").lower() for name in config.own_lists),
        draft_confidence=config.drafts.confidence,
    )


def _inbox(name: str, section: InboxSection) -> InboxPolicy:
    return InboxPolicy(
        name=name,
        address=section.address,
        display_name=section.display_name,
        mode=section.mode,
        briefs=section.briefs,
        default_queue=section.queue or name,
        languages=tuple(section.languages),
        aliases=frozenset(alias.lower() for alias in section.aliases),
        labels=section.labels,
        signature=section.signature,
        product=section.product,
    )


def _targets(config: ConfigFile) -> dict[Priority, Target]:
    sections = {
        Priority.URGENT: config.targets.urgent,
        Priority.HIGH: config.targets.high,
        Priority.NORMAL: config.targets.normal,
        Priority.LOW: config.targets.low,
    }
    return {p: Target(s.first_response, s.resolution) for p, s in sections.items()}


def _hours(site: Site, section: HoursSection) -> BusinessHours:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return BusinessHours(
        zone=section.time_zone,
        week=tuple(getattr(section, day) for day in days),
        holidays=_holidays(site, section),
    )


def _holidays(site: Site, section: HoursSection) -> dict[date, str]:
    """Return the closed days with their names."""
    closed = dict.fromkeys(section.closed, "closed")
    named = section.holidays
    if named is None:
        return closed
    try:
        entity = holidays.country_holidays(named.country, subdiv=named.subdivision)
        years = range(max(entity.start_year, _HOLIDAY_YEARS[0]), entity.end_year + 1)
        known = [year for year in years if year <= _HOLIDAY_YEARS[1]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some calendars are known for fewer years
            days = holidays.country_holidays(named.country, subdiv=named.subdivision, years=known)
    except NotImplementedError:
        place = " ".join(filter(None, (named.country, named.subdivision)))
        remedy = 'Write codes of ISO 3166, such as { country = "DE", subdivision = "BE" }.'
        site.complain(("hours", "holidays"), f"the holidays of {place} are not known.", remedy)
        return closed
    return {**days, **closed}
