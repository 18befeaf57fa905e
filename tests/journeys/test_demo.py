"""The demo from start to end: what a newcomer sees after the first command of the README."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from inbox_triage.cli import demo as verb
from inbox_triage.demo import run
from inbox_triage.demo.run import run_demo


@pytest.fixture(scope="module")
def told(trained: Path) -> Iterator[str]:
    """Return the whole story, told once for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "artifact_directory", lambda _: trained)
        console = Console(file=StringIO(), width=100, highlight=False)
        assert run_demo(console, once=True) == 0
        assert isinstance(console.file, StringIO)
        yield console.file.getvalue()


def chapter(told: str, title: str) -> str:
    """Return the lines from the heading that begins with this title to the next heading."""
    found = re.search(rf"^{title}[^\n]*─\n(.*?)(^[^\n]*─\n|\Z)", told, re.MULTILINE | re.DOTALL)
    assert found, f"no chapter “{title}” in:\n{told}"
    return found[1]


def test_old_mail_is_shown_without_marks_and_without_drafts(told: str) -> None:
    past = chapter(told, "What was there")

    assert "Olga Petrova" in past
    assert "0 drafts" in past
    assert "★" not in past
    assert "[" not in past


def test_the_vip_has_a_star_keywords_a_brief_and_a_draft(told: str) -> None:
    vip = chapter(told, "Mail arrives").partition("app broken")[0]

    assert re.search(r"★ \[p2\] \[refund\] \[vip\] Vera Lindqvist", vip)
    assert "VIP · REFUND" in vip
    assert "│ Hello Vera," in vip


def test_a_german_customer_gets_a_german_draft(told: str) -> None:
    assert "│ Guten Tag Jürgen," in chapter(told, "Mail arrives")


def test_robots_are_set_aside_and_get_no_draft(told: str) -> None:
    robots = chapter(told, "Robots")

    assert robots.count("set aside") == 3
    assert "✓" not in robots


def test_all_other_mail_is_told_in_a_table(told: str) -> None:
    rest = chapter(told, "The rest")

    assert rest.count("outage") == 4
    assert len(rest.strip().splitlines()) == 1 + 26


def test_the_answer_in_sent_is_noticed(told: str) -> None:
    answered = chapter(told, "Alice answers")

    assert "conversation waiting" in answered
    assert re.search(r"★ ↩ .*Vera Lindqvist", answered)


def test_the_answer_of_the_customer_continues_the_conversation(told: str) -> None:
    opened = re.search(r"conversation\s+([A-Z0-9]{4,})", chapter(told, "Mail arrives"))
    continued = re.search(r"conversation\s+([A-Z0-9]{4,})", chapter(told, "The customer answers"))

    assert opened
    assert continued
    assert opened[1] == continued[1]


def test_every_message_on_the_server_is_accounted_for(told: str) -> None:
    count = chapter(told, "Nothing lost")
    shown = re.search(r"server +(\d+) messages", count)
    recorded = re.search(r"store +(\d+) from before we came, (\d+) with an outcome", count)

    assert shown
    assert recorded
    assert int(recorded[1]) == 2
    assert int(shown[1]) == int(recorded[1]) + int(recorded[2])


def test_without_its_servers_the_demo_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "_SERVERS", ("a_package_that_is_nowhere",))

    ended = CliRunner().invoke(verb.demo, ["--once"])

    assert ended.exit_code == 69
    assert "pip install 'inbox-triage[demo]'" in ended.output
