"""Checks what one key alone cannot show: names that must exist, addresses that must differ."""

import ipaddress
import re
import stat
from collections.abc import Iterator, Mapping

from pydantic import SecretStr

from inbox_triage.config.building import Site
from inbox_triage.config.sections import InboxSection
from inbox_triage.errors import Problem
from inbox_triage.toml import Path as Key
from inbox_triage.toml import suggest
from inbox_triage.triage.policy import CATEGORIES, Mode, Policy
from inbox_triage.triage.rules import Condition, Group, Operator, Rule, RuleSet

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_LABELS = frozenset(f"$label{n}" for n in range(1, 6))


def check_site(site: Site) -> None:
    """Note every mistake that shows only when sections are compared."""
    for name, section in site.config.inbox.items():
        _check_inbox(site, ("inbox", name), section)
    _check_addresses(site)
    _check_queues(site)
    for table in ("inbox", "agents", "queues"):
        for name in getattr(site.config, table):
            if not _NAME.fullmatch(name):
                remedy = "Use 1 to 40 letters, digits, - and _: it becomes part of mailbox names."
                site.complain((table, name), "is not a name.", remedy)


def _check_inbox(site: Site, key: Key, section: InboxSection) -> None:
    queues = site.config.queues
    if section.queue and section.queue not in queues:
        _unknown(site, (*key, "queue"), "queue", section.queue, queues)
    _check_labels(site, (*key, "labels"), section.labels)
    if not section.languages:
        site.complain((*key, "languages"), "is empty.", "Name at least one language.")
    for protocol, server in (("imap", section.imap), ("smtp", section.smtp)):
        if server and server.security == "none" and not is_loopback(server.host):
            what = "none would send the password readable over the network."
            site.complain((*key, protocol, "security"), what, "Write tls or starttls.")


def _check_labels(site: Site, key: Key, labels: Mapping[str, str]) -> None:
    for category, label in labels.items():
        if category not in CATEGORIES:
            _unknown(site, (*key, category), "category", category, CATEGORIES)
        if label not in _LABELS:
            site.complain((*key, category), "is not a label.", "Write one of $label1 to $label5.")


def is_loopback(host: str) -> bool:
    """Say whether this names the machine itself, without asking a resolver."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in {"localhost", "ip6-localhost"}


def _check_addresses(site: Site) -> None:
    """No address may belong to two inboxes, two agents, or an inbox and an agent."""
    owners: dict[str, tuple[str, str]] = {}
    for key, owner, address in _addresses(site):
        known = owners.setdefault(address.lower(), owner)
        if known != owner:
            kind, name = known
            site.complain(key, f"{address} is also an address of the {kind} {name}.", "Keep one.")


def _addresses(site: Site) -> Iterator[tuple[Key, tuple[str, str], str]]:
    for name, inbox in site.config.inbox.items():
        yield ("inbox", name, "address"), ("inbox", name), inbox.address
        for alias in inbox.aliases:
            yield ("inbox", name, "aliases"), ("inbox", name), alias
    for name, agent in site.config.agents.items():
        if not agent.addresses:
            site.complain(("agents", name, "addresses"), "is empty.", "Name at least one address.")
        for address in agent.addresses:
            yield ("agents", name, "addresses"), ("agent", name), address


def _check_queues(site: Site) -> None:
    agents = site.config.agents
    shared = {
        address.lower()
        for inbox in site.config.inbox.values()
        for address in (inbox.address, *inbox.aliases)
    }
    for name, queue in site.config.queues.items():
        for agent in queue.agents:
            if agent not in agents:
                _unknown(site, ("queues", name, "agents"), "agent", agent, agents)
        if queue.address and queue.address.lower() in shared:
            what = "mail for the team would arrive in the shared inbox itself."
            site.complain(("queues", name, "address"), what, "Name another address.")
        if queue.lead is not None and queue.lead not in agents:
            _unknown(site, ("queues", name, "lead"), "agent", queue.lead, agents)


def _unknown(site: Site, key: Key, kind: str, name: str, known: Mapping[str, object]) -> None:
    remedy = suggest(name, known) or f"Add a section [{kind}s.{name}]."
    site.complain(key, f"there is no {kind} {name}.", remedy)


# --- rules ------------------------------------------------------------------------------------


def check_rules(rules: RuleSet, policy: Policy, templates: frozenset[str]) -> list[Problem]:
    """Return the names in rules that the configuration does not have.

    Args:
        rules: As read.
        policy: Whose queues, agents and inboxes they may name.
        templates: Categories that have a template.
    """
    problems: list[Problem] = []
    for rule in rules.rules:
        for key, kind, name, known in _names_in(rule, policy, templates):
            if name not in known:
                remedy = suggest(name, known) or f"Add it to the {kind}s first."
                what = f'in "{rule.name}", there is no {kind} {name}.'
                problems.append(Problem(rule.file, rule.line, key, what, remedy))
    return problems


def _names_in(
    rule: Rule, policy: Policy, templates: frozenset[str]
) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    agents, queues = frozenset(policy.agents), frozenset(policy.queues)
    if rule.then.queue is not None:
        yield "then.queue", "queue", rule.then.queue, queues
    if rule.then.assignee is not None:
        yield "then.assignee", "agent", rule.then.assignee, agents
    for name in rule.then.notify:
        yield "then.notify", "agent or queue", name, agents | queues
    if rule.then.draft not in {None, "none"}:
        yield "then.draft", "template", str(rule.then.draft), templates
    for group in (rule.when, rule.unless):
        for inbox in _inboxes_in(group):
            yield "when.inbox", "inbox", inbox, frozenset(policy.inboxes)


def _inboxes_in(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Group):
        for member in condition.members:
            yield from _inboxes_in(member)
    elif condition.field == "inbox" and condition.operator is Operator.IS:
        yield from (str(name) for name in condition.wanted)


# --- warnings ---------------------------------------------------------------------------------


def find_warnings(site: Site) -> Iterator[Problem]:
    """Yield what works but should be changed."""
    for name, inbox in site.config.inbox.items():
        for protocol, section in (("imap", inbox.imap), ("smtp", inbox.smtp)):
            if section and isinstance(section.password, SecretStr) and _others_may_read(site):
                password = ("inbox", name, protocol, "password")
                remedy = f"Run chmod 600 {site.path}, or use env, file, command or keyring."
                yield site.document.problem(password, "others can read this password.", remedy)
        if inbox.mode is Mode.FULL and inbox.smtp is None:
            what = (
                f"there is no [inbox.{name}.smtp]: mail to the team and to customers stays unsent."
            )
            yield site.document.problem(("inbox", name, "mode"), what, "Add it, or use assist.")
        if not inbox.display_name:
            what = "there is no display_name: customers see the bare address."
            yield site.document.problem(
                ("inbox", name), what, 'Add display_name = "Example Support".'
            )


def _others_may_read(site: Site) -> bool:
    try:
        mode = site.path.stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
