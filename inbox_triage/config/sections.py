"""The layout of config.toml: every section and key with its default and documentation.

`config.example.toml` is printed from these classes; `problems.py` tells their complaints.
"""

from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, SecretStr, Tag, model_validator

from inbox_triage.config.kinds import (
    Address,
    BusinessDuration,
    Day,
    Domain,
    Host,
    Hours,
    Language,
    Line,
    PollEvery,
    Port,
    Word,
    Zone,
    wrong,
)
from inbox_triage.imap import account as imap
from inbox_triage.smtp import server as smtp
from inbox_triage.triage.policy import Briefs, Mode


@dataclass(frozen=True, slots=True)
class Shown:
    """How a key stands in config.example.toml: as a comment, or live with a value of its own."""

    value: Any
    live: bool


def key(
    doc: str,
    default: Any = ...,
    *,
    live: Any = None,
    sample: Any = None,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    """Return a documented key.

    Args:
        doc: One or two sentences for the admin.
        default: As it would be written in TOML; required without one.
        live: Its value in the example, not commented out.
        sample: Its value in the example, commented out; the default when neither is given.
        ge: Least number allowed.
        le: Greatest number allowed.
    """
    written = None if default is ... else default
    value = next((v for v in (live, sample) if v is not None), written)
    shown = Shown(value, live is not None)
    return Field(default, description=doc, examples=[shown], ge=ge, le=le)


class Section(BaseModel):
    """A table of config.toml: unknown keys are mistakes, defaults are checked like values."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class PasswordSource(Section):
    """Where a password comes from; exactly one of these."""

    env: str | None = key("Name of an environment variable.", None)
    file: str | None = key("File whose first line it is; works with systemd credentials.", None)
    command: list[str] | None = key("Program and arguments that print it; no shell.", None)
    keyring: str | None = key("Service name in the system's keyring, for `username`.", None)

    @model_validator(mode="after")
    def _one_of_them(self) -> "PasswordSource":
        if len(self.model_fields_set) != 1 or self.command == []:
            remedy = "Keep one of env, file, command and keyring."
            raise wrong("does not name exactly one source.", remedy)
        return self


def _password_form(value: Any) -> str | None:
    if isinstance(value, str | SecretStr):
        return "text"
    return "source" if isinstance(value, dict | PasswordSource) else None


Password = Annotated[
    Annotated[SecretStr, Tag("text")] | Annotated[PasswordSource, Tag("source")],
    Discriminator(
        _password_form,
        custom_error_type="password",
        custom_error_message='is neither text nor a table such as { env = "NAME" }.',
    ),
]

_SOURCES_DOC = (
    'One of { env = "NAME" }, { file = "path" }, { command = ["pass", "show", "imap"] }, '
    '{ keyring = "service" }, or the password itself, when nobody else may read this file.'
)


class ImapSection(Section):
    """How the inbox's mail is read."""

    host: Host = key("The IMAP server.", live="imap.example.com")
    port: Port | None = key("993 with tls, 143 otherwise, when left out.", None, sample=993)
    security: imap.Security = key(
        "tls from the first octet, starttls, or none (only to this machine itself).", "tls"
    )
    username: Word = key("Login name.", live="support@example.com")
    password: Password = key(_SOURCES_DOC, live={"env": "SUPPORT_PASSWORD"})
    mailbox: Word = key("The mailbox that is watched.", "INBOX")
    drafts: Word | None = key(
        "Where drafts go; the server is asked when left out.", None, sample="Drafts"
    )
    sent: Word | None = key(
        "Where agents' answers are; the server is asked when left out.", None, sample="Sent"
    )
    ca_file: str | None = key("Certificates (PEM) of a private authority.", None, sample="ca.pem")
    poll_every: PollEvery = key("Longest time between two looks when the server is silent.", "60s")


class SmtpSection(Section):
    """How mail of ours is submitted; needed in mode full only."""

    host: Host = key("The submission server.", live="smtp.example.com")
    port: Port | None = key("465 with tls, 587 otherwise, when left out.", None, sample=465)
    security: smtp.Security = key(
        "tls from the first octet, starttls, or none (only to this machine itself).", "tls"
    )
    username: Line | None = key(
        'That of IMAP when left out; "" for no login.', None, sample="support@example.com"
    )
    password: Password | None = key(
        "That of IMAP when left out; the same forms.", None, sample={"env": "SMTP_PASSWORD"}
    )
    ca_file: str | None = key("Certificates (PEM) of a private authority.", None, sample="ca.pem")


class InboxSection(Section):
    """One shared inbox: the address customers write to, and how it is read."""

    address: Address = key("The shared address; drafts are from it.", live="support@example.com")
    display_name: Line = key("Name of the team, shown to customers.", "", live="Example Support")
    mode: Mode = key(
        "shadow only reads and records what it would do. assist sets keywords and stars and leaves "
        "drafts and briefs. full also moves messages and sends mail.",
        "shadow",
    )
    briefs: Briefs = key(
        "Which messages get a brief beside them (who, why, history): none, attention (VIP, outage, "
        "urgent, repeat contact, unsure) or all.",
        "attention",
    )
    queue: str = key(
        "Where messages belong that no rule gives a queue; the inbox's name when left out.",
        "",
        live="support",
    )
    languages: list[Language] = key("Languages you answer in; the first is the default.", ["en"])
    aliases: list[Address] = key(
        "Other addresses that arrive here.", [], sample=["help@example.com"]
    )
    labels: dict[str, str] = key(
        "Category to one of $label1 … $label5, for colours in Thunderbird and Evolution.",
        {},
        sample={"outage": "$label1", "refund_billing": "$label3"},
    )
    product: Line = key("Your product or shop, as drafts call it.", "", sample="Example Shop")
    signature: str = key("Last lines of drafts.", "", sample="Example Shop, www.example.com")
    imap: ImapSection
    smtp: SmtpSection | None = None


class HolidaysSection(Section):
    """Public holidays."""

    country: str = key("Two letters (ISO 3166-1).")
    subdivision: str | None = key("State or province.", None)


class HoursSection(Section):
    """When the team works; deadlines count in these hours."""

    time_zone: Zone = key("Name from the IANA database.", "UTC", live="Europe/Berlin")
    monday: Hours = key(
        'Several spans are separated by commas: "09:00-12:00, 13:00-17:30". No hours: "closed".',
        "09:00-17:30",
    )
    tuesday: Hours = key("", "09:00-17:30")
    wednesday: Hours = key("", "09:00-17:30")
    thursday: Hours = key("", "09:00-17:30")
    friday: Hours = key("", "09:00-17:30")
    saturday: Hours = key("", "closed")
    sunday: Hours = key("", "closed")
    holidays: HolidaysSection | None = key(
        "Country and subdivision whose public holidays are closed.",
        None,
        live={"country": "DE", "subdivision": "BE"},
    )
    closed: list[Day] = key("More closed days.", [], live=["2026-12-24", "2026-12-31"])


class TargetSection(Section):
    """What is promised for one priority, in business hours; a key left out promises nothing."""

    first_response: BusinessDuration | None = key("Until a human of yours answers.", None)
    resolution: BusinessDuration | None = key("Until it is resolved.", None, sample="40h")


def _target(first_response: str, resolution: str | None = None) -> Any:
    promised = {"first_response": first_response, "resolution": resolution}
    default = {name: value for name, value in promised.items() if value}
    return key("", default)


class TargetsSection(Section):
    """Deadlines by priority, in business hours; a section replaces its default as a whole."""

    urgent: TargetSection = _target("1h", "8h")
    high: TargetSection = _target("4h", "16h")
    normal: TargetSection = _target("8h", "40h")
    low: TargetSection = _target("24h")


class AgentSection(Section):
    """Somebody who answers."""

    display_name: Line = key("As drafts and digests name them; the name above when left out.", "")
    addresses: list[Address] = key("Their own addresses, the main one first.")


class QueueSection(Section):
    """What a team works from."""

    agents: list[str] = key("Names of agents.", [])
    lead: str | None = key("Name of the agent who is told when something is wrong.", None)
    address: Address | None = key("Where mail for the team goes; the lead's when left out.", None)


class VipSection(Section):
    """Customers who come first."""

    addresses: list[Address] = key("Single addresses.", [], sample=["carla@example.org"])
    domains: list[Domain] = key("Everybody at these domains.", [], sample=["example.net"])
    csv: str | None = key(
        "A file with the columns address or domain, and any of name, company, tier, vip (yes or "
        "no; yes when empty), why. Separated by comma, semicolon or tab.",
        None,
        sample="vips.csv",
    )


class DraftsSection(Section):
    """When a reply is suggested."""

    confidence: float = key("Below this confidence (0 to 1) no draft is offered.", 0.5, ge=0, le=1)


class LimitsSection(Section):
    """Limits that protect the server and you; the defaults fit."""

    message_octets: int = key(
        "How much of a message is fetched.", 131072, ge=4096, le=32 * 1024 * 1024
    )
    batch_size: int = key("Messages decided and recorded together.", 50, ge=1, le=1000)
    moves_per_turn: int = key("More moves than this at once hold the inbox and alert.", 1000, ge=1)


class ConfigFile(Section):
    """The whole file."""

    state_dir: str = key("Where the database, the trained model and the lock live.", "state")
    database: str = key(
        "A PostgreSQL URL, its password in ~/.pgpass; a file of SQLite in state_dir when left out.",
        "",
        sample="postgresql://triage@localhost/triage",
    )
    rules: str = key("Directory of *.toml rule files, read in the order of their names.", "rules")
    templates: str = key("Directory of *.md.j2 reply templates.", "reply_templates")
    own_lists: list[str] = key(
        "List-Ids of your own groups: mail through them is a customer's, not a newsletter.",
        [],
        sample=["support.example.com"],
    )
    inbox: dict[str, InboxSection] = Field(min_length=1, description="Name at least one inbox.")
    hours: HoursSection = HoursSection()
    targets: TargetsSection = TargetsSection()
    agents: dict[str, AgentSection] = Field(default_factory=dict)
    queues: dict[str, QueueSection] = Field(default_factory=dict)
    vip: VipSection = VipSection()
    drafts: DraftsSection = DraftsSection()
    limits: LimitsSection = LimitsSection()


def section_in(annotation: Any) -> type[BaseModel] | None:
    """Return the section within `dict[str, Section]`, `Section | None` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (section_in(part) for part in get_args(annotation))
    return next((section for section in inner if section), None)
