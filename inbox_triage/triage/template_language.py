"""The language of reply templates: a small part of Jinja2 in which every text comes to an end.

A template may hold text, `{{ values }}`, `{% if %}`, blocks of its base, and `vary(…)`. There are
no loops, macros, includes, assignments or attributes: rendering costs what the text is long, and
nothing can be reached from a value. Every other construct is refused when the templates are
loaded, with its line; the sandbox stands behind this as a second wall.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from inbox_triage.errors import Problem
from inbox_triage.triage.details import DETAILS
from inbox_triage.triage.wording import FORBIDDEN

SUFFIX = ".md.j2"
DEPTH = 30
"""How deep constructs may be nested in each other."""

BLOCKS = ("greeting", "acknowledge", "apologise", "ownership", "answer", "next", "closing")
VALUES = {
    "name": "how the customer is greeted, may be empty",
    "topic": "a few of the customer's own words, may be empty",
    "product": "what the inbox is for, may be empty",
    "team": "the inbox's display name",
    "agent": "display name of the agent who owns it, may be empty",
    "received": "the day the message came in",
    "due": "when an answer is due, may be empty",
    "missing": "details that are wanted and not in the message",
    "frustrated": "the customer is annoyed",
    "vip": "the customer is a VIP",
    "again": "the customer writes again before we answered",
    "repeat": "the customer had trouble of this kind within 30 days",
    "reply": "the customer answers a message of ours",
}
"""What a template can use, with what it says."""

CONDITIONS = frozenset({"missing", "frustrated", "vip", "again", "repeat", "reply"})
"""Those of the values that are for `{% if %}` and cannot be shown."""

_FUNCTIONS = frozenset({"vary", "super"})
_REMEDY = "Use text, {{ values }}, {% if %}, {% block %} and vary(…) only."
_ALLOWED = (
    nodes.And,
    nodes.Block,
    nodes.Call,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Const,
    nodes.Extends,
    nodes.If,
    nodes.Name,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.TemplateData,
)
_SPOKEN = {
    nodes.For: "a loop (for)",
    nodes.Macro: "a macro",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Assign: "an assignment (set)",
    nodes.AssignBlock: "an assignment (set)",
    nodes.Filter: "a filter (|)",
    nodes.Getattr: "an attribute (a dot after a value)",
    nodes.Getitem: "an item (brackets after a value)",
    nodes.Test: "a test (is)",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One template file: its path as the admin sees it, and what its name says."""

    file: str
    text: str
    stem: str
    language: str

    @property
    def is_base(self) -> bool:
        """Whether others extend it."""
        return self.stem == "_base"

    @property
    def base(self) -> str:
        """Name of the base in its language."""
        return f"_base.{self.language}{SUFFIX}"

    def problem(self, what: str, remedy: str = "", line: int | None = None) -> Problem:
        """Return a problem in this file."""
        return Problem(self.file, line, "", what, remedy)


def check(
    source: Source, tree: nodes.Template, bases: Mapping[str, frozenset[str] | None]
) -> Iterator[Problem]:
    """Yield what is wrong with one template.

    Args:
        source: The template.
        tree: It, parsed; at most `DEPTH` levels deep.
        bases: Names of the blocks of each language's base; None where its syntax is told already.
    """
    yield from _check_nodes(source, tree)
    yield from _check_phrases(source)
    if source.is_base:
        blocks = frozenset(block_names(tree))
        for block in BLOCKS:
            if block not in blocks:
                remedy = f"Add {{% block {block} %}}{{% endblock %}}."
                yield source.problem(f"the block '{block}' is missing.", remedy)
    elif source.language not in bases:
        yield source.problem(f"its base is missing: {source.base}.", f"Add {source.base}.")
    elif (known := bases[source.language]) is not None:
        yield from _check_extension(source, tree, known)


def block_names(tree: nodes.Template) -> Iterator[str]:
    """Yield the names of the blocks in a template."""
    return (block.name for block in tree.find_all(nodes.Block))


def nearest(word: str, known: Collection[str]) -> str:
    """Return a remedy for a word that is not known."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean '{close[0]}'?" if close else f"Known are {', '.join(sorted(known))}."


def _check_extension(
    source: Source, tree: nodes.Template, known: frozenset[str]
) -> Iterator[Problem]:
    """Yield where a template does not fit its base."""
    if tree.find(nodes.Extends) is None:
        yield source.problem("it has no base.", f'Begin with {{% extends "{source.base}" %}}.', 1)
    for block in tree.find_all(nodes.Block):
        if block.name not in known:
            what = f"the base has no block '{block.name}'."
            yield source.problem(what, nearest(block.name, known), block.lineno)
    lost = next((node for node in tree.body if _is_lost(node)), None)
    if lost:
        what = "text outside of a block is never shown."
        yield source.problem(what, "Move it into a block.", lost.lineno)


def _is_lost(node: nodes.Node) -> bool:
    """Say whether this stands outside of a block and is more than white space."""
    if isinstance(node, nodes.Output):
        return any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in node.nodes)
    return not isinstance(node, nodes.Block | nodes.Extends)


def _check_nodes(source: Source, node: nodes.Node) -> Iterator[Problem]:
    """Walk the tree; below something refused nothing more is told."""
    for child in node.iter_child_nodes():
        wrong = _wrong(source, child)
        if wrong is None and isinstance(node, nodes.Output) and not _is_text(child):
            wrong = ("this is for conditions and cannot be shown.", "Put it into {% if %}.")
        if wrong:
            what, remedy = wrong
            yield source.problem(what, remedy, child.lineno)
        else:
            yield from _check_nodes(source, child)


def _wrong(source: Source, node: nodes.Node) -> tuple[str, str] | None:
    """Return what is wrong with this construct, and the remedy."""
    match node:
        case nodes.Name(name=name) if name not in VALUES and name not in _FUNCTIONS:
            return f"unknown value '{name}'.", nearest(name, VALUES)
        case nodes.Call():
            return _wrong_call(node)
        case nodes.Extends(template=template):
            return _wrong_base(source, template)
        case nodes.Compare(expr=nodes.Const(value=str() as detail)) if detail not in DETAILS:
            return f"unknown detail '{detail}'.", nearest(detail, DETAILS)
        case _ if not isinstance(node, _ALLOWED):
            spoken = _SPOKEN.get(type(node), type(node).__name__)
            return f"{spoken} is not available in reply templates.", _REMEDY
        case _:
            return None


def _is_text(node: nodes.Node | None) -> bool:
    """Say whether what is shown here is text; what is not allowed at all is told elsewhere."""
    match node:
        case nodes.Name(name=name):
            return name not in CONDITIONS and name not in _FUNCTIONS
        case nodes.Const(value=value):
            return isinstance(value, str)
        case nodes.Concat(nodes=parts) | nodes.Call(args=parts):
            return all(map(_is_text, parts))
        case nodes.CondExpr(expr1=first, expr2=second):
            return _is_text(first) and _is_text(second)
        case _:
            return not isinstance(node, nodes.And | nodes.Or | nodes.Not | nodes.Compare | None)


def _wrong_call(call: nodes.Call) -> tuple[str, str] | None:
    name = call.node.name if isinstance(call.node, nodes.Name) else ""
    if name not in _FUNCTIONS or call.kwargs or call.dyn_args or call.dyn_kwargs:
        return "only vary(…) and super() can be called.", _REMEDY
    if name == "vary" and not call.args:
        return "vary(…) is empty.", "Give it two texts or more."
    return None


def _wrong_base(source: Source, template: nodes.Expr) -> tuple[str, str] | None:
    if source.is_base:
        return "a base extends nothing.", "Delete the extends."
    if isinstance(template, nodes.Const) and template.value == source.base:
        return None
    remedy = f'Write {{% extends "{source.base}" %}}.'
    return "a template extends the base of its own language and nothing else.", remedy


def _check_phrases(source: Source) -> Iterator[Problem]:
    """Find phrases that no good answer needs, also where a line break parts them."""
    lines = [_plain(line) for line in source.text.splitlines()]
    for number, line in enumerate(lines, 1):
        following = lines[number] if number < len(lines) else ""
        for phrase in FORBIDDEN[source.language]:
            here = f" {phrase} " in f" {line} {following} "
            if here and f" {phrase} " not in f" {following} ":
                what = f"the phrase '{phrase}' is on the list of phrases we do not send."
                yield source.problem(what, "Say what happened and what you do.", number)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
