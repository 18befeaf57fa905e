"""Writes small sites into a temporary directory."""

from collections.abc import Mapping
from pathlib import Path

from inbox_triage.config.loading import load
from inbox_triage.config.settings import Settings
from inbox_triage.errors import ConfigError

INBOX = """
[inbox.support]
address = "support@example.com"
display_name = "Example Support"
[inbox.support.imap]
host = "imap.example.com"
username = "support"
password = "correct horse"
"""

RULE = """
[[rule]]
name = "Money"
why = "billing sees payments"
when.category = "refund_billing"
then = { priority = "high" }
"""


def write_site(
    directory: Path, config: str = INBOX, files: Mapping[str, str] | None = None
) -> Path:
    """Write config.toml, and other files by their path; return the former."""
    for name, text in (files or {}).items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    path = directory / "config.toml"
    path.write_text(config, encoding="utf-8")
    path.chmod(0o600)
    return path


def loaded(
    directory: Path, config: str = INBOX, files: Mapping[str, str] | None = None
) -> Settings:
    """Return the settings of such a site."""
    return load(write_site(directory, config, files))


def complaints(directory: Path, config: str = INBOX, files: Mapping[str, str] | None = None) -> str:
    """Return all problems of such a site as `config.toml:3: key: what`, one a line."""
    path = write_site(directory, config, files)
    try:
        load(path)
    except ConfigError as error:
        lines = str(error).replace(f"{directory}/", "").splitlines()
        return "\n".join(line.removeprefix("- ") for line in lines)
    return ""
