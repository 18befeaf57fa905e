"""One log line is an event with key=value fields (logfmt): never a body, never a credential."""

import logging
import sys

_VALUE_LENGTH = 300


def format_event(event: str, **fields: object) -> str:
    """Return `event key=value key="two words"`; control characters are escaped, values cut.

    Mail is hostile input: a subject with a line break must not forge a second log line.
    """
    return " ".join([event, *(f"{key}={_value(value)}" for key, value in fields.items())])


def _value(value: object) -> str:
    text = str(value)[:_VALUE_LENGTH]
    if text.isprintable() and text and not set(text) & set(' "=\\'):
        return text
    escaped = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return '"' + escaped.replace('"', "'") + '"'


def set_up(*, verbose: bool, quiet: bool = False) -> None:
    """Write events to standard error, where systemd and a terminal both expect them.

    Args:
        verbose: Also what went as it should, effect by effect.
        quiet: Only what an admin has to see.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    normal = logging.WARNING if quiet else logging.INFO
    for name, level in (
        ("inbox_triage", logging.DEBUG if verbose else normal),
        ("apscheduler", logging.ERROR),  # a tick of the daemon that raised
    ):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
