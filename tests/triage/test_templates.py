"""Reply templates: an admin's mistakes are told with their line, and nothing can break out."""

from pathlib import Path

import pytest

from inbox_triage.errors import Problem
from inbox_triage.triage.details import DETAILS
from inbox_triage.triage.drafts import compile_templates
from inbox_triage.triage.template_language import BLOCKS, VALUES
from tests.triage.draft_requests import shipped_sources

BASE = "".join(f"{{% block {name} %}}\n{name}\n{{% endblock %}}\n\n" for name in BLOCKS)
EXTENDS = '{% extends "_base.en.md.j2" %}\n'


def problems_of(answer: str, base: str = BASE, name: str = "bug.en.md.j2") -> tuple[Problem, ...]:
    """Return the problems of one template whose block `answer` holds this."""
    text = f"{EXTENDS}{{% block answer %}}\n{answer}\n{{% endblock %}}\n"
    return compile_templates({"t/_base.en.md.j2": base, f"t/{name}": text})[1]


def the_problem(answer: str) -> Problem:
    found = problems_of(answer)
    assert len(found) == 1, found
    return found[0]


def test_the_shipped_templates_have_no_problem() -> None:
    templates, problems = compile_templates(shipped_sources())
    assert problems == ()
    assert len(templates.compiled) >= 25


def test_the_readme_names_every_value_and_detail() -> None:
    readme = (Path(__file__).parents[2] / "reply_templates" / "README.md").read_text()
    for name, what in VALUES.items():
        assert f"| `{name}` | {what} |" in readme
    for name in (*DETAILS, *BLOCKS):
        assert f"`{name}`" in readme


# --- breaking out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__init__.__globals__ }}",
        "{{ name['__class__'] }}",
        '{{ name|attr("__class__") }}',
        "{{ vary.__globals__ }}",
        "{{ super().__class__ }}",
        "{{ vary(''.__class__) }}",
        "{{ self }}",
        "{{ self.answer() }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler(1) }}",
        "{{ config }}",
        "{{ '%s'|format(name) }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ vary(*missing) }}",
        '{% include "_base.en.md.j2" %}',
        '{% import "_base.en.md.j2" as base %}',
        "{% for a in range(999999999) %}{% for b in range(999999999) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}",
        "{% set a = name ~ name %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{% filter upper %}a{% endfilter %}",
        "{% call vary() %}a{% endcall %}",
        "{% with a = 1 %}{% endwith %}",
    ],
)
def test_what_reaches_beyond_the_text_is_refused_with_its_line(attempt: str) -> None:
    problem = the_problem(attempt)
    assert problem.file == "t/bug.en.md.j2"
    assert problem.line == 3
    assert problem.remedy


def test_a_base_that_extends_itself_is_refused() -> None:
    _, problems = compile_templates({"_base.en.md.j2": EXTENDS + BASE})
    assert [p.what for p in problems] == ["a base extends nothing."]


@pytest.mark.parametrize(
    "bomb",
    [
        "{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}",
        "{{ " + " or ".join(["name"] * 2000) + " }}",
        "{{ " + "not " * 3000 + "name }}",
        "{% if name %}" * 300 + "{% endif %}" * 300,
        "x" * 20_000,
    ],
)
def test_a_template_that_is_too_deep_or_too_long_is_refused(bomb: str) -> None:
    assert len(problems_of(bomb)) == 1


def test_a_template_that_writes_too_much_is_refused() -> None:
    assert "longer than" in the_problem("{{ vary('" + "long " * 2500 + "') }}").what


# --- mistakes ----------------------------------------------------------------------------------


def test_an_unknown_value_is_told_with_the_nearest() -> None:
    assert str(the_problem("Hello {{ nmae }}")) == (
        "t/bug.en.md.j2:3: unknown value 'nmae'. Did you mean 'name'?"
    )


def test_an_unknown_detail_is_told_with_the_nearest() -> None:
    assert "'order'" in the_problem('{% if "oder" in missing %}x{% endif %}').remedy


def test_a_syntax_error_is_told_with_its_line() -> None:
    problem = the_problem("{{ name ")
    assert problem.line in {3, 4}
    assert "syntax" in problem.remedy


@pytest.mark.parametrize(
    "shown",
    [
        "{{ vip }}",
        "{{ missing }}",
        "{{ vip and name }}",
        "{{ not vip }}",
        "{{ name == agent }}",
        "{{ 'a' ~ vip }}",
        "{{ vary('a', vip) }}",
        "{{ vip if name else 'x' }}",
        "{{ 'x' if name }}",
        "{{ 7 }}",
        "{{ vary }}",
        "{{ vary(super) }}",
    ],
)
def test_a_value_for_conditions_cannot_be_shown(shown: str) -> None:
    assert the_problem(shown).what == "this is for conditions and cannot be shown."


def test_vary_needs_a_text() -> None:
    assert the_problem("{{ vary() }}").what == "vary(…) is empty."


def test_an_unknown_category_is_told_with_the_nearest() -> None:
    found = problems_of("x", name="bugs.en.md.j2")
    assert [str(p) for p in found] == [
        "t/bugs.en.md.j2: unknown category 'bugs'. Did you mean 'bug'?"
    ]


@pytest.mark.parametrize("name", ["bug.xx.md.j2", "bug.md.j2", "bug.en.txt", "spam.en.md.j2"])
def test_a_file_name_that_can_never_be_used_is_told(name: str) -> None:
    assert len(problems_of("x", name=name)) == 1


def test_a_template_needs_its_base() -> None:
    _, problems = compile_templates({"bug.en.md.j2": EXTENDS})
    assert [p.what for p in problems] == ["its base is missing: _base.en.md.j2."]


def test_a_base_that_cannot_be_read_is_told_once_and_not_by_each_template_on_it() -> None:
    assert [p.file for p in problems_of("x", base=BASE + "{{ nope }")] == ["t/_base.en.md.j2"]


def test_a_template_needs_to_extend_its_base() -> None:
    texts = {"_base.en.md.j2": BASE, "bug.en.md.j2": "{% block answer %}x{% endblock %}"}
    assert [p.what for p in compile_templates(texts)[1]] == ["it has no base."]


def test_a_template_cannot_extend_another_language() -> None:
    texts = {"_base.en.md.j2": BASE, "bug.en.md.j2": '{% extends "_base.de.md.j2" %}'}
    (problem,) = compile_templates(texts)[1]
    assert problem.remedy == 'Write {% extends "_base.en.md.j2" %}.'


def test_a_base_needs_every_block() -> None:
    found = problems_of("x", base=BASE.replace("block next", "block nxt"))
    assert [p.what for p in found] == ["the block 'next' is missing."]


def test_a_block_that_the_base_does_not_have_is_told() -> None:
    texts = {"_base.en.md.j2": BASE, "bug.en.md.j2": EXTENDS + "{% block answr %}x{% endblock %}"}
    (problem,) = compile_templates(texts)[1]
    assert problem.remedy == "Did you mean 'answer'?"


def test_a_block_written_twice_is_told() -> None:
    texts = {
        "_base.en.md.j2": BASE,
        "bug.en.md.j2": EXTENDS + "{% block answer %}x{% endblock %}\n" * 2,
    }
    assert len(compile_templates(texts)[1]) == 1


def test_text_outside_of_a_block_is_told() -> None:
    texts = {"_base.en.md.j2": BASE, "bug.en.md.j2": EXTENDS + "\nHello\n"}
    (problem,) = compile_templates(texts)[1]
    assert problem.what == "text outside of a block is never shown."


@pytest.mark.parametrize(
    "phrase",
    [
        "We apologise for any inconvenience.",
        "Your call is important to us.",
        "We act as per our terms.",
        "Do not\nhesitate to write.",
        "Don't hesitate to write.",
    ],
)
def test_a_phrase_that_says_nothing_is_refused(phrase: str) -> None:
    problem = the_problem(phrase)
    assert "on the list" in problem.what
    assert problem.line == 3


def test_words_that_only_contain_a_forbidden_phrase_are_fine() -> None:
    assert problems_of("It is as perfect as it gets.") == ()


def test_unfortunately_may_be_said_once() -> None:
    assert problems_of("Unfortunately it rains.") == ()
    assert "more than once" in the_problem("Unfortunately it rains, unfortunately.").what


def test_a_sound_template_beside_a_broken_one_still_works() -> None:
    texts = {
        "_base.en.md.j2": BASE,
        "bug.en.md.j2": EXTENDS,
        "other.en.md.j2": EXTENDS + "{% block answer %}{{ nmae }}{% endblock %}",
    }
    templates, problems = compile_templates(texts)
    assert list(templates.compiled) == ["bug.en"]
    assert len(problems) == 1


def test_a_tag_at_the_end_of_a_line_of_text_does_not_glue_words() -> None:
    text = (
        EXTENDS + "{% block answer %}\nHi{% if name %} {{ name }}{% endif %}\nthere\n{% endblock %}"
    )
    templates, problems = compile_templates({"_base.en.md.j2": BASE, "bug.en.md.j2": text})
    assert problems == ()
    values = dict.fromkeys(VALUES, "")
    assert "Hi Ann\nthere" in templates.compiled["bug.en"].render({**values, "name": "Ann"})
