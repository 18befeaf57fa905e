"""The verbs that make a site's files and check them: `init` and `check`."""

import json
import shlex
import shutil
import sys
from pathlib import Path

import click

from inbox_triage.cli.options import config_option, find_config
from inbox_triage.config.loading import load
from inbox_triage.config.settings import Settings
from inbox_triage.defaults import defaults_path
from inbox_triage.errors import EX_CONFIG, ConfigError, Problem, UsageError

_NEXT_STEPS = """
Next:
  1. Edit {config}: address, IMAP server, agents, queues.
  2. Give the password: export SUPPORT_PASSWORD=…
  3. inbox-triage check --config {config}
  4. inbox-triage doctor --config {config}
  5. inbox-triage run --config {config}     (mode is shadow: it reads and changes nothing)
"""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def init(directory: Path) -> None:
    """Write config.toml, rules and reply templates into DIRECTORY.

    Never overwrites: files that are there already stay as they are.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        config = directory / "config.toml"
        if _copy([defaults_path("config.example.toml")], [config], shown=config):
            config.chmod(0o600)  # a password may be written into it
        for name in ("rules", "reply_templates"):
            sources = sorted(p for p in defaults_path(name).iterdir() if p.is_file())
            (directory / name).mkdir(exist_ok=True)
            targets = [directory / name / source.name for source in sources]
            _copy(sources, targets, shown=directory / name)
        ignored = directory / ".gitignore"
        if not ignored.exists():
            ignored.write_text("state/\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{error.filename or directory} cannot be written: {error.strerror}.",
            remedy="Choose a directory where you may write.",
        ) from error
    click.echo(_NEXT_STEPS.format(config=shlex.quote(str(config))).rstrip())


def _copy(sources: list[Path], targets: list[Path], *, shown: Path) -> int:
    """Copy what is not there yet; return how many files that were."""
    written = 0
    for source, target in zip(sources, targets, strict=True):
        if not target.exists():
            shutil.copyfile(source, target)
            written += 1
    kept = len(targets) - written
    click.echo(f"{shown}: {written} file(s) written" + (f", {kept} kept" if kept else ""))
    return written


@click.command()
@config_option()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(config_path: Path | None, *, as_json: bool) -> None:
    """Check config, rules and templates; tell every mistake at once.

    The examples of every rule are tried. No server is asked; that is `doctor`. Ends with 78 when
    there is a mistake.
    """
    path = config_path or Path("config.toml")
    try:
        path = find_config(config_path)
        settings = load(path)
    except ConfigError as error:
        _tell(path, error.problems, (), as_json=as_json)
        sys.exit(EX_CONFIG)
    _tell(path, (), settings.warnings, as_json=as_json)
    if not as_json:
        click.echo(_summary(settings))


def _tell(
    path: Path, problems: tuple[Problem, ...], warnings: tuple[Problem, ...], *, as_json: bool
) -> None:
    if as_json:
        report = {
            "config": str(path),
            "ok": not problems,
            "problems": [_as_json(problem) for problem in problems],
            "warnings": [_as_json(warning) for warning in warnings],
        }
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(f"- {problem}")
    for warning in warnings:
        click.echo(f"- warning: {warning}")
    if problems:
        click.echo(f"{path}: {len(problems)} problem(s).", err=True)


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "key": problem.key,
        "what": problem.what,
        "remedy": problem.remedy,
    }


def _summary(settings: Settings) -> str:
    examples = sum(len(rule.examples) for rule in settings.rules.rules)
    modes = ", ".join(f"{i.name} ({i.mode})" for i in settings.policy.inboxes.values())
    return (
        f"{settings.path}: OK: {modes}; {len(settings.rules.rules)} rules with {examples} "
        f"examples; {len(settings.templates.compiled)} templates."
    )
