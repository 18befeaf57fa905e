"""Notices edits of the admin's files and takes them over; a bad edit leaves the old settings.

Fails: never raises for what is in the files; `reload` returns the problems.
Limits: an edit that keeps a file's size and time of modification (in nanoseconds) goes unseen.
"""

from pathlib import Path

from inbox_triage.config.loading import load, watched_paths
from inbox_triage.config.settings import Settings
from inbox_triage.errors import ConfigError, Problem


class Watched:
    """The files of one configuration as they were when last looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _look(path)

    def changed(self) -> bool:
        """Say whether any file changed, came or went since the last call (or since the start)."""
        before, self._seen = self._seen, _look(self._path)
        return before != self._seen


def reload(old: Settings) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings as the files now are, or the old ones and every problem."""
    try:
        return load(old.path), ()
    except ConfigError as error:
        return old, error.problems


def _look(path: Path) -> dict[Path, tuple[int, int] | None]:
    return {watched: _stamp(watched) for watched in watched_paths(path)}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
