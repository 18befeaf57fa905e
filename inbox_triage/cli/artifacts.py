"""Where the trained artifact lies when no configuration names a state directory."""

import os
from pathlib import Path

from inbox_triage.defaults import checkout_path


def trained_path() -> Path:
    """Return `models/trained` of a writable checkout, else a directory in the user's cache."""
    top = checkout_path()
    if top is not None and os.access(top / "models", os.W_OK):
        return top / "models" / "trained"
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "inbox-triage"
