"""The labelled texts and lexicons that we ship, and a digest that says which they are."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from inbox_triage.classifier import lexicon
from inbox_triage.classifier.lexicon import Phrase
from inbox_triage.defaults import defaults_path
from inbox_triage.errors import ArtifactError
from inbox_triage.triage.policy import CATEGORIES


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text: one line of `models/examples/<language>.jsonl`."""

    category: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What people write around a matter in one language: `models/wrapping.toml`."""

    openings: tuple[str, ...]
    closings: tuple[str, ...]

    def around(self, text: str, number: int) -> str:
        """Return a text between an opening and a closing; the same number, the same ones."""
        opening = self.openings[number % len(self.openings)]
        closing = self.closings[7 * number % len(self.closings)]
        return f"{opening}\n\n{text}\n\n{closing}"


@dataclass(frozen=True, slots=True)
class Seed:
    """What training starts from.

    Attributes:
        wrappings: By language.
        digest: SHA-256 over the names and contents of all files, hex.
    """

    examples: tuple[Example, ...]
    phrases: tuple[Phrase, ...]
    wrappings: dict[str, Wrapping]
    digest: str


def example_files() -> list[Path]:
    """Return the shipped files of labelled texts, in name order."""
    return sorted(defaults_path("models/examples").glob("*.jsonl"))


def lexicon_files() -> list[Path]:
    """Return the shipped lexicons, in name order."""
    return sorted(defaults_path("models/lexicon").glob("*.toml"))


def wrapping_file() -> Path:
    """Return the shipped file of openings and closings."""
    return defaults_path("models/wrapping.toml")


def digest() -> str:
    """Return the digest of the shipped files without reading what they mean."""
    total = hashlib.sha256()
    for file in (*example_files(), *lexicon_files(), wrapping_file()):
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def read() -> Seed:
    """Read the shipped files; ArtifactError names the line that is not what it should be."""
    examples = tuple(example for file in example_files() for example in read_examples(file))
    return Seed(examples, lexicon.read(lexicon_files()), read_wrappings(), digest())


def read_examples(file: Path) -> list[Example]:
    """Read one file of labelled texts, one JSON object a line."""
    found: list[Example] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            example = Example(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ArtifactError(f"{file}:{number}: {error}") from error
        if example.category not in CATEGORIES:
            raise ArtifactError(f"{file}:{number}: unknown category {example.category!r}")
        found.append(example)
    return found


def read_wrappings() -> dict[str, Wrapping]:
    """Read the openings and closings of every language."""
    tables = tomllib.loads(wrapping_file().read_text(encoding="utf-8"))
    return {
        language: Wrapping(tuple(lists["openings"]), tuple(lists["closings"]))
        for language, lists in tables.items()
    }
