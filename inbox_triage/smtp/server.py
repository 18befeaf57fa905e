"""Which submission server takes our messages: the settings this package needs."""

from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected; opportunistic TLS is not offered, it can be stripped."""

    TLS = "tls"  # from the first octet (RFC 8314), port 465
    STARTTLS = "starttls"  # upgraded before login, refused when the server cannot
    NONE = "none"  # only allowed on loopback


@dataclass(frozen=True, slots=True)
class Server:
    """One submission login (RFC 6409); empty `username` for none."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
