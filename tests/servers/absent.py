"""What a test does whose server is not on this machine: skip, or fail where none may be."""

import os
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Skip with this reason; fail when INBOX_TRIAGE_REQUIRE_SERVERS=1, as in `.ci/run`."""
    if os.environ.get("INBOX_TRIAGE_REQUIRE_SERVERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
