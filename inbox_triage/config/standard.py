"""What a team that configured nothing works with: shipped rules and templates, every default.

Fails: InputError when the installation is incomplete or an address is none.
Limits: reads files of ours only; no login, no password, no file of the admin.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from inbox_triage.config.building import Site, build_policy
from inbox_triage.config.example import format_value
from inbox_triage.config.reading import read_directory
from inbox_triage.config.sections import ConfigFile
from inbox_triage.defaults import defaults_path
from inbox_triage.errors import UsageError
from inbox_triage.message.header_fields import is_addr_spec
from inbox_triage.message.language import COMMON_LANGUAGES
from inbox_triage.toml import Document, parse_toml
from inbox_triage.triage.drafts import compile_templates
from inbox_triage.triage.findings import Handbook
from inbox_triage.triage.rule_files import parse_rules

_CONFIG = """
[hours]
time_zone = {zone}
[inbox.support]
address = {address}
display_name = {name}
aliases = {aliases}
languages = {languages}
imap = {{ host = "localhost", username = "none", password = "none" }}
[queues.support]
[queues.billing]
[queues.tech]
{agents}
"""
"""The shipped rules name these queues; the login is never used."""


def standard_handbook(addresses: Sequence[str], agents: Sequence[str], zone: str) -> Handbook:
    """Return the handbook for one inbox in shadow mode.

    Args:
        addresses: addr-specs of the inbox, the main one first; at least one.
        agents: addr-specs of who answers.
        zone: Name of the time zone that the team works in.
    """
    for address in (*addresses, *agents):
        if not is_addr_spec(address):
            raise UsageError(f"{address!r} is no address.", remedy="Write it as name@example.com.")
    texts = {key: _texts(key, suffix) for key, suffix in _SHIPPED.items()}
    rules, _ = parse_rules(texts["rules"])
    templates, _ = compile_templates(texts["reply_templates"])
    text = _CONFIG.format(
        zone=format_value(zone),
        address=format_value(addresses[0]),
        name=format_value(f"{addresses[0].rpartition('@')[2]} support"),
        aliases=format_value(list(addresses[1:])),
        languages=format_value(list(COMMON_LANGUAGES)),
        agents="\n".join(
            f"[agents.agent{number}]\naddresses = {format_value([address])}"
            for number, address in enumerate(agents, 1)
        ),
    )
    document = parse_toml("the default configuration", text)
    assert isinstance(document, Document)
    config = ConfigFile.model_validate(document.values)
    policy = build_policy(Site(Path("config.toml"), document, config))
    return Handbook(policy, rules, templates)


_SHIPPED: Mapping[str, str] = {"rules": ".toml", "reply_templates": ".md.j2"}


def _texts(name: str, suffix: str) -> dict[str, str]:
    return read_directory(defaults_path(name), suffix)[0]
