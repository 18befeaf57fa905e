"""Measures how well short replies are understood, on our own labelled set.

python -m tests.triage.measure_replies            prints the tables of docs/replies.md
python -m tests.triage.measure_replies --wrong    lists what is understood differently
python -m tests.triage.measure_replies --write    puts the tables into docs/replies.md
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inbox_triage.triage.replies import ReplyKind, ReplyMeaning, read_reply
from tests.builders import a_message

SET = Path(__file__).with_name("replies.jsonl")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "replies.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LANGUAGES = ("en", "de", "fr", "es")
PARTS = ("first", "second", "later", "last")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One reply with what a person says it means."""

    part: str
    language: str
    kind: ReplyKind
    text: str

    def read(self) -> ReplyMeaning:
        """Return what we understand of it, in a conversation of its language."""
        return _read(self.text, self.language)


@cache
def _read(text: str, language: str) -> ReplyMeaning:
    message = a_message(subject="Re: The lamp", own_text=text, text=text)
    return read_reply(message, language)


def labelled_replies() -> list[Labelled]:
    """Return the whole set in its order."""
    rows = map(json.loads, SET.read_text("utf-8").splitlines())
    return [Labelled(r["part"], r["language"], ReplyKind(r["kind"]), r["text"]) for r in rows]


@dataclass(frozen=True, slots=True)
class Score:
    """How often one kind was said, was so, and both."""

    said: int
    true: int
    both: int

    def __str__(self) -> str:
        """Return precision / recall."""
        return f"{_share(self.both, self.said)} / {_share(self.both, self.true)}"


def score(kind: ReplyKind, replies: Iterable[Labelled]) -> Score:
    """Return the score of one kind over these replies."""
    pairs = [(reply.read().kind, reply.kind) for reply in replies]
    said = sum(found is kind for found, _ in pairs)
    true = sum(label is kind for _, label in pairs)
    return Score(said, true, sum(found is label is kind for found, label in pairs))


def tables() -> str:
    """Return precision / recall by kind and language, and by kind and part, as Markdown."""
    replies = labelled_replies()
    by_language = [(name, [r for r in replies if r.language == name]) for name in LANGUAGES]
    by_part = [(name, [r for r in replies if r.part == name]) for name in PARTS]
    return "\n".join([*_table([("all", replies), *by_language]), "", *_table(by_part)])


def _table(columns: Sequence[tuple[str, list[Labelled]]]) -> list[str]:
    heads = [f"{name} ({len(replies)})" for name, replies in columns]
    lines = [f"| kind | {' | '.join(heads)} |", f"|---|{'---|' * len(columns)}"]
    for kind in ReplyKind:
        cells = [str(score(kind, replies)) for _, replies in columns]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _wrong() -> str:
    return "\n".join(
        f"{r.part} {r.language} {r.kind} read as {r.read().kind} {r.read().evidence}: {r.text!r}"
        for r in labelled_replies()
        if r.read().kind is not r.kind
    )


def main(arguments: list[str]) -> None:
    """Print or write what is asked for."""
    if "--wrong" in arguments:
        print(_wrong())
    elif "--write" in arguments:
        page = PAGE.read_text("utf-8")
        before, after = page.partition(BEGIN)[0], page.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{tables()}\n{END}{after}", "utf-8")
    else:
        print(tables())


if __name__ == "__main__":
    main(sys.argv[1:])
