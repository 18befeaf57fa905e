"""What an admin reads when something is wrong: one clear message, the remedy, the exit code."""

import contextlib
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from inbox_triage.classifier import training
from inbox_triage.defaults import defaults_path
from inbox_triage.triage.plan import Outcome
from tests.journeys.running import Said, call, give_model, outcomes
from tests.journeys.site import START, Site, written
from tests.servers.fault_proxy import FaultProxy

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

REFUND = "I was charged twice for order 5512 last week.\nPlease refund one of the two payments.\n"
FAILING = """
[[rule]]
name = "A"
why = "w"
when.subject.contains = "tent"
then = { queue = "billing" }
[[rule.example]]
subject = "lamp"
expect = { queue = "billing" }
"""


@pytest.fixture
def ready(site: Site, trained: Path) -> Site:
    """A site that has looked once and has a classifier of its own."""
    give_model(site, trained)
    site.visit()
    return site


def once(site: Site) -> Said:
    said = call("once", "--config", site.config)
    assert "Traceback" not in said.err
    return said


# --- the configuration -------------------------------------------------------------------------


def test_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INBOX_TRIAGE_CONFIG", raising=False)

    said = call("status")

    assert said.code == 78
    assert "config.toml or /etc/inbox-triage/config.toml" in said.err
    assert "inbox-triage init DIR" in said.err


def test_a_named_configuration_that_is_not_there(tmp_path: Path) -> None:
    said = call("check", "--config", tmp_path / "missing.toml")

    assert said.code == 78
    assert "missing.toml" in said.err


def test_a_directory_for_a_configuration(tmp_path: Path) -> None:
    said = call("check", "--config", tmp_path)

    assert said.code == 64
    assert "is a directory" in said.err


def test_a_configuration_that_the_daemon_may_not_read(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    config.chmod(0)
    _open_to_all(tmp_path)

    with _without_roots_rights():
        said = call("status", "--config", config)

    assert said.code == 78
    assert f"{config}: cannot be read: Permission denied." in said.err


def test_broken_toml_is_told_with_its_line(site: Site) -> None:
    site.config.write_text('[inbox.support\naddress = "x"\n')

    said = once(site)

    assert said.code == 78
    assert f"{site.config}:1: " in said.err


def test_several_mistakes_are_told_at_once(site: Site) -> None:
    text = site.config.read_text()
    site.config.write_text(
        text.replace('mode = "full"', 'mode = "fulll"')
        .replace('briefs = "all"', 'breifs = "all"')
        .replace('lead = "alice"', 'lead = "malice"')
    )

    said = once(site)

    assert said.code == 78
    assert len(re.findall(r"^- \S+config\.toml:\d+: ", said.err, re.MULTILINE)) >= 2
    assert "Did you mean briefs?" in said.err


@pytest.mark.parametrize(
    ("rules", "place", "words"),
    [
        ('[[rule]]\nname = "A"\nwhen.subjekt = "x"\n', "10-test.toml:3", "subject"),
        ('[[rule]\nname = "A"\n', "10-test.toml:1", ""),
        (
            FAILING,
            "10-test.toml:7",
            "example",
        ),
    ],
    ids=["an unknown word", "no TOML", "an example that fails"],
)
def test_a_broken_rule_is_told_with_its_line(
    site: Site, rules: str, place: str, words: str
) -> None:
    site.rules = rules
    site.write()

    said = once(site)

    assert said.code == 78
    assert place in said.err
    assert words in said.err


def test_a_broken_template_is_told_with_its_line(site: Site) -> None:
    copied = site.directory / "reply_templates"
    shutil.copytree(defaults_path("reply_templates"), copied)
    text = site.config.read_text()
    site.config.write_text(text.replace(f'"{defaults_path("reply_templates")}"', f'"{copied}"'))
    (copied / "bug.en.md.j2").write_text("Hello\n\n{{ customer.first_name }\n")

    said = once(site)

    assert said.code == 78
    assert f"{copied}/bug.en.md.j2:3: " in said.err


# --- what was trained --------------------------------------------------------------------------


def test_a_damaged_artifact_is_trained_anew_and_the_log_says_so(
    ready: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", lambda _seed: ready.classifier._trained)  # at once
    artifact = ready.directory / "state" / "model" / "categories.artifact"
    whole = artifact.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"\x80\x04not ours", b"\x00" + whole[1:]):
        artifact.write_bytes(damaged)

        said = once(ready)

        assert said.code == 0
        assert "classifier.notice" in said.err
        assert "trained from the shipped examples" in said.err
        assert "classifier.notice" not in once(ready).err


# --- servers -----------------------------------------------------------------------------------


def test_a_refused_login(ready: Site) -> None:
    text = ready.config.read_text()
    ready.config.write_text(text.replace(ready.login.password, "a wrong one"))

    said = once(ready)

    assert said.code == 69
    assert "refuses the login of" in said.err
    assert "Check username and password" in said.err
    assert "a wrong one" not in said.err


def test_a_server_that_is_away_means_try_later(ready: Site) -> None:
    with FaultProxy(1) as proxy:
        ready.imap_port = proxy.port
    ready.write()

    said = once(ready)

    assert said.code == 75
    assert f"127.0.0.1:{ready.imap_port} cannot be reached" in said.err
    assert "Check host, port and security" in said.err


def test_a_certificate_that_is_not_trusted(ready: Site) -> None:
    text = ready.config.read_text()
    server = ready.login.server
    ready.config.write_text(
        text.replace(
            f'host = "127.0.0.1"\nport = {server.imap_port}\nsecurity = "none"',
            f'host = "localhost"\nport = {server.imaps_port}\nsecurity = "tls"',
        )
    )

    said = once(ready)

    assert said.code == 69
    assert "certificate" in said.err
    assert "Set ca_file" in said.err


def test_a_mailbox_that_may_only_be_looked_at(ready: Site) -> None:
    ready.deliver(written("Charged twice", REFUND), when=START)
    ready.login.set_rights("INBOX", "lr")

    assert once(ready).code == 0

    assert outcomes(ready)[Outcome.TRIAGED] == 1
    status = call("status", "--config", ready.config)
    assert status.code == 69
    listed = call("queue", "list", "--config", ready.config)
    assert "read-only for this account; give it the rights lrswit" in listed.out


# --- disks and the database --------------------------------------------------------------------


def test_a_full_disk_stops_before_anything_is_lost(ready: Site) -> None:
    letters = [written(f"Twice {n}", REFUND, sender=f"c{n}@example.net") for n in range(60)]
    ready.login.fill(letters)

    with _database_of_at_most(pages=120):
        full = once(ready)

    assert full.code == 74
    assert "The disk is full. Free some space" in full.err
    assert outcomes(ready).get(Outcome.TRIAGED, 0) < 60
    assert once(ready).code == 0
    assert outcomes(ready)[Outcome.TRIAGED] == 60
    subjects = [draft.subject for draft in ready.drafts()]
    assert sorted(subjects) == sorted(set(subjects))
    assert len(subjects) == 60


def test_a_full_disk_for_temporary_files_parks_no_message(ready: Site) -> None:
    ready.deliver(written("Charged twice", REFUND), when=START)

    said = _child("once", "--config", ready.config, limit_octets=200_000)

    assert said.code == 74
    assert "No temporary file can be written in" in said.err
    assert "or set TMPDIR" in said.err
    assert outcomes(ready) == {}


def test_a_state_directory_on_a_full_disk(tmp_path: Path, ready: Site) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with _tiny_disk(disk):
        (disk / "full").write_bytes(b"x")
        with contextlib.suppress(OSError), (disk / "full").open("wb") as file:
            while True:
                file.write(b"x" * 4096)
        ready.config.write_text(f'state_dir = "{disk / "state"}"\n' + ready.config.read_text())

        said = once(ready)

    assert said.code == 74
    assert "No space left" in said.err or "disk is full" in said.err


def test_a_state_directory_that_may_not_be_written(ready: Site) -> None:
    once(ready)  # imports all that it needs while it may
    _open_to_all(ready.directory)
    (ready.directory / "state").chmod(0o555)

    with _without_roots_rights():
        said = once(ready)

    assert said.code == 74
    assert f"state directory {ready.directory / 'state'} is not writable" in said.err
    assert "or set state_dir" in said.err


def test_a_database_of_a_newer_version(ready: Site) -> None:
    with contextlib.closing(sqlite3.connect(ready.settings().database)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    for verb in (["once"], ["status"], ["queue", "list"], ["explain", "K7Q2"]):
        said = call(*verb, "--config", ready.config)

        assert said.code == 74
        assert "newer version (schema 9999" in said.err
        assert "Install that version again" in said.err


def test_a_file_that_is_no_database(ready: Site) -> None:
    Path(ready.settings().database).write_bytes(b"Dear diary, " * 1000)

    said = call("status", "--config", ready.config)

    assert said.code == 74
    assert "is not a database" in said.err


# --- verbs -------------------------------------------------------------------------------------


def test_an_unknown_verb_and_an_unknown_option() -> None:
    assert call("trriage").code == 64
    assert "No such command 'trriage'" in call("trriage").err
    assert call("status", "--jsn").code == 64
    assert "--json" in call("status", "--jsn").err


def test_a_file_that_is_not_there(
    tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox_triage.cli.classify.trained_path", lambda: trained)
    for verb in ("parse", "classify"):
        said = call(verb, tmp_path / "missing.eml")

        assert said.code == 66
        assert f"{tmp_path}/missing.eml: No such file" in said.err


def test_nothing_is_known_about_a_message(ready: Site, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(written("Charged twice", REFUND))
    for name in ("<unknown@example.net>", "K7Q2", letter, "x" * 300):
        said = call("explain", "--config", ready.config, name)

        assert said.code == 65
        assert "Nothing is recorded" in said.err


def test_a_defect_of_ours_is_one_line_and_a_file_to_report() -> None:
    program = (
        "import sys; from inbox_triage.cli import main, parse\n"
        "parse.parse_message = None\n"
        "sys.argv = ['inbox-triage', 'parse']\n"
        "main.main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], input=b"", capture_output=True, check=False
    )

    words = done.stderr.decode()
    assert done.returncode == 70
    assert "This is a defect, please report it with" in words
    assert "Traceback" not in words
    kept = Path(re.search(r"with (\S+\.txt)", words)[1])  # type: ignore[index]
    assert "Traceback" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.unlink()


# --- helpers -----------------------------------------------------------------------------------


def _child(*arguments: str | Path, limit_octets: int) -> Said:
    """Run a verb in a process of its own that cannot make a file larger than this."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_octets, limit_octets))

    command = [sys.executable, "-m", "inbox_triage", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)
    return Said(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def _database_of_at_most(*, pages: int) -> Iterator[None]:
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


@contextlib.contextmanager
def _without_roots_rights() -> Iterator[None]:
    """Be nobody for a while; whoever is not root may not write either."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def _open_to_all(directory: Path) -> None:
    """Let nobody in; pytest keeps its directories to itself."""
    for path in (directory, *directory.parents):
        if path.stat().st_uid == os.getuid() and path.parent != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    for path in directory.rglob("*"):
        if path.stat().st_mode & 0o777:
            path.chmod(0o755 if path.is_dir() else 0o644)


@contextlib.contextmanager
def _tiny_disk(directory: Path) -> Iterator[None]:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(directory)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a tiny disk takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(directory)], check=True)
