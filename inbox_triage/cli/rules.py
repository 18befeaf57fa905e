"""The verb `rules`: does every rule do what its examples say?"""

import json
import sys
from pathlib import Path

import click

from inbox_triage.cli.options import config_option, find_config
from inbox_triage.config.loading import load_rules
from inbox_triage.errors import EX_CONFIG, ConfigError
from inbox_triage.triage.rule_examples import Trial, try_examples
from inbox_triage.triage.rules import RuleSet


@click.group()
def rules() -> None:
    """Try the rules."""


@rules.command("test")
@config_option()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per example.")
def test_rules(config_path: Path | None, *, as_json: bool) -> None:
    """Send every example through all rules and show what came of it.

    Only the rules are read: a mistake elsewhere in the configuration does not matter here. Ends
    with 78 when an example fails or a rule cannot be read.
    """
    found, problems = load_rules(find_config(config_path))
    if problems:
        raise ConfigError(problems)
    trials = try_examples(found)
    if as_json:
        for trial in trials:
            click.echo(json.dumps(_as_json(trial), ensure_ascii=False))
    else:
        _show(found, trials)
    if any(trial.failures for trial in trials):
        sys.exit(EX_CONFIG)


def _as_json(trial: Trial) -> dict[str, object]:
    return {
        "rule": trial.rule.name,
        "example": trial.number,
        "file": trial.rule.file,
        "line": trial.example.line,
        "passed": not trial.failures,
        "failures": list(trial.failures),
    }


def _show(found: RuleSet, trials: tuple[Trial, ...]) -> None:
    width = max((len(trial.rule.name) for trial in trials), default=0)
    for trial in trials:
        verdict = click.style("fail", "red") if trial.failures else click.style("pass", "green")
        place = f"{Path(trial.rule.file).name}:{trial.example.line}"
        click.echo(f"{verdict}  {trial.rule.name:<{width}}  example {trial.number}  {place}")
        for failure in trial.failures:
            click.echo(f"      - {failure}")
    for rule in found.rules:
        if not rule.examples:
            click.echo(f"none  {rule.name:<{width}}  {Path(rule.file).name}:{rule.line}")
    failed = sum(1 for trial in trials if trial.failures)
    click.echo(f"{len(found.rules)} rules, {len(trials)} examples, {failed} failed.")
