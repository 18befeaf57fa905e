"""Runs one turn of the daemon again and again, each in a child that kills itself where told.

Reads one JSON object a line: {"config": FILE, "model": DIRECTORY, "crash_at": N}. The N-th
crossing of a border between memory and server is fatal (SIGKILL, nothing is cleaned up); 0 never
is. Prints one JSON object a line: {"killed": bool, "code": int, "crossings": [names]}.

Borders are: before and after each commit of the store, each claim, each record of results, and
each command that changes something on a server. A child is a fork, so that the start-up is paid
once; the parent has no threads.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from inbox_triage import executor
from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.config.loading import load
from inbox_triage.store.database import Store, open_store
from inbox_triage.watcher import visit

STORE_METHODS = ("commit", "claim", "finish", "recover")
SERVER_COMMANDS = (
    "add_flags",
    "remove_flags",
    "append",
    "multiappend",
    "move",
    "copy",
    "uid_expunge",
    "expunge",
)


class Borders:
    """Counts crossings and dies at the one it was told."""

    def __init__(self, crash_at: int) -> None:
        self.crash_at = crash_at
        self.names: list[str] = []

    def cross(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.crash_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def guard(self, owner: Any, name: str) -> None:
        """Put a border before and after this function of a class or module."""
        inner: Callable[..., Any] = getattr(owner, name)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.cross(f"before {name}")
            result = inner(*args, **kwargs)
            self.cross(f"after {name}")
            return result

        setattr(owner, name, guarded)


def child(order: dict[str, Any], classifier: Classifier, report: int) -> None:
    borders = Borders(order["crash_at"])
    for method in STORE_METHODS:
        borders.guard(Store, method)
    for command in SERVER_COMMANDS:
        borders.guard(IMAPClient, command)
    borders.guard(executor, "submit_all")
    settings = load(Path(order["config"]))
    settings.state_dir.mkdir(exist_ok=True)
    store = open_store(settings.database)
    visit("support", settings, classifier, store, lambda: datetime.now(UTC))
    os.write(report, json.dumps(borders.names).encode())


def run(order: dict[str, Any], classifier: Classifier) -> dict[str, Any]:
    load(Path(order["config"]))  # compiles the templates here, once for all children
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            child(order, classifier, write)
            code = 0
        except BaseException:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        crossings = json.loads(pipe.read() or b"[]")
    _, status = os.waitpid(pid, 0)
    return {
        "killed": os.WIFSIGNALED(status),
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
        "crossings": crossings,
    }


def main() -> None:
    classifier = load_or_train(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), classifier)), flush=True)


if __name__ == "__main__":
    main()
