"""Prints config.example.toml from the sections: every key with its documentation and default.

`python -m inbox_triage.config.example > config.example.toml` writes it; a test compares the two.
"""

import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inbox_triage.config.sections import ConfigFile, HolidaysSection, PasswordSource, section_in

_WIDTH = 98
_HEAD = """\
# inbox-triage: the configuration. `inbox-triage check` reads it and tells every mistake.
# A key that begins with # shows its default, or a sample where there is none. Paths are relative
# to this file. Names in brackets ([inbox.support], [agents.alice]) are yours to choose.
"""

_NAMED: dict[str, dict[str, dict[str, Any]]] = {
    "inbox": {"support": {}},
    "agents": {
        "alice": {"display_name": "Alice Archer", "addresses": ["alice@example.com"]},
        "bob": {"display_name": "Bob Baker", "addresses": ["bob@example.com"]},
    },
    "queues": {
        "support": {
            "agents": ["alice", "bob"],
            "lead": "alice",
            "address": "support-team@example.com",
        },
        "billing": {"agents": ["bob"], "lead": "bob"},
        "tech": {"agents": ["alice"], "lead": "alice"},
    },
}
"""Names in brackets of the example, and their values; the shipped rules use these queues."""

_INLINE = (PasswordSource, HolidaysSection)


def example() -> str:
    """Return the text of config.example.toml."""
    return "\n".join([_HEAD, *_keys(ConfigFile, {}), *_tables(ConfigFile, "")])


def format_value(value: Any) -> str:
    """Return a value as TOML on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case list():
            return f"[{', '.join(map(format_value, value))}]"
        case dict():
            pairs = [f"{name} = {format_value(inner)}" for name, inner in value.items()]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
        case _:
            return str(value)


def _is_table(field: FieldInfo) -> bool:
    section = section_in(field.annotation)
    return section is not None and section not in _INLINE


def _tables(section: type[BaseModel], prefix: str) -> Iterator[str]:
    """Yield the lines of all tables below a section; of several alike the first is documented."""
    documented: set[type[BaseModel]] = set()
    for name, field in section.model_fields.items():
        inner = section_in(field.annotation)
        if inner is None or not _is_table(field):
            continue
        tables = {f"{name}.{key}": values for key, values in _NAMED.get(name, {}).items()}
        for table, values in (tables or {name: field.default}).items():
            yield from _table(inner, prefix + table, values, documented=inner not in documented)
            documented.add(inner)


def _table(section: type[BaseModel], name: str, values: Any, *, documented: bool) -> Iterator[str]:
    given = values if isinstance(values, Mapping) else {}
    keys = list(_keys(section, given, documented=documented))
    if documented:
        yield from _comment(" ".join((section.__doc__ or "").split()))
    if keys:
        yield f"[{name}]"
        yield from keys
    yield from _tables(section, f"{name}.")


def _keys(
    section: type[BaseModel], values: Mapping[str, Any], *, documented: bool = True
) -> Iterator[str]:
    """Yield the lines of the section's own keys, and a blank one."""
    fields = [(n, f) for n, f in section.model_fields.items() if not _is_table(f)]
    for name, field in fields:
        (shown,) = field.examples or [None]
        live = name in values or (shown.live and documented)
        if documented:
            yield from _comment(_doc(field, live=live))
        if live:
            yield f"{name} = {format_value(values.get(name, shown.value))}"
        elif documented:
            yield f"#{name} = {format_value(shown.value)}"
    if fields:
        yield ""


def _doc(field: FieldInfo, *, live: bool) -> str:
    has_default = not field.is_required() and field.default not in (None, "", [], {})
    default = f" Default: {format_value(field.default)}." if live and has_default else ""
    return f"{field.description}{default}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")


if __name__ == "__main__":
    sys.stdout.write(example())
