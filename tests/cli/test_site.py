"""The verbs `init` and `check`, as an admin calls them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inbox_triage.cli.main import main
from inbox_triage.errors import EX_CONFIG, EX_OK, EX_USAGE
from tests.config.writing import INBOX, RULE, write_site

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that calls inbox-triage and gives exit code, output and error output."""
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["inbox-triage", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, captured.out, captured.err

    return run


def test_what_init_writes_passes_the_check(call: Call, tmp_path: Path) -> None:
    code, output, _ = call("init", tmp_path / "site")
    assert code == EX_OK
    assert f"inbox-triage check --config {tmp_path}/site/config.toml" in output

    code, output, _ = call("check", "--config", tmp_path / "site" / "config.toml")

    assert code == EX_OK
    assert "config.toml: OK: support (shadow); " in output
    assert (tmp_path / "site" / "rules" / "README.md").is_file()


def test_init_keeps_what_is_there(call: Call, tmp_path: Path) -> None:
    config = write_site(tmp_path, INBOX, {"rules/10-robots.toml": "# mine"})
    config.chmod(0o640)

    code, output, _ = call("init", tmp_path)

    assert code == EX_OK
    assert config.read_text() == INBOX
    assert config.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "rules/10-robots.toml").read_text() == "# mine"
    assert (tmp_path / "rules/20-vip.toml").is_file()
    assert "config.toml: 0 file(s) written, 1 kept" in output


def test_only_the_owner_may_read_a_new_config(call: Call, tmp_path: Path) -> None:
    call("init", tmp_path)

    assert (tmp_path / "config.toml").stat().st_mode & 0o777 == 0o600


def test_init_where_nobody_may_write_says_so(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    code, _, errors = call("init", tmp_path / "file" / "site")

    assert code == EX_USAGE
    assert "cannot be written: Not a directory." in errors


def test_check_tells_every_mistake_and_ends_with_78(call: Call, tmp_path: Path) -> None:
    config = write_site(tmp_path, f"x = 1\n{INBOX}", {"rules/10.toml": RULE.replace("why", "whi")})

    code, output, errors = call("check", "--config", config)

    assert code == EX_CONFIG
    assert f"- {config}:1: x: unknown key." in output
    assert f"- {tmp_path}/rules/10.toml:4: rule[1].whi: unknown key. Did you mean why?" in output
    assert errors == f"{config}: 3 problem(s).\n"


def test_check_warns_and_ends_well(call: Call, tmp_path: Path) -> None:
    config = write_site(tmp_path)
    config.chmod(0o644)

    code, output, _ = call("check", "--config", config)

    assert code == EX_OK
    assert "- warning: " in output
    assert "others can read this password. Run chmod 600" in output
    assert output.endswith("OK: support (shadow); 0 rules with 0 examples; 0 templates.\n")


def test_check_prints_json_for_scripts(call: Call, tmp_path: Path) -> None:
    config = write_site(tmp_path, f"x = 1\n{INBOX}", {"rules/10.toml": RULE})

    code, output, _ = call("check", "--config", config, "--json")

    report = json.loads(output)
    assert code == EX_CONFIG
    assert report["ok"] is False
    assert report["problems"] == [
        {
            "file": str(config),
            "line": 1,
            "key": "x",
            "what": "unknown key.",
            "remedy": report["problems"][0]["remedy"],
        }
    ]
    assert report["warnings"] == []


def test_check_without_a_config_says_how_to_get_one(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INBOX_TRIAGE_CONFIG", raising=False)

    code, output, _ = call("check")

    assert code == EX_CONFIG
    assert "inbox-triage init DIR" in output


def test_check_names_files_as_the_admin_did(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_site(Path(os.curdir), INBOX, {"rules/10.toml": RULE.replace("why", "whi")})

    _, output, _ = call("check")

    assert "- rules/10.toml:4: " in output
