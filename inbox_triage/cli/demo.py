"""`demo`: the real daemon at work on sample mail, on servers inside this process."""

import importlib.util
import signal
import sys

import click
from rich.console import Console

from inbox_triage.errors import EX_UNAVAILABLE

_SERVERS = ("aiosmtpd", "pymap")


@click.command()
@click.option("--once", is_flag=True, help="End after the story instead of serving the mailboxes.")
def demo(*, once: bool) -> None:
    """Watch the daemon triage a morning's mail of an invented shop.

    Its mail servers are its own and nothing leaves this machine. After the story they stay up, for
    a look with any mail client, until Ctrl-C.
    """
    if any(importlib.util.find_spec(name) is None for name in _SERVERS):
        click.echo(
            "The demo brings its own mail servers, which are not installed. Install them with\n"
            "  pip install 'inbox-triage[demo]'",
            err=True,
        )
        sys.exit(EX_UNAVAILABLE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # tidies up as Ctrl-C does
    from inbox_triage.demo.run import run_demo  # noqa: PLC0415 - needs the servers

    sys.exit(run_demo(Console(highlight=False), once=once))
