"""The manual that the command line brings along fits an ordinary terminal."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from inbox_triage.cli.main import cli

COLUMNS = 80
MARGIN = 2  # what click leaves free


def _commands(group: click.Group, *words: str) -> Iterator[tuple[str, ...]]:
    yield words
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *words, name)
        else:
            yield (*words, name)


@pytest.mark.parametrize("words", list(_commands(cli)), ids=" ".join)
def test_every_verb_tells_what_it_does_without_a_cut_sentence(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], terminal_width=COLUMNS - MARGIN)
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert max(map(len, lines)) <= COLUMNS
    # The verbs are listed with their first sentence; click cuts one that is too long.
    cut = [line.split()[0] for line in lines if line.endswith("...") and "Usage:" not in line]
    assert cut == []
