"""Everything the admin decided, as one frozen value that a reload replaces as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inbox_triage.errors import Problem
from inbox_triage.imap.account import Account
from inbox_triage.smtp.server import Server
from inbox_triage.triage.drafts import TemplateSet
from inbox_triage.triage.findings import Handbook
from inbox_triage.triage.policy import Policy
from inbox_triage.triage.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Settings:
    """What `load` makes of config.toml and the files that it names.

    Attributes:
        path: The configuration file.
        state_dir: Where the database, the trained artifact and the lock live.
        database: File of SQLite, or a `postgresql://` URL; may hold a password, so not in repr.
        accounts: IMAP logins by inbox name. servers: SMTP logins, for inboxes that have one.
        template_texts: Template path → text, as read. templates: The same, compiled.
        message_octets: How much of a message is fetched first; the rest only when needed.
        batch_size: Messages fetched, decided and committed together.
        moves_per_turn: More moves than this in one turn hold the inbox and alert.
        warnings: What works but should be changed; nothing here stops the daemon.
    """

    path: Path
    state_dir: Path
    database: str = field(repr=False)
    accounts: Mapping[str, Account]
    servers: Mapping[str, Server]
    policy: Policy
    rules: RuleSet
    templates: TemplateSet
    template_texts: Mapping[str, str] = field(repr=False)
    message_octets: int
    batch_size: int
    moves_per_turn: int
    warnings: tuple[Problem, ...] = ()

    @property
    def handbook(self) -> Handbook:
        """Policy, rules and templates: all that the core needs."""
        return Handbook(self.policy, self.rules, self.templates)
