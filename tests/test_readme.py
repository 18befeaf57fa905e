"""The README keeps its word: commands exist, links lead somewhere, the promise comes first."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from inbox_triage.cli.main import VERBS, cli

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text("utf-8")
CHANGELOG = (TOP / "CHANGELOG.md").read_text("utf-8")
COMMANDS = re.findall(r"^    ((?:python3|\.venv/bin/\S+) .+)$", README, re.MULTILINE)
INSTALLED = [c for c in COMMANDS if c.startswith(".venv/bin/inbox-triage ")]
LINKS = re.findall(r"\]\(([^)]+)\)", README)


def test_the_first_two_commands_come_within_twenty_lines() -> None:
    lines = README.splitlines()[:20]

    assert "    python3 -m inbox_triage demo" in lines
    assert "    python3 -m inbox_triage test" in lines


def test_output_picture_and_links_come_within_forty_lines() -> None:
    top = "\n".join(README.splitlines()[:40])

    assert "in Drafts" in top
    assert "▶" in top
    assert "docs/concepts.md" in top


def test_the_readme_names_commands() -> None:
    assert len(INSTALLED) >= 8


@pytest.mark.parametrize("command", INSTALLED)
def test_a_command_of_the_readme_is_understood(command: str) -> None:
    """Every option and argument is accepted by the real command line; `--help` ends it there."""
    arguments = shlex.split(command)[1:]

    ended = CliRunner().invoke(cli, [*arguments, "--help"])

    assert ended.exit_code == 0, ended.output
    for option in (a for a in arguments if a.startswith("--")):
        assert option in ended.output


def test_every_verb_that_the_readme_or_the_changelog_names_exists() -> None:
    named = re.findall(r"`(?:inbox-triage )?([a-z]+)(?: [a-z]+)?`", README + CHANGELOG)
    verbs = {name for name in named if name in VERBS}

    assert {"check", "doctor", "run", "once", "explain", "undo", "demo"} <= verbs


def test_every_verb_of_the_command_line_is_in_the_changelog() -> None:
    assert [verb for verb in VERBS if f"`{verb}" not in CHANGELOG] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    ended = CliRunner().invoke(cli, [verb, "--help"])

    assert ended.exit_code == 0
    assert "Usage:" in ended.output


@pytest.mark.parametrize("link", [link for link in LINKS if "://" not in link])
def test_a_link_leads_to_a_file(link: str) -> None:
    assert (TOP / link.partition("#")[0]).exists()
