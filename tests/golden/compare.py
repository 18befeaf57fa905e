"""Compares a text with the file of the same name beside this one.

After a wanted change: `INBOX_TRIAGE_UPDATE_GOLDEN=1 pytest tests/triage`, then read the diff as a
customer would.
"""

import os
from pathlib import Path

_HERE = Path(__file__).parent


def assert_golden(name: str, text: str) -> None:
    """Fail when the text is not what tests/golden/<name> says."""
    file = _HERE / name
    if os.environ.get("INBOX_TRIAGE_UPDATE_GOLDEN") == "1":
        file.write_bytes(text.encode())
    assert text == file.read_bytes().decode()
