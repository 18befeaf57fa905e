"""Where passwords come from, and that they never show."""

import logging
import sys
from pathlib import Path

import pytest

from inbox_triage.config.loading import load
from inbox_triage.config.reloading import reload
from inbox_triage.errors import ConfigError
from tests.config.writing import INBOX, complaints, loaded, write_site

SECRET = "tr0ub4dor&3"
PLAIN = 'password = "correct horse"'


def with_password(source: str) -> str:
    return INBOX.replace(PLAIN, f"password = {source}")


def test_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", SECRET)

    settings = loaded(tmp_path, with_password('{ env = "SUPPORT_PASSWORD" }'))

    assert settings.accounts["support"].password == SECRET


def test_a_variable_that_is_not_set_is_told_by_name(tmp_path: Path) -> None:
    told = complaints(tmp_path, with_password('{ env = "NO_SUCH_VARIABLE" }'))

    assert told.startswith(
        "config.toml:8: inbox.support.imap.password: the environment has no NO_SUCH_VARIABLE."
    )


def test_from_a_file_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\r\nsecond line\n")

    settings = loaded(tmp_path, with_password('{ file = "secret" }'))

    assert settings.accounts["support"].password == SECRET


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "cannot be read"), (b"", "is empty"), (b"\n", "is empty"), (b"\xff", "not UTF-8")],
)
def test_a_file_without_a_password_is_told(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)

    assert what in complaints(tmp_path, with_password('{ file = "secret" }'))


def test_from_a_command_without_a_shell(tmp_path: Path) -> None:
    source = f"{{ command = ['{sys.executable}', '-c', 'print(\"$HOME;ls\")'] }}"

    assert loaded(tmp_path, with_password(source)).accounts["support"].password == "$HOME;ls"


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ('["no-such-program-here"]', "the command cannot be started: No such file"),
        ('["false"]', "the command ended with 1."),
        ('["true"]', "is empty at its source."),
        ('["a\\u0000b"]', "the command cannot be started"),
        ("[]", "does not name exactly one source."),
    ],
)
def test_a_command_that_gives_none_is_told(tmp_path: Path, command: str, what: str) -> None:
    assert what in complaints(tmp_path, with_password(f"{{ command = {command} }}"))


def test_a_command_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox_triage.config.passwords._COMMAND_SECONDS", 0.1)

    told = complaints(tmp_path, with_password('{ command = ["sleep", "30"] }'))

    assert "the command took longer than" in told


def test_the_keyring_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    told = complaints(tmp_path, with_password('{ keyring = "inbox-triage" }'))

    assert "pip install 'inbox-triage[keyring]'" in told


def test_smtp_may_have_its_own_login_or_none(tmp_path: Path) -> None:
    smtp = '[inbox.support.smtp]\nhost = "smtp.example.com"\n'

    own = loaded(tmp_path, f'{INBOX}{smtp}username = "out"\npassword = "{SECRET}"').servers
    none = loaded(tmp_path, f'{INBOX}{smtp}username = ""').servers

    assert (own["support"].username, own["support"].password) == ("out", SECRET)
    assert (none["support"].username, none["support"].password) == ("", "")


def test_a_password_in_a_file_that_others_can_read_is_warned_about(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    assert not any("others can read" in str(warning) for warning in load(path).warnings)

    path.chmod(0o644)

    assert any("others can read" in str(warning) for warning in load(path).warnings)


def test_a_password_shows_in_no_text_of_ours(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    config = INBOX.replace("correct horse", SECRET)
    config += f'[inbox.support.smtp]\nhost = "h"\npassword = "{SECRET}"\n'
    config = f'database = "postgresql://triage:{SECRET}@localhost/x"\n{config}'

    settings = loaded(tmp_path, config)

    shown = [repr(settings), str(settings), repr(settings.accounts), repr(settings.servers)]
    shown += [str(warning) for warning in settings.warnings]
    assert not any(SECRET in text for text in shown)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "mistake",
    [
        f'password = ["{SECRET}"]',
        f'pasword = "{SECRET}"',
        f'password = {{ env = ["{SECRET}"] }}',
        f'password = "{SECRET}"\nport = "{SECRET}"',
        f'password = "{SECRET}"\nsecurity = "{SECRET}"',
        f'password = "{SECRET}"\npoll_every = "{SECRET}"',
        f'password = "{SECRET}" x',
        f'password = "{SECRET}\nhost = "h"',
        f'password = "{SECRET}"\npassword = "{SECRET}"',
    ],
)
def test_a_mistake_near_a_password_does_not_show_it(tmp_path: Path, mistake: str) -> None:
    settings = loaded(tmp_path)
    path = write_site(tmp_path, INBOX.replace(PLAIN, mistake))

    with pytest.raises(ConfigError) as caught:
        load(path)
    _, problems = reload(settings)

    assert SECRET not in f"{caught.value} {caught.value!r} {problems}"
