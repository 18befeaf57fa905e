"""Reads the reply templates: names, syntax, the sandbox they are compiled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import DictLoader, StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inbox_triage.errors import Problem
from inbox_triage.triage.policy import CATEGORIES
from inbox_triage.triage.template_language import (
    DEPTH,
    SUFFIX,
    Source,
    block_names,
    check,
    nearest,
)
from inbox_triage.triage.wording import LANGUAGES

NEVER_ANSWERED = frozenset({"spam", "auto_reply"})
_SOURCE_LENGTH = 16_000


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Compiled templates by name, such as `bug.en`, and their files; bases are not among them."""

    compiled: Mapping[str, Template]
    files: Mapping[str, str]

    def find(self, category: str, language: str) -> str | None:
        """Return the name of the template for this, or of the general one in this language."""
        names = (f"{category}.{language}", f"other.{language}")
        return next((name for name in names if name in self.compiled), None)


def compile_sources(texts: Mapping[str, str]) -> tuple[TemplateSet, list[Problem]]:
    """Return the templates that are sound and every problem of the others.

    Args:
        texts: Content by path; the file name is `<category>.<language>.md.j2` or
            `_base.<language>.md.j2`.
    """
    problems: list[Problem] = []
    trees: dict[Source, nodes.Template] = {}
    bases: dict[str, frozenset[str] | None] = {}
    for source in _read_names(texts, problems):
        tree = _parse(source, problems)
        if tree:
            trees[source] = tree
        if source.is_base:
            bases[source.language] = frozenset(block_names(tree)) if tree else None
    sound = []
    for source, tree in trees.items():
        found = list(check(source, tree, bases))
        problems += found
        if not found:
            sound.append(source)
    return _compile(sound, problems), problems


def _compile(sources: list[Source], problems: list[Problem]) -> TemplateSet:
    """Compile what stands on a sound base; the problem of an unsound base is told already."""
    by_name = {f"{s.stem}.{s.language}{SUFFIX}": s.text for s in sources}
    environment = _environment(by_name)
    compiled, files = {}, {}
    for source in sources:
        name = f"{source.stem}.{source.language}"
        if source.is_base or source.base not in by_name:
            continue
        try:
            compiled[name] = environment.get_template(name + SUFFIX)
            files[name] = source.file
        except TemplateSyntaxError as error:  # what only shows in code, such as a block twice
            problems.append(_syntax_problem(source, error))
    return TemplateSet(compiled, files)


def _environment(by_name: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Return the sandbox: no globals, an undefined value is an error, the text is plain."""
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(by_name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.clear()
    return environment


def _read_names(texts: Mapping[str, str], problems: list[Problem]) -> list[Source]:
    sources: list[Source] = []
    for file, text in texts.items():
        stem, _, language = file.rpartition("/")[2].removesuffix(SUFFIX).rpartition(".")
        source = Source(file, _keep_line_ends(text), stem, language)
        problem = _name_problem(source)
        if problem:
            problems.append(problem)
        else:
            sources.append(source)
    return sources


def _name_problem(source: Source) -> Problem | None:
    if not source.file.endswith(SUFFIX):
        remedy = f"Call it <category>.<language>{SUFFIX}, such as bug.en{SUFFIX}."
        return source.problem("this is not the name of a reply template.", remedy)
    if source.language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        return source.problem(f"unknown language '{source.language}'.", f"Known are {known}.")
    if source.stem in NEVER_ANSWERED:
        return source.problem(f"{source.stem} is never answered.", "Delete this file.")
    if not source.is_base and source.stem not in CATEGORIES:
        what = f"unknown category '{source.stem}'."
        return source.problem(what, nearest(source.stem, CATEGORIES))
    if len(source.text) > _SOURCE_LENGTH:
        return source.problem(f"longer than {_SOURCE_LENGTH} characters.", "Shorten it.")
    return None


def _parse(source: Source, problems: list[Problem]) -> nodes.Template | None:
    try:
        tree = _environment({}).parse(source.text)
        if _depth(tree) <= DEPTH:
            return tree
        problems.append(source.problem("nested too deeply.", "Write it flatter."))
    except TemplateSyntaxError as error:
        problems.append(_syntax_problem(source, error))
    except RecursionError:
        problems.append(source.problem("nested too deeply.", "Write it flatter."))
    return None


def _depth(tree: nodes.Node) -> int:
    """Return how many levels the tree has, without recursion; long chains of `or` are deep."""
    depth, level = 0, [tree]
    while level and depth <= DEPTH:
        depth += 1
        level = [child for node in level for child in node.iter_child_nodes()]
    return depth


def _syntax_problem(source: Source, error: TemplateSyntaxError) -> Problem:
    what = f"{(error.message or 'syntax error').rstrip('.')}."
    return source.problem(what, "Correct the syntax.", error.lineno)


def _keep_line_ends(text: str) -> str:
    """Let only those tags swallow their line end that have the line to themselves."""
    lines = [line.rstrip() for line in text.split("\n")]
    for i, line in enumerate(lines):
        alone = not any(part.partition("{%")[0].strip() for part in line.split("%}"))
        if line.endswith("%}") and line[-3:-2] not in {"-", "+"} and not alone:
            lines[i] = f"{line[:-2]}+%}}"
    return "\n".join(lines)
