"""Options that several verbs share."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from inbox_triage.errors import ConfigError, Problem

SYSTEM_CONFIG = Path("/etc/inbox-triage/config.toml")


def config_option() -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the `--config FILE` option as a click decorator."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path, dir_okay=False),
        help=f"Configuration; default $INBOX_TRIAGE_CONFIG, ./config.toml, then {SYSTEM_CONFIG}.",
    )


def find_config(given: Path | None) -> Path:
    """Return the configuration file to use; ConfigError with the remedy when there is none."""
    named = given or (Path(e) if (e := os.environ.get("INBOX_TRIAGE_CONFIG")) else None)
    candidates = [named] if named else [Path("config.toml"), SYSTEM_CONFIG]
    for candidate in candidates:
        if os.path.isfile(candidate):  # noqa: PTH113 - never raises, whatever the directory's rights
            return candidate
    place = " or ".join(str(candidate) for candidate in candidates)
    what = "is no file that can be read."
    remedy = "Write one with `inbox-triage init DIR`, or name it with --config FILE."
    raise ConfigError((Problem(place, None, "", what, remedy),))
