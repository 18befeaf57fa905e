"""`inbox-triage VERB`: finds the verb, loads only its module, turns errors into exit codes."""

import importlib
import logging
import os
import sys
import tempfile
import traceback
from types import TracebackType

import click

from inbox_triage import __version__
from inbox_triage.errors import EX_SOFTWARE, EX_USAGE, ConfigError, TriageError

VERBS = {
    "init": ("site:init", "Write a site to start from into a directory."),
    "check": ("site:check", "Tell every mistake in config, rules and templates."),
    "doctor": ("doctor:doctor", "Log in to the servers and say what they can do."),
    "run": ("run:run", "Watch every inbox until stopped."),
    "once": ("run:once", "Read what has arrived, act on it, and end."),
    "demo": ("demo:demo", "See it work on sample mail, with servers of its own."),
    "status": ("looking:status", "Show what is read, open, due, waiting, parked or held."),
    "explain": ("looking:explain", "Show why a message was handled as it was."),
    "parse": ("parse:parse", "Show what a message says, from a file."),
    "classify": ("classify:classify", "Say what messages are about, from files."),
    "try": ("try_export:try_export", "Judge it on an export of your own mail, offline."),
    "rules": ("rules:rules", "Work with the rules."),
    "model": ("model:model", "Train the classifier, or see what it is worth."),
    "queue": ("queue:queue", "Look at effects that wait or failed, and decide."),
    "undo": ("queue:undo", "Take back what was done on the server."),
}
"""Verb → (`module:command` in this package, one line); a module is imported when it is used."""


class LazyGroup(click.Group):
    """Loads a verb's module when it is called, so that `--help` and `parse` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the manual."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb, or None for an unknown one."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module, _, command = VERBS[cmd_name][0].partition(":")
        loaded = importlib.import_module(f"inbox_triage.cli.{module}")
        found = getattr(loaded, command)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing any: `--help` is asked for often and answers at once."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="inbox-triage")
def cli() -> None:
    """Read a team's shared mailboxes, sort the mail and prepare the replies.

    Exit codes are those of sysexits(3): 0 fine, 64 usage, 65 bad data, 66 no input, 69 server
    unavailable, 70 our own defect, 74 database, 75 try again later, 78 configuration.
    """


def main() -> None:
    """Run the command line; an admin's mistake is text and an exit code, never a traceback."""
    sys.excepthook = _confess
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = EX_USAGE
    except ConfigError as error:  # one line each, in the form that editors can jump to
        click.echo(f"{error}\ninbox-triage: {error.what}", err=True)
        code = error.exit_code
    except TriageError as error:
        click.echo(f"inbox-triage: {error}", err=True)
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)


def _confess(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught is our defect: one line for the admin, the traceback where it is kept."""
    words = "".join(traceback.format_exception(kind, error, trace))
    if logging.getLogger("inbox_triage").handlers:  # `run` and `once` have a log
        sys.stderr.write(words)
        where = "with the traceback above"
    else:
        where = f"with {_keep(words)}"
    first_line = str(error).partition("\n")[0]
    sys.stderr.write(
        f"inbox-triage: {kind.__name__}: {first_line}\n"
        f"This is a defect, please report it {where}; look first that it quotes no customer.\n"
    )
    sys.exit(EX_SOFTWARE)


def _keep(words: str) -> str:
    """Write the traceback into a file of its own, readable by its owner only; return its name."""
    try:
        descriptor, name = tempfile.mkstemp(prefix="inbox-triage-defect-", suffix=".txt")
        with os.fdopen(descriptor, "w") as file:
            file.write(words)
    except OSError as error:
        return f"this command (its traceback could not be kept: {error.strerror})"
    return name
