"""A site for journeys: a configuration in a directory, pointing to real servers on loopback."""

import email
import email.policy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from inbox_triage.classifier.model import Classifier
from inbox_triage.config.loading import load
from inbox_triage.config.settings import Settings
from inbox_triage.defaults import defaults_path
from inbox_triage.store.database import Store, open_store
from inbox_triage.watcher import visit
from tests.servers.dovecot import Login

ADDRESS = "support@example.com"
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


@dataclass
class Shown:
    """One message as the agent's client lists it."""

    subject: str
    sender: str
    flags: frozenset[str]
    body: str
    headers: EmailMessage = field(repr=False, compare=False)


@dataclass
class Site:
    """One inbox and its daemon's memory; `visit` is one turn of the daemon."""

    directory: Path
    login: Login
    classifier: Classifier
    smtp_port: int = 0
    mode: str = "full"
    imap_port: int = 0
    imap_extra: str = ""
    extra: str = ""
    rules: str = ""

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.write()

    @property
    def config(self) -> Path:
        return self.directory / "config.toml"

    def write(self) -> None:
        """Write the configuration; call again after a change."""
        rules = f'rules = "{defaults_path("rules")}"'
        if self.rules:
            (self.directory / "rules").mkdir(exist_ok=True)
            (self.directory / "rules" / "10-test.toml").write_text(self.rules)
            rules = 'rules = "rules"'
        smtp = (
            '[inbox.support.smtp]\nhost = "127.0.0.1"\nsecurity = "none"\nusername = ""\n'
            f"port = {self.smtp_port}\n"
            if self.smtp_port
            else ""
        )
        self.config.write_text(
            f"""
{rules}
templates = "{defaults_path("reply_templates")}"

[inbox.support]
address = "{ADDRESS}"
display_name = "Example Support"
mode = "{self.mode}"
briefs = "all"
queue = "support"
languages = ["en", "de"]

[inbox.support.imap]
host = "127.0.0.1"
port = {self.imap_port or self.login.server.imap_port}
security = "none"
username = "{self.login.username}"
password = "{self.login.password}"
{self.imap_extra}

{smtp}

[hours]
time_zone = "Europe/Berlin"

[agents.alice]
display_name = "Alice"
addresses = ["alice@example.com"]

[queues.support]
agents = ["alice"]
lead = "alice"

[queues.billing]
agents = ["alice"]

[queues.tech]
agents = ["alice"]

[vip]
addresses = ["vera@bigcustomer.example"]
{self.extra}
"""
        )

    def settings(self) -> Settings:
        settings = load(self.config)
        settings.state_dir.mkdir(exist_ok=True)
        return settings

    def store(self) -> Store:
        return open_store(self.settings().database)

    def visit(self, now: datetime | None = None) -> int:
        """Take one turn of the support inbox as `once` does; return how many were read."""
        return self.visit_inbox("support", now)

    def visit_inbox(self, inbox: str, now: datetime | None = None) -> int:
        """Take one turn of this inbox."""
        store = self.store()
        try:
            return visit(
                inbox, self.settings(), self.classifier, store, lambda: now or datetime.now(UTC)
            )
        finally:
            store.close()

    def deliver(self, *raws: bytes, when: datetime | None = None) -> list[int]:
        """Let messages arrive in INBOX; return their UIDs."""
        return [self.login.deliver(raw, when=when) for raw in raws]

    def shown(self, mailbox: str = "INBOX") -> list[Shown]:
        """Return what a mail client shows in this mailbox, in UID order."""
        with self.login.client() as client:
            if not client.folder_exists(mailbox):
                return []
            client.select_folder(mailbox, readonly=True)
            uids = client.search(["ALL"])
            data = client.fetch(uids, ["FLAGS", "BODY.PEEK[]"]) if uids else {}
        return [_shown(data[uid]) for uid in sorted(data)]

    def drafts(self) -> list[Shown]:
        return self.shown("Drafts")

    def briefs(self) -> list[Shown]:
        return [m for m in self.shown() if m.headers["Auto-Submitted"] == "auto-generated"]

    def customers_messages(self) -> list[Shown]:
        return [m for m in self.shown() if m.headers["Auto-Submitted"] is None]


def _shown(data: dict[bytes, object]) -> Shown:
    raw, flags = data[b"BODY[]"], data[b"FLAGS"]
    assert isinstance(raw, bytes)
    assert isinstance(flags, Iterable)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return Shown(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        flags=frozenset(f.decode() for f in flags if f != b"\\Recent"),
        body=body.get_content() if body else "",
        headers=message,
    )


def written(
    subject: str,
    body: str,
    *,
    sender: str = "Ann Example <ann@example.net>",
    message_id: str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    when: datetime = START,
) -> bytes:
    """Return a plain message as a customer's client writes it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ADDRESS
    message["Subject"] = subject
    message["Date"] = when
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers:
        message[name] = value
    message.set_content(body)
    return message.as_bytes(policy=email.policy.SMTP)
