"""`model train|show`: the classifier's artifact, and how well it does on its own examples."""

import dataclasses
import json
from pathlib import Path

import click

from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.classifier.model import train as train_anew
from inbox_triage.classifier.training import Report
from inbox_triage.cli.artifacts import trained_path

_HONESTY = (
    "Cross-validated on the shipped examples: each was judged by a model that had not seen it.\n"
    "Your customers write about other things in other words: expect less on their messages."
)


@click.group()
def model() -> None:
    """Train the classifier or show what it has learned."""


_directory_option = click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the artifact lies; default is where `classify` looks.",
)


@model.command()
@_directory_option
def train(directory: Path | None) -> None:
    """Train anew from the shipped examples and store the artifact."""
    classifier = train_anew(directory or trained_path(), reason="asked for")
    _show_notices(classifier)
    click.echo("\n".join(report_lines(classifier.report)))


@model.command()
@_directory_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(directory: Path | None, *, as_json: bool) -> None:
    """Show how well each category is told apart.

    Trains first when that was not done yet.
    """
    classifier = load_or_train(directory or trained_path())
    _show_notices(classifier)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(classifier.report)))
    else:
        click.echo("\n".join(report_lines(classifier.report)))


def _show_notices(classifier: Classifier) -> None:
    for notice in classifier.notices:
        click.echo(f"inbox-triage: {notice}", err=True)


def report_lines(report: Report) -> list[str]:
    """Return the figures as a table for people, with what they do not say."""
    return [
        f"{'category':<17}{'examples':>8}{'precision':>11}{'recall':>8}{'sure from':>11}",
        *(
            f"{c.category:<17}{c.examples:>8}{c.precision:>11.2f}{c.recall:>8.2f}{c.threshold:>11.2f}"
            for c in report.categories
        ),
        "",
        f"macro F1 {report.macro_f1:.2f}, accuracy {report.accuracy:.2f}",
        f"sure of {report.sure_share:.0%}, of which {report.sure_precision:.0%} right",
        _HONESTY,
    ]
