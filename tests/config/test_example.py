"""config.example.toml is printed from the code, says everything, and works as it is."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from inbox_triage.config.example import example
from inbox_triage.config.loading import load
from inbox_triage.config.problems import problems_of
from inbox_triage.config.sections import (
    ConfigFile,
    HolidaysSection,
    PasswordSource,
    Section,
    section_in,
)
from inbox_triage.defaults import defaults_path
from inbox_triage.toml import Document, parse_toml


def test_the_file_is_what_the_code_prints() -> None:
    written = defaults_path("config.example.toml").read_text(encoding="utf-8")

    assert written == example(), "run: python -m inbox_triage.config.example > config.example.toml"


def test_it_works_with_the_shipped_rules_and_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")

    settings = load(defaults_path("config.example.toml"))

    assert settings.warnings == ()
    assert settings.rules.rules
    assert settings.templates.compiled


def test_it_works_as_well_with_every_comment_taken_away() -> None:
    everything = re.sub(r"(?m)^#(?=\w+ = )", "", example())

    ConfigFile.model_validate(tomllib.loads(everything))


def test_every_key_is_in_it_with_its_documentation() -> None:
    text = example()

    for section in sections(ConfigFile):
        for name, field in section.model_fields.items():
            if section_in(field.annotation) in {None, PasswordSource, HolidaysSection}:
                assert re.search(rf"(?m)^#?{name} = ", text), name
                words = (field.description or "").split()
                assert " ".join(words) in " ".join(text.replace("\n# ", " ").split())


def sections(section: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield section
    for field in section.model_fields.values():
        inner = section_in(field.annotation)
        if inner not in {None, PasswordSource, HolidaysSection}:
            assert inner is not None
            assert issubclass(inner, Section)
            yield from sections(inner)


EVERYTHING = re.sub(r"(?m)^#(?=\w+ = )", "", example()).split("\n")
KEY_LINES = [number for number, line in enumerate(EVERYTHING) if re.match(r"\w+ = ", line)]
VALUES = ['""', '"x"', "5", "-1", "nan", "1e400", "true", "[]", '["a"]', "{}", "{ a = 1 }"]
VALUES += ["1979-05-27", "07:32:00", '"a\\nb"', '"\\u0000"', "[[]]", "[{}]", f"1{'0' * 400}"]


@given(number=st.sampled_from(KEY_LINES), value=st.sampled_from(VALUES))
def test_any_value_at_any_key_is_read_or_told_with_its_line(number: int, value: str) -> None:
    lines = list(EVERYTHING)
    lines[number] = f"{lines[number].split(' = ')[0]} = {value}"
    document = parse_toml("config.toml", "\n".join(lines))
    assert isinstance(document, Document)

    try:
        ConfigFile.model_validate(document.values)
    except ValidationError as error:
        found = problems_of(error, document, ConfigFile)
    else:
        found = ()

    assert all(problem.line == number + 1 for problem in found)
