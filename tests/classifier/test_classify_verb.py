"""`inbox-triage classify` and `model`, as an admin calls them."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from inbox_triage.cli import artifacts
from inbox_triage.cli.main import cli

MESSAGE = b"From: Alice <alice@example.org>\r\nSubject: %s\r\n\r\n%s\r\n"


@pytest.fixture(autouse=True)
def _artifact_of_the_tests(trained_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("classify", "model"):
        __import__(f"inbox_triage.cli.{module}")
        loaded = sys.modules[f"inbox_triage.cli.{module}"]
        monkeypatch.setattr(loaded, "trained_path", lambda: trained_directory)


def test_each_file_gives_one_json_line_in_order(tmp_path: Path) -> None:
    first, second = tmp_path / "b.eml", tmp_path / "a.eml"
    first.write_bytes(
        MESSAGE % (b"Refund", b"I was charged twice, please refund me, it is urgent.")
    )
    second.write_bytes(MESSAGE % (b"Out of office", b"I am on vacation until Monday."))
    done = CliRunner().invoke(cli, ["classify", "--json", str(first), str(second)])
    assert done.exit_code == 0, done.output
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["file"] for answer in answers] == [str(first), str(second)]
    assert answers[0]["category"] == "refund_billing"
    assert answers[0]["priority"] == "high"
    assert answers[0]["language"] == "en"
    assert answers[0]["kind"] == "person"
    assert answers[0]["automatic"] is False
    assert 0 < answers[0]["confidence"] <= 1
    assert answers[0]["sure"] is True
    assert answers[0]["evidence"]
    assert answers[1]["category"] == "auto_reply"


def test_standard_input_is_read_when_no_file_is_named() -> None:
    done = CliRunner().invoke(cli, ["classify"], input=MESSAGE % (b"Refund", b"Money back please"))
    assert done.exit_code == 0
    assert done.stdout.startswith("-: refund_billing")


def test_a_file_that_is_not_there_is_named() -> None:
    done = CliRunner().invoke(cli, ["classify", "nowhere.eml"])
    assert "nowhere.eml: No such file or directory" in str(done.exception)


def test_show_says_that_its_figures_are_cross_validated_on_our_examples() -> None:
    done = CliRunner().invoke(cli, ["model", "show"])
    assert done.exit_code == 0
    assert "Cross-validated on the shipped examples" in done.stdout
    assert "refund_billing" in done.stdout


def test_without_a_writable_checkout_the_artifact_lies_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "checkout_path", lambda: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert artifacts.trained_path() == tmp_path / "inbox-triage"
