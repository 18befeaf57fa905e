"""Where an inbox's mail lies and how to get in: the settings this package needs."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"  # from the first octet (RFC 8314), port 993
    STARTTLS = "starttls"  # upgraded before login, refused when the server cannot
    NONE = "none"  # only allowed on loopback


@dataclass(frozen=True, slots=True)
class Account:
    """One IMAP login.

    Attributes:
        password: Never logged, never in repr.
        mailbox: The watched mailbox. drafts, sent: Names; None asks the server (RFC 6154).
        ca_file: PEM file of a private authority, or None for the system's.
        poll_every: Longest time between two looks when IDLE says nothing.
        idle_for: Length of one IDLE slice before it is renewed (RFC 2177: under 29 minutes).
    """

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    mailbox: str = "INBOX"
    drafts: str | None = None
    sent: str | None = None
    ca_file: str | None = None
    poll_every: timedelta = timedelta(seconds=60)
    idle_for: timedelta = timedelta(minutes=5)
