"""Where a key of a TOML file stands."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_triage.errors import Problem
from inbox_triage.toml import Document, format_path, parse_toml, suggest

TEXT = '''\
# a comment with [brackets] = "and quotes
top = 1
long = """
not = "a key"
[not.a.table]
"""
list = [ # with a comment ]
  "]",
  { inner = 1 },
]

[a.b] # comment
"quoted.key".sub = 'it is'
[[rule]]
name = "first"
[[rule.example]]
x = 1
[[rule.example]]
x = 2
[[rule]]
when.any = [{ subject.contains = "x" }]
[rule.then]
queue = "q"
'''


def document(text: str) -> Document:
    found = parse_toml("file.toml", text)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("long",), 3),
        (("list",), 7),
        (("list", 1, "inner"), 7),
        (("a",), 12),
        (("a", "b"), 12),
        (("a", "b", "quoted.key"), 13),
        (("a", "b", "quoted.key", "sub"), 13),
        (("a", "b", "missing"), 12),
        (("rule", 0), 14),
        (("rule", 0, "name"), 15),
        (("rule", 0, "example", 0, "x"), 17),
        (("rule", 0, "example", 1, "x"), 19),
        (("rule", 1), 20),
        (("rule", 1, "when", "any", 0, "subject"), 21),
        (("rule", 1, "then", "queue"), 23),
        (("nowhere",), None),
    ],
)
def test_a_key_has_the_line_of_its_statement(path: tuple[str | int, ...], line: int) -> None:
    assert document(TEXT).line(path) == line


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb =\n", 2), ("a = 1\na = 2\n", 2), ("\n\nc = [1,\n", 4)]
)
def test_a_mistake_in_the_grammar_has_a_line(text: str, line: int) -> None:
    problem = parse_toml("file.toml", text)

    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == ("file.toml", line)
    assert problem.what.startswith("this is not TOML: ")
    assert problem.remedy.startswith("Look there for a quote")


def test_deep_nesting_is_a_mistake_and_no_crash() -> None:
    assert isinstance(parse_toml("file.toml", "a = " + "[" * 100_000), Problem)


def test_paths_are_written_as_people_count() -> None:
    assert format_path(("rule", 0, "when", "any", 1, "body")) == "rule[1].when.any[2].body"


def test_the_nearest_known_word_is_suggested_or_all_are_named() -> None:
    assert suggest("adress", ["address", "port"]) == "Did you mean address?"
    assert suggest("x", ["port", "address"]) == "Known here: address, port."
    assert suggest("x", []) == ""


KEYS = st.one_of(st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True), st.just('"a.b ] = "'))
VALUES = st.sampled_from(
    ["1", '"x"', "'#'", '"""\n[a]\nb = 1\n"""', "'''\n]\n'''", "[\n1,\n# ]\n2]", "{ c = [1] }"]
)


@given(
    statements=st.lists(
        st.one_of(
            st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
            KEYS.map(lambda key: f"[{key}]"),
            KEYS.map(lambda key: f"[[{key}]]"),
            st.just("# [comment] = '"),
            st.just(""),
        ),
        max_size=8,
    )
)
def test_every_statement_is_found_on_its_line(statements: list[str]) -> None:
    text = "\n".join(statements)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    found = document(text)

    for path in paths(values):
        line = found.lines[path]
        key = str(next(part for part in reversed(path) if isinstance(part, str)))
        assert key in text.split("\n")[line - 1].replace('"a.b ] = "', "a.b ] = ")


def paths(values: dict[str, Any], above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all statements: keys of tables, but not what is inside their values."""
    found: list[tuple[str | int, ...]] = []
    for key, value in values.items():
        found.append((*above, key))
        if not above and isinstance(value, dict) and value != {"c": [1]}:
            found += paths(value, (key,))
    return found
