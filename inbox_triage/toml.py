"""Reads TOML and remembers on which line each key stands, so that a mistake can be pointed at.

The standard library reads the values; it tells no lines, so a second, small pass over the text that
it accepted finds where each statement begins. What lies inside an inline table or a list has the
line of its statement.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inbox_triage.errors import Problem

Path = tuple[str | int, ...]
"""Where a value stands: keys, and for `[[tables]]` the index, as in `("rule", 0, "why")`."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_KEY_PART = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_KEY = re.compile(r'(?:"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_ \t.-])+')
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_ERROR_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A file of TOML: its values, and the 1-based line of every key that begins a statement."""

    file: str
    values: dict[str, Any]
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """Return the line of the value at `path`, or of the nearest statement that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: Path, what: str, remedy: str = "") -> Problem:
        """Return the mistake at `path`, with its line."""
        return Problem(self.file, self.line(path), format_path(path), what, remedy)


def parse_toml(file: str, text: str) -> Document | Problem:
    """Return the document, or the first mistake in its grammar."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _ERROR_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = _ERROR_LINE.sub("", str(error))
        remedy = "Look there for a quote, a bracket or an = that is missing or too many."
        return Problem(file, line, "", f"this is not TOML: {what}.", remedy)
    except RecursionError:
        return Problem(file, None, "", "this is nested too deeply.")
    return Document(file, values, _lines(text))


def format_path(path: Path) -> str:
    """Return `inbox.support.imap.port`; list places as `rule[2]`, counted from one."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a remedy that names the nearest known word, or all of them when none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(names)}." if names else ""


def _lines(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    last_index: dict[Path, int] = {}
    table: Path = ()
    for line, brackets, key in _statements(text):
        parts = [_unquoted(part) for part in _KEY_PART.findall(key)]
        path = () if brackets else table
        for depth, part in enumerate(parts, start=1):
            path = (*path, part)
            if brackets == 2 and depth == len(parts):  # noqa: PLR2004 - [[one more of these]]
                last_index[path] = last_index.get(path, -1) + 1
            if path in last_index:
                lines.setdefault(path, line)
                path = (*path, last_index[path])
            lines.setdefault(path, line)
        if brackets:
            table = path
    return lines


def _statements(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (line, number of brackets, key) of every statement of valid TOML."""
    at, line = 0, 1
    while True:
        start = _end_of(_BLANK, text, at)
        line += text.count("\n", at, start)
        if start >= len(text):
            return
        brackets = 2 if text.startswith("[[", start) else int(text[start] == "[")
        after_key = _end_of(_KEY, text, start + brackets)
        yield line, brackets, text[start + brackets : after_key]
        at = _end_of_statement(text, after_key + brackets)
        line += text.count("\n", start, at)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at + 1  # never stand still, whatever the text


def _end_of_statement(text: str, at: int) -> int:
    """Return the place of the line break that ends the statement: outside strings and brackets."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token[0] == "\n" and depth <= 0:
            return token.start()
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})
    return len(text)


def _unquoted(part: str) -> str:
    if part[0] in "\"'":
        (key,) = tomllib.loads(f"{part} = 0")
        return str(key)
    return part
