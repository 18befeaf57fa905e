"""Turns what pydantic complains about into problems with a line, a sentence and a remedy.

A value is never repeated here: it may be a password.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inbox_triage.config.sections import section_in
from inbox_triage.errors import Problem
from inbox_triage.toml import Document, Path, suggest

_IN_WORDS = {
    "string_type": "is not text in quotes",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "list_type": "is not a list",
    "dict_type": "is not a table",
    "model_type": "is not a table",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "too_short": "is empty",
}
"""pydantic's type of error → the same in the words of the file."""


def problems_of(
    error: ValidationError, document: Document, layout: type[BaseModel]
) -> tuple[Problem, ...]:
    """Return one problem for each complaint about the document, in the order of the lines."""
    found = [_problem(detail, document, layout) for detail in error.errors(include_url=False)]
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _problem(detail: ErrorDetails, document: Document, layout: type[BaseModel]) -> Problem:
    path = _path_in(detail["loc"], document.values, absent=detail["type"] == "missing")
    context: Mapping[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            known = _section_at(layout, path[:-1]).model_fields
            return document.problem(path, "unknown key.", suggest(str(path[-1]), known))
        case "missing":
            field = _section_at(layout, path[:-1]).model_fields.get(str(path[-1]))
            return document.problem(path, "is missing.", (field and field.description) or "")
        case "enum" | "literal_error":
            return document.problem(path, f"is not one of {context['expected']}.")
        case "wrong":
            return document.problem(path, context["what"], context["remedy"])
        case "password":
            return document.problem(path, detail["msg"])
        case other:
            what = _IN_WORDS.get(other, detail["msg"].removeprefix("Input "))
            return document.problem(path, f"{what.format(**context).rstrip('.')}.")


def _path_in(loc: tuple[str | int, ...], values: Any, *, absent: bool) -> Path:
    """Leave out the parts that name a branch of pydantic's schema rather than a key of the file.

    With `absent`, the last part is a key that the file should have.
    """
    path: Path = ()
    for part in loc[:-1] if absent else loc:
        in_list = isinstance(values, list) and isinstance(part, int)
        if in_list or (isinstance(values, dict) and part in values):
            values = values[part]
            path = (*path, part)
    return (*path, loc[-1]) if absent else path


def _section_at(layout: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the section that lies at a path of the file."""
    section: type[BaseModel] = layout
    for part in path:
        field = section.model_fields.get(str(part))
        if field is not None:  # else it is the name in [inbox.NAME], of the same section
            section = section_in(field.annotation) or section
    return section
