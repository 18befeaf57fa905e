"""The sample mail of the demo: what a small outdoor shop's customers and their programs write.

The files in `messages/` are written as if it were REFERENCE; loading moves every date in them so
that this moment is now. Names that begin with `old-` lie in the inbox before we come.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import format_datetime, getaddresses, parseaddr, parsedate_to_datetime
from importlib.resources import files

REFERENCE = datetime(2026, 3, 2, 12, 10, tzinfo=UTC)
DOMAIN = "example.com"
SUPPORT = f"support@{DOMAIN}"
# RFC 5322 §3.3 date-time, as it stands in Date:, Received: and inside of reports
_DATE = re.compile(rb"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [-+][0-9]{4}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One message as its sender's server hands it over.

    Attributes:
        name: File name without `.eml`.
        octets: With CRLF line ends.
        sender, recipients: The SMTP envelope; addr-specs.
        claimed_at: Its Date.
    """

    name: str
    octets: bytes = field(repr=False)
    sender: str
    recipients: tuple[str, ...]
    claimed_at: datetime


def load_samples(now: datetime) -> tuple[Sample, ...]:
    """Return what arrives while we watch, in order of arrival."""
    return tuple(sample for sample in _load(now) if not sample.name.startswith("old-"))


def load_old_samples(now: datetime) -> tuple[Sample, ...]:
    """Return what arrived in the days before we came, oldest first."""
    return tuple(sample for sample in _load(now) if sample.name.startswith("old-"))


def _load(now: datetime) -> list[Sample]:
    found = (entry for entry in files(__package__).joinpath("messages").iterdir())
    paths = sorted((p for p in found if p.name.endswith(".eml")), key=lambda p: p.name)
    shift = now - REFERENCE
    return [_sample(path.name.removesuffix(".eml"), path.read_bytes(), shift) for path in paths]


def _sample(name: str, raw: bytes, shift: timedelta) -> Sample:
    def moved(found: re.Match[bytes]) -> bytes:
        at = parsedate_to_datetime(found[0].decode("ascii")) + shift
        return format_datetime(at).encode("ascii")

    octets = _DATE.sub(moved, raw).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    headers = message_from_bytes(octets)
    addressed = getaddresses(
        [str(v) for v in headers.get_all("To", []) + headers.get_all("Cc", [])]
    )
    ours = tuple(address for _, address in addressed if address.endswith(f"@{DOMAIN}"))
    return Sample(
        name=name,
        octets=octets,
        sender=parseaddr(str(headers.get("Return-Path", headers["From"])))[1],
        recipients=ours or (SUPPORT,),
        claimed_at=parsedate_to_datetime(str(headers["Date"])),
    )
