"""`python3 -m inbox_triage VERB`; on a bare checkout it first makes `.venv` with all it needs.

Standard library only: nothing else is there yet. An installed copy never prepares anything.

Fails: exit code 69 with the remedy when Python is too old or the packages cannot be fetched.
"""

from __future__ import annotations  # an older Python must get as far as our message

import fcntl
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
PYPROJECT = CHECKOUT / "pyproject.toml"
PROJECT = PYPROJECT.read_text("utf-8") if PYPROJECT.is_file() else ""
VENV = CHECKOUT / ".venv"
PYTHON = str(VENV / "bin" / "python")
STAMP = VENV / "prepared"  # empty while we fill the environment, then MADE_FROM
MADE_FROM = f"Python {sys.version_info[:2]}, with what this asks for:\n{PROJECT}"
OLDEST = (3, 11)
ADD_VENV = "apt-get update && apt-get install -y --no-install-recommends python3-venv"
CHECKS = ("ruff check .", "ruff format --check .", "mypy", "lint-imports", "pytest")


def main() -> None:
    """Prepare a bare checkout, then run the verb."""
    if sys.version_info < OLDEST:
        _stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    verb, prepared = "".join(sys.argv[1:2]), os.environ.pop("INBOX_TRIAGE_PREPARED", None)
    checkout = 'name = "inbox-triage"' in PROJECT
    if checkout and not _is_complete({"test": "dev", "demo": "demo"}.get(verb)):
        if prepared:
            _stop("The environment was prepared and still lacks something.", f"rm -r {VENV}")
        _enter_environment()
    if verb == "test":
        sys.exit(_test(sys.argv[2:]) if checkout else _stop("`test` needs the source tree."))
    from inbox_triage.cli.main import main as run_verb  # noqa: PLC0415 - not there before

    run_verb()


def _is_complete(extra: str | None) -> bool:
    if Path(sys.prefix) == VENV and STAMP.is_file():
        return STAMP.read_text("utf-8") == MADE_FROM
    import importlib.metadata  # noqa: PLC0415 - both are younger than the oldest Python that
    import tomllib  # noqa: PLC0415 - must get as far as our message

    project = tomllib.loads(PROJECT)["project"]
    needed = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    try:
        for requirement in needed:
            importlib.metadata.distribution(re.split("[^A-Za-z0-9._-]", requirement)[0])
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _enter_environment() -> NoReturn:
    alive = _works(PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})")
    if Path(sys.prefix) == VENV or not alive:
        with PYPROJECT.open() as lock:  # of two verbs started at once, one prepares
            fcntl.flock(lock, fcntl.LOCK_EX)
            _prepare()
        os.environ["INBOX_TRIAGE_PREPARED"] = "1"
    os.execv(PYTHON, [PYTHON, "-m", "inbox_triage", *sys.argv[1:]])  # noqa: S606 - our own Python


def _prepare() -> None:
    stamp = STAMP.read_text("utf-8") if STAMP.is_file() else None
    usable = stamp != "" and _works(PYTHON, "-m", "pip", "--version")
    if usable and stamp == MADE_FROM:
        return  # the other verb was faster
    if not usable:  # not there, cut short while it was filled, or its Python is gone
        if importlib.util.find_spec("ensurepip") is None:  # Debian ships it in python3-venv
            if os.geteuid() != 0 or not _works("apt-get", "--version"):
                _stop("This Python cannot make environments. As root, run:", ADD_VENV)
            _run("sh", "-c", ADD_VENV)
        _run(os.path.realpath(sys.executable), "-m", "venv", "--clear", str(VENV))
        STAMP.touch()
    sys.stderr.write("(once: about 500 MB of Python packages, a minute or two)\n")
    _run(PYTHON, "-m", "pip", "install", "--quiet", "--editable", f"{CHECKOUT}[dev]")
    STAMP.write_text(MADE_FROM, "utf-8")


def _test(arguments: list[str]) -> int:
    os.chdir(CHECKOUT)
    every = arguments[:1] == ["--all"]
    commands = [shlex.split(check) for check in (CHECKS if every else CHECKS[-1:])]
    commands[-1] += arguments[every:]
    codes = [_show(sysconfig.get_path("scripts") + "/" + c[0], *c[1:]) for c in commands]
    for command, code in zip(commands, codes, strict=True):
        sys.stderr.write(f"{'FAILED' if code else 'ok':<7} {shlex.join(command)}\n")
    return next((code for code in codes if code), 0)


def _show(*command: str) -> int:
    sys.stderr.write(f"$ {shlex.join(command)}\n")
    return subprocess.run(command, check=False).returncode  # noqa: S603 - fixed commands


def _run(*command: str) -> None:
    if _show(*command):
        _stop(f"Failed: {shlex.join(command)}", "Is the network reachable? Then start again.")


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _stop(what: str, remedy: str = "") -> NoReturn:
    sys.stderr.write(f"inbox-triage: {what}\n" + (f"  {remedy}\n" if remedy else ""))
    sys.exit(69)  # EX_UNAVAILABLE of sysexits(3)


if __name__ == "__main__":
    main()
