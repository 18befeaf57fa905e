"""One trained classifier for all tests of this folder, and the verb as a newcomer calls it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inbox_triage.classifier.model import load_or_train
from inbox_triage.cli.main import cli

Try = Callable[..., Result]


@pytest.fixture(scope="session")
def trained_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("trained")
    load_or_train(directory)
    return directory


@pytest.fixture
def run_try(trained_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Try:
    __import__("inbox_triage.cli.try_export")
    module = sys.modules["inbox_triage.cli.try_export"]
    monkeypatch.setattr(module, "trained_path", lambda: trained_directory)
    return lambda *arguments: CliRunner().invoke(cli, ["try", *map(str, arguments)])


@pytest.fixture
def rows(run_try: Try) -> Callable[..., list[dict[str, Any]]]:
    """Return the JSON objects of a trial."""

    def read(*arguments: object) -> list[dict[str, Any]]:
        done = run_try("--json", *arguments)
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]

    return read
