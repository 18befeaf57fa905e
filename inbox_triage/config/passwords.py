"""Fetches passwords from where the admin keeps them; they never enter a message of ours.

Fails: never raises; returns a sentence and a remedy, without what was read.
Limits: 4096 octets; a command has 10 s, no shell and no standard input.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from inbox_triage.config.sections import PasswordSource

_OCTETS = 4096
_COMMAND_SECONDS = 10


@dataclass(frozen=True, slots=True)
class NoPassword:
    """Why there is none."""

    what: str
    remedy: str


def fetch_password(
    source: SecretStr | PasswordSource, *, username: str, directory: Path
) -> str | NoPassword:
    """Return the password; `directory` is where a relative file or command starts from."""
    if isinstance(source, SecretStr):
        return source.get_secret_value()
    if source.env is not None:
        found = _from_environment(source.env)
    elif source.file is not None:
        found = _from_file(directory / source.file)
    elif source.command is not None:
        found = _from_command(source.command, directory)
    else:
        found = _from_keyring(source.keyring or "", username)
    if isinstance(found, str) and not found:
        return NoPassword("is empty at its source.", "Put the password there.")
    return found


def _from_environment(name: str) -> str | NoPassword:
    value = os.environ.get(name)
    if value is None:
        remedy = f"Set {name} for the daemon, as with EnvironmentFile= of systemd."
        return NoPassword(f"the environment has no {name}.", remedy)
    return value


def _from_file(path: Path) -> str | NoPassword:
    try:
        with path.open("rb") as file:
            return _first_line(file.read(_OCTETS))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its name holds a NUL"
        remedy = "Check the name, and that the daemon's user may read it."
        return NoPassword(f"the file {path} cannot be read: {why}.", remedy)


def _from_command(command: list[str], directory: Path) -> str | NoPassword:
    remedy = f"Run `{command[0]}` as the daemon's user to see why."
    try:
        done = subprocess.run(  # noqa: S603 - the admin's own program, started without a shell
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return NoPassword(f"the command took longer than {_COMMAND_SECONDS} s.", remedy)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it holds a NUL"
        return NoPassword(f"the command cannot be started: {why}.", remedy)
    if done.returncode:
        return NoPassword(f"the command ended with {done.returncode}.", remedy)
    return _first_line(done.stdout[:_OCTETS])


def _from_keyring(service: str, username: str) -> str | NoPassword:
    try:
        import keyring  # noqa: PLC0415 - an extra that most do not install
        from keyring.errors import KeyringError  # noqa: PLC0415 - same
    except ImportError:
        remedy = "Install it: pip install 'inbox-triage[keyring]'."
        return NoPassword("the keyring library is not installed.", remedy)
    try:
        password = keyring.get_password(service, username)
    except KeyringError as error:
        kind = type(error).__name__
        return NoPassword(f"the keyring cannot be read ({kind}).", "Use env, file or command.")
    if password is None:
        remedy = f"Store it: keyring set {service} {username}."
        return NoPassword(f"the keyring has none for {service} and {username}.", remedy)
    return str(password)


def _first_line(octets: bytes) -> str | NoPassword:
    try:
        return octets.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        return NoPassword("is not UTF-8 text at its source.", "Store it as text.")
