"""`classify FILE…`: says what each message is about and how pressing, without any server."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.cli.artifacts import trained_path
from inbox_triage.errors import InputError
from inbox_triage.message.language import COMMON_LANGUAGES, detect_language
from inbox_triage.message.message import Kind, Message
from inbox_triage.message.parsing import parse
from inbox_triage.triage import category, priority
from inbox_triage.triage.category import ClassifierInput, Prediction
from inbox_triage.triage.priority import PriorityScore, PrioritySignals

_BATCH = 100
_MAX_OCTETS = 64 * 1024 * 1024
_STDIN = "-"


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per file, in order.")
def classify(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say what the messages in FILE... are about.

    A FILE of - or none at all reads standard input.

    Rules and customer history are left out: this is the classifier's and the words' answer alone.
    The first call trains the classifier from the shipped examples, which takes some seconds.
    """
    classifier = load_or_train(trained_path())
    for notice in classifier.notices:
        click.echo(f"inbox-triage: {notice}", err=True)
    for some in _batches(files or (Path(_STDIN),), _BATCH):
        for answer in _answers(some, classifier):
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _line(answer))


def _batches(files: Sequence[Path], size: int) -> Iterator[Sequence[Path]]:
    for start in range(0, len(files), size):
        yield files[start : start + size]


def _answers(files: Sequence[Path], classifier: Classifier) -> Iterator[dict[str, Any]]:
    """Yield one answer per file, in order; the batch is predicted in one call."""
    messages = [parse(_read(file)) for file in files]
    languages = [detect_language(message.own_text, COMMON_LANGUAGES) for message in messages]
    predictions = classifier.predict(
        [
            ClassifierInput(message.base_subject, message.own_text, language or "")
            for message, language in zip(messages, languages, strict=True)
        ]
    )
    for file, message, language, predicted in zip(
        files, messages, languages, predictions, strict=True
    ):
        settled = category.settle(predicted, message)
        signals = PrioritySignals(
            settled.category, message.base_subject, message.own_text, language or ""
        )
        yield _answer(file, message, settled, priority.score(signals)) | {"language": language}


def _answer(
    file: Path, message: Message, settled: Prediction, scored: PriorityScore
) -> dict[str, Any]:
    return {
        "file": str(file),
        "category": settled.category,
        "confidence": settled.confidence,
        "sure": settled.sure,
        "priority": str(scored.priority),
        "evidence": list(settled.evidence),
        "kind": str(message.kind),
        "automatic": message.kind is not Kind.PERSON,
        "priority_parts": [[part.name, part.points, part.why] for part in scored.parts],
    }


def _line(answer: dict[str, Any]) -> str:
    """Return an answer for people."""
    doubt = "" if answer["sure"] else "?"
    words = ", ".join(answer["evidence"])
    confidence = f"{answer['confidence']:.0%}{doubt}"
    return f"{answer['file']}: {answer['category']} {confidence} {answer['priority']}  {words}"


def _read(file: Path) -> bytes:
    """Return at most 64 MiB of a file or of standard input."""
    if str(file) == _STDIN:
        return sys.stdin.buffer.read(_MAX_OCTETS)
    try:
        with file.open("rb") as opened:
            return opened.read(_MAX_OCTETS)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}.") from error
