"""Fills a reply template with values: its text, its choice among alternatives, its paragraphs.

A template is tried in every situation when it is loaded, so that one which fails, repeats itself
or leaves a gap is refused then and not in front of a customer.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, product

from jinja2 import Template, TemplateError

from inbox_triage.errors import Problem
from inbox_triage.triage.details import WANTED
from inbox_triage.triage.template_language import CONDITIONS
from inbox_triage.triage.templates import TemplateSet, compile_sources
from inbox_triage.triage.wording import SPARING, gist, sentences

FILL_ERRORS = (TemplateError, TypeError, ValueError, RecursionError)
_OUTPUT_LENGTH = 10_000

_FULL = {
    "name": "Ann",
    "topic": "The lamp arrived broken",
    "product": "Example",
    "team": "Example Support",
    "agent": "Bob Miller",
    "received": "2 March 2026",
    "due": "Tuesday, 14:00 (Berlin)",
}
_BARE = {**dict.fromkeys(_FULL, ""), "team": "Example Support", "received": "2 March 2026"}
_TRAITS = sorted(CONDITIONS - {"missing"})


def compile_templates(texts: Mapping[str, str]) -> tuple[TemplateSet, tuple[Problem, ...]]:
    """Return the templates that are sound, and every problem of the others.

    Args:
        texts: Content by path; file names are `<category>.<language>.md.j2` and
            `_base.<language>.md.j2`. The same texts are compiled once: trying all of them out
            takes half a second, and most reloads change a rule.
    """
    return _compile(tuple(texts.items()))


@lru_cache(maxsize=2)
def _compile(texts: tuple[tuple[str, str], ...]) -> tuple[TemplateSet, tuple[Problem, ...]]:
    templates, problems = compile_sources(dict(texts))
    sound = {}
    failed = []
    for name, template in templates.compiled.items():
        what = _try_out(name, template)
        if what:
            remedy = "It was filled in with invented values to see this."
            failed.append(Problem(templates.files[name], None, "", what, remedy))
        else:
            sound[name] = template
    return TemplateSet(sound, templates.files), (*problems, *failed)


def fill(
    template: Template, values: Mapping[str, object], used: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the text in paragraphs and the sentences chosen for it.

    Args:
        template: From a TemplateSet.
        values: One for each name in `templates.VALUES`.
        used: Sentences that this customer got before; none is repeated while there is another.

    Raises:
        FILL_ERRORS: A value does not fit its use, a placeholder is left, or the text is too long.
    """
    said: list[str] = []
    text = template.render(values, vary=_vary(frozenset(map(gist, used)), said))
    if len(text) > _OUTPUT_LENGTH:
        raise ValueError(f"it is longer than {_OUTPUT_LENGTH} characters")
    if "{{" in text or "}}" in text or "{%" in text:
        raise ValueError("a placeholder is left in the text")
    return _in_paragraphs(text), tuple(sentence for part in said for sentence in sentences(part))


def _vary(used: frozenset[str], said: list[str]) -> Callable[..., str]:
    """Return the function `vary`: the first alternative of which no sentence was used before.

    When all were used it is the last one, so templates end with the plainest.
    """

    def vary(*alternatives: str) -> str:
        chosen = alternatives[-1]
        for alternative in alternatives[:-1]:
            if not used or used.isdisjoint(map(gist, sentences(alternative))):
                chosen = alternative
                break
        said.append(chosen)
        return chosen

    return vary


def _in_paragraphs(text: str) -> str:
    """Make each paragraph one line; items that begin with `- ` keep theirs."""
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        words = " ".join(line.split())
        if not words:
            paragraphs.append([])
        elif words.startswith("- ") or not paragraphs[-1] or paragraphs[-1][-1].startswith("- "):
            paragraphs[-1].append(words)
        else:
            paragraphs[-1][-1] += f" {words}"
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _try_out(name: str, template: Template) -> str | None:
    """Fill the template in for every kind of customer and situation; return the first failure."""
    category, _, language = name.partition(".")
    try:
        for values in _situations(category):
            text, _ = fill(template, values, frozenset())
            if not text:
                return "it says nothing."
            if text.lower().count(SPARING[language]) > 1:
                return f"it says '{SPARING[language]}' more than once."
    except FILL_ERRORS as error:
        return f"it cannot be filled in: {error}."
    return None


def _situations(category: str) -> Iterator[dict[str, object]]:
    """Yield values: each fact there or not, each trait alone and with each other."""
    for traits in (t for count in range(3) for t in combinations(_TRAITS, count)):
        for facts, wanted in product((_FULL, _BARE), (WANTED.get(category, ()), ())):
            yield {**facts, **{t: t in traits for t in _TRAITS}, "missing": wanted}
