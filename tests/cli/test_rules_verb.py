"""The verb `rules test`, as an admin calls it."""

import json
from pathlib import Path

import pytest

from inbox_triage.cli.main import main
from inbox_triage.errors import EX_CONFIG, EX_OK
from tests.config.writing import INBOX, RULE, write_site

EXAMPLE = '[[rule.example]]\nsubject = "Invoice 12"\nexpect = { priority = "high" }\n'


def rules_test(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["inbox-triage", "rules", "test", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, captured.out, captured.err


def test_passing_examples_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_site(tmp_path, INBOX, {"rules/10.toml": RULE + EXAMPLE})

    code, output, _ = rules_test(capsys, monkeypatch, "--config", str(config))

    assert code == EX_OK
    assert output == "pass  Money  example 1  10.toml:7\n1 rules, 1 examples, 0 failed.\n"


def test_a_failing_example_says_what_failed_and_ends_with_78(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = EXAMPLE.replace("high", "low")
    config = write_site(tmp_path, INBOX, {"rules/10.toml": RULE + EXAMPLE + failing})

    code, output, _ = rules_test(capsys, monkeypatch, "--config", str(config))

    assert code == EX_CONFIG
    assert output.splitlines()[1:] == [
        "fail  Money  example 2  10.toml:10",
        '      - priority is high (by "Money"), expected low.',
        "1 rules, 2 examples, 1 failed.",
    ]


def test_rules_without_an_example_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_site(tmp_path, INBOX, {"rules/10.toml": RULE})

    code, output, _ = rules_test(capsys, monkeypatch, "--config", str(config))

    assert code == EX_OK
    assert output.splitlines()[0] == "none  Money  10.toml:2"


def test_json_has_one_object_for_each_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_site(tmp_path, INBOX, {"rules/10.toml": RULE + EXAMPLE})

    code, output, _ = rules_test(capsys, monkeypatch, "--config", str(config), "--json")

    assert code == EX_OK
    assert json.loads(output) == {
        "rule": "Money",
        "example": 1,
        "file": f"{tmp_path}/rules/10.toml",
        "line": 7,
        "passed": True,
        "failures": [],
    }


def test_a_rule_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_site(tmp_path, INBOX, {"rules/10.toml": RULE.replace("why", "whi")})

    code, _, errors = rules_test(capsys, monkeypatch, "--config", str(config))

    assert code == EX_CONFIG
    assert "rules/10.toml:4: rule[1].whi: unknown key. Did you mean why?" in errors


def test_a_mistake_elsewhere_does_not_matter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_site(tmp_path, "x = 1", {"rules/10.toml": RULE + EXAMPLE})

    code, _, _ = rules_test(capsys, monkeypatch, "--config", str(config))

    assert code == EX_OK
