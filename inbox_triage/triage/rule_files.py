"""Reads rules/*.toml: text in, rules and every mistake with its line out.

Limits: 500 rules, 12 different tags.
"""

import re
from collections.abc import Mapping
from typing import Any

from inbox_triage.errors import Problem
from inbox_triage.toml import Path, parse_toml, suggest
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.policy import CATEGORIES
from inbox_triage.triage.rule_conditions import NAMESPACES, read_conditions
from inbox_triage.triage.rule_sheets import (
    Sheet,
    check_keys,
    fits,
    is_name,
    is_tables,
    read_flag,
    read_words,
)
from inbox_triage.triage.rules import (
    ADDING_UP,
    EXAMPLE_FIELDS,
    EXAMPLE_LISTS,
    EXAMPLE_TEXTS,
    FIELDS,
    OUTCOME_FIELDS,
    Example,
    Field,
    Group,
    Outcome,
    Quantifier,
    Rule,
    RuleSet,
    Shape,
)

_RULES = 500
_TAGS = 12  # servers keep about 26 keywords well; 14 are ours (docs/decisions/0002)

_RULE_KEYS = ("name", "why", "when", "unless", "then", "stop", "example")
_TAG = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


def parse_rules(files: Mapping[str, str]) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Return the rules of all files, read in the order of their names, and every mistake.

    Args:
        files: File name as the admin knows it → text.

    Returns:
        The rules that could be read, and the problems; rules with a problem are left out.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    for file in sorted(files):
        document = parse_toml(file, files[file])
        if isinstance(document, Problem):
            problems.append(document)
            continue
        sheet = Sheet(document)
        rules += _rules_of(sheet)
        problems += sorted(sheet.problems, key=lambda problem: problem.line or 0)
    problems += _same_names(rules)
    problems += _too_many(rules)
    return RuleSet(tuple(rules)), tuple(problems)


def _rules_of(sheet: Sheet) -> list[Rule]:
    values = sheet.document.values
    for key in values.keys() - {"rule"}:
        sheet.complain((key,), "unknown key.", "A rule file holds [[rule]] tables only.")
    tables = values.get("rule", [])
    if not is_tables(tables):
        sheet.complain(("rule",), "is not a list of tables.", "Begin each rule with [[rule]].")
        return []
    found = []
    for index, table in enumerate(tables):
        before = len(sheet.problems)
        rule = _rule(sheet, ("rule", index), table)
        if len(sheet.problems) == before:
            found.append(rule)
    return found


def _rule(sheet: Sheet, path: Path, table: Mapping[str, Any]) -> Rule:
    check_keys(sheet, path, table, _RULE_KEYS)
    for key, remedy in (("name", "Name it."), ("why", "Say in one sentence what it is for.")):
        if key not in table:
            sheet.complain(path, f"every rule has a {key}.", remedy)
        elif fits(sheet, (*path, key), Field(Shape.WORD, ""), table[key]):
            is_name(sheet, (*path, key), table[key])
    if not table.get("then") and table.get("stop") is not True:
        sheet.complain(path, "this rule decides nothing.", "Give it a `then`.")
    when = read_conditions(sheet, (*path, "when"), table.get("when", {}))
    unless = read_conditions(sheet, (*path, "unless"), table.get("unless", {}))
    return Rule(
        name=str(table.get("name", "")).strip(),
        why=str(table.get("why", "")).strip(),
        file=sheet.document.file,
        line=sheet.document.line(path),
        when=Group(Quantifier.ALL, when),
        unless=Group(Quantifier.NONE, unless),
        then=Outcome(**_outcome(sheet, (*path, "then"), table.get("then", {}))),
        stop=read_flag(sheet, (*path, "stop"), table.get("stop", False)),
        examples=_examples(sheet, (*path, "example"), table.get("example", [])),
    )


# --- then, expect ------------------------------------------------------------------------------

_OUTCOME_SHAPES: dict[str, Field] = {
    "category": Field(Shape.CHOICE, "", tuple(CATEGORIES)),
    "priority": Field(Shape.CHOICE, "", tuple(Priority)),
    **dict.fromkeys(("star", "brief", "vip", "set_aside"), Field(Shape.FLAG, "")),
}


def _outcome(sheet: Sheet, path: Path, table: Any) -> dict[str, Any]:
    """Read `then` or `expect` into the fields of an Outcome."""
    if not isinstance(table, dict):
        sheet.complain(path, "is not a table.", 'Write it like { queue = "billing" }.')
        return {}
    check_keys(sheet, path, table, OUTCOME_FIELDS)
    return {
        key: _outcome_value(sheet, (*path, key), table[key])
        for key in OUTCOME_FIELDS
        if key in table
    }


def _outcome_value(sheet: Sheet, path: Path, value: Any) -> Any:
    key = str(path[-1])
    if key in ADDING_UP:
        words = read_words(sheet, path, value)
        for word in words if key == "tags" else ():
            if not _TAG.fullmatch(word):
                remedy = "Use 1 to 30 of a-z 0-9 - _, beginning with a letter or digit."
                sheet.complain(path, f'"{word}" cannot be a keyword.', remedy)
        return words
    if not fits(sheet, path, _OUTCOME_SHAPES.get(key, Field(Shape.WORD, "")), value):
        return None
    if isinstance(value, str):
        is_name(sheet, path, value)
    return Priority(value) if key == "priority" else value


# --- example -----------------------------------------------------------------------------------


def _examples(sheet: Sheet, path: Path, tables: Any) -> tuple[Example, ...]:
    if not is_tables(tables):
        sheet.complain(path, "is not a list of tables.", "Begin each with [[rule.example]].")
        return ()
    return tuple(_example(sheet, (*path, n), table) for n, table in enumerate(tables))


def _example(sheet: Sheet, path: Path, table: Mapping[str, Any]) -> Example:
    flat = _flattened(table)
    expect = _outcome(sheet, (*path, "expect"), flat.pop("expect", {}))
    matches = read_flag(sheet, (*path, "matches"), flat.pop("matches", True))
    given: dict[str, Any] = {}
    for key, value in flat.items():
        place = (*path, *key.split(".", 1))
        if key in EXAMPLE_LISTS:
            given[key] = read_words(sheet, place, value)
        elif key in EXAMPLE_TEXTS or key.startswith("header."):
            if fits(sheet, place, Field(Shape.WORD, ""), value):
                given[key] = value
        elif key not in EXAMPLE_FIELDS:
            known = {*EXAMPLE_FIELDS, *EXAMPLE_TEXTS, *EXAMPLE_LISTS, "header.<name>", "expect"}
            sheet.complain(place, f"an example has no {key}.", suggest(key, {*known, "matches"}))
        elif fits(sheet, place, FIELDS[key], value):
            given[key] = value
            if key == "hour" and value not in range(24):
                sheet.complain(place, "is not an hour.", "Write 0 to 23.")
    return Example(sheet.document.line(path), given, expect, matches)


def _flattened(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table with `customer = { tier = … }` as `customer.tier`."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if key in NAMESPACES and isinstance(value, dict):
            flat |= {f"{key}.{sub}".lower(): inner for sub, inner in value.items()}
        else:
            flat[key] = value
    return flat


# --- the whole ---------------------------------------------------------------------------------


def _same_names(rules: list[Rule]) -> list[Problem]:
    first: dict[str, Rule] = {}
    problems = []
    for rule in rules:
        other = first.setdefault(rule.name, rule)
        if other is not rule:
            what = f'"{rule.name}" is also the name of the rule at {other.file}:{other.line}.'
            remedy = "Verdicts name their rule: give each its own name."
            problems.append(Problem(rule.file, rule.line, "name", what, remedy))
    return problems


def _too_many(rules: list[Rule]) -> list[Problem]:
    if len(rules) > _RULES:
        rule = rules[_RULES]
        return [Problem(rule.file, rule.line, "", f"this is rule {_RULES + 1}; no more are read.")]
    tags = dict.fromkeys(tag for rule in rules for tag in rule.then.tags)
    if len(tags) > _TAGS:
        last = next(rule for rule in reversed(rules) if rule.then.tags)
        what = f"with this rule there are {len(tags)} tags; mail servers keep {_TAGS} well."
        remedy = "Agents cannot tell so many apart either: use fewer."
        return [Problem(last.file, last.line, "then.tags", what, remedy)]
    return []
