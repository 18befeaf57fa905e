"""Reads config.toml and every file it names into Settings, or tells all mistakes at once.

Fails: ConfigError with every problem, each with file, line and remedy.
Limits: those of `reading.py`; commands for passwords have 10 s each.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inbox_triage.config.building import Site, build_logins, build_policy
from inbox_triage.config.checks import check_rules, check_site, find_warnings
from inbox_triage.config.problems import problems_of
from inbox_triage.config.reading import list_directory, read_directory, read_text
from inbox_triage.config.sections import ConfigFile
from inbox_triage.config.settings import Settings
from inbox_triage.errors import ConfigError, Problem
from inbox_triage.toml import Document, parse_toml
from inbox_triage.triage.drafts import TemplateSet, compile_templates
from inbox_triage.triage.rule_examples import try_examples
from inbox_triage.triage.rule_files import parse_rules
from inbox_triage.triage.rules import RuleSet

_POSTGRES = ("postgresql://", "postgresql+psycopg://")
_DATABASE = "inbox-triage.sqlite3"


@dataclass(frozen=True, slots=True)
class Handwriting:
    """What the files in the two directories hold, and what is wrong with them."""

    rules: RuleSet
    templates: TemplateSet
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def load(path: Path, *, with_templates: bool = True) -> Settings:
    """Return the settings; ConfigError carries every problem of config, rules and templates.

    Args:
        path: Of config.toml.
        with_templates: False leaves the reply templates out, and what is wrong with them: to
            compile and try out all takes longer than most of what only looks at the store.
    """
    document = _read_document(path)
    handwriting = _read_handwriting(path, document, with_templates=with_templates)
    try:
        config = ConfigFile.model_validate(document.values)
    except ValidationError as error:
        problems = problems_of(error, document, ConfigFile)
        raise ConfigError((*problems, *handwriting.problems)) from None
    site = Site(path, document, config)
    settings = _settings(site, handwriting)
    names = settings.templates.files if with_templates else map(os.path.basename, handwriting.texts)
    categories = frozenset(name.partition(".")[0] for name in names)
    problems = (
        *site.problems,
        *handwriting.problems,
        *check_rules(settings.rules, settings.policy, categories),
    )
    if problems:
        raise ConfigError(problems)
    return settings


def load_rules(path: Path) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Return the rules alone and the mistakes in them; their examples are not run.

    Raises:
        ConfigError: config.toml cannot be read.
    """
    texts, unread = read_directory(_directory(path, _read_document(path).values, "rules"), ".toml")
    rules, mistakes = parse_rules(texts)
    return rules, (*unread, *mistakes)


def watched_paths(path: Path) -> Iterator[Path]:
    """Yield every file whose change means a reload, and the directories of rules and templates.

    Never raises: a configuration that cannot be read right now is watched itself.
    """
    yield path
    text = read_text(path)
    document = parse_toml(str(path), text) if isinstance(text, str) else text
    values = document.values if isinstance(document, Document) else {}
    for key, suffix in (("rules", ".toml"), ("templates", ".md.j2")):
        directory = _directory(path, values, key)
        yield directory
        with suppress(OSError, ValueError):  # not there, or not ours to read, right now
            yield from list_directory(directory, suffix)
    vip = values.get("vip")
    if isinstance(vip, dict) and isinstance(vip.get("csv"), str):
        yield path.parent / vip["csv"]


def _read_document(path: Path) -> Document:
    text = read_text(path)
    document = parse_toml(str(path), text) if isinstance(text, str) else text
    if isinstance(document, Problem):
        raise ConfigError((document,))
    return document


def _directory(path: Path, values: Mapping[str, Any], key: str) -> Path:
    named = values.get(key)
    default = str(ConfigFile.model_fields[key].default)
    return path.parent / (named if isinstance(named, str) else default)


def _read_handwriting(path: Path, document: Document, *, with_templates: bool) -> Handwriting:
    """Read rules and templates even when config.toml has mistakes, to tell all at once."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    texts: dict[str, dict[str, str]] = {}
    for key, suffix in (("rules", ".toml"), ("templates", ".md.j2")):
        directory = _directory(path, document.values, key)
        texts[key], unread = read_directory(directory, suffix)
        named = key in document.values or os.path.exists(directory)  # noqa: PTH110 - never raises
        (problems if named else warnings).extend(unread)
    rules, mistakes = parse_rules(texts["rules"])
    problems += mistakes
    if not mistakes:  # a rule left out would let the examples of others fail
        problems += [p for trial in try_examples(rules) for p in trial.problems()]
    templates, mistakes = compile_templates(texts["templates"] if with_templates else {})
    problems += mistakes
    return Handwriting(rules, templates, texts["templates"], tuple(problems), tuple(warnings))


def _settings(site: Site, handwriting: Handwriting) -> Settings:
    check_site(site)
    config = site.config
    accounts, servers = build_logins(site)
    state_dir = site.directory / config.state_dir
    return Settings(
        path=site.path,
        state_dir=state_dir,
        database=_database(site, state_dir),
        accounts=accounts,
        servers=servers,
        policy=build_policy(site),
        rules=handwriting.rules,
        templates=handwriting.templates,
        template_texts=handwriting.texts,
        message_octets=config.limits.message_octets,
        batch_size=config.limits.batch_size,
        moves_per_turn=config.limits.moves_per_turn,
        warnings=(*handwriting.warnings, *find_warnings(site)),
    )


def _database(site: Site, state_dir: Path) -> str:
    url = site.config.database
    if url and not url.startswith(_POSTGRES):
        remedy = "Leave it out for a file in state_dir, or write postgresql://user@host/name."
        site.complain(("database",), "is not a PostgreSQL URL.", remedy)
    return url or str(state_dir / _DATABASE)
