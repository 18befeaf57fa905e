"""Every message of tests/corpus is read as the TOML file beside it says."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inbox_triage.message.language import detect_language
from inbox_triage.message.message import Message
from inbox_triage.message.parsing import parse
from inbox_triage.message.parties import customer_of

CORPUS = Path(__file__).parent.parent / "corpus"
LANGUAGES = ("de", "en", "es", "fr", "ja", "ru")


def shown(value: object) -> str:
    return "" if value is None else str(value)


READERS: dict[str, Callable[[Message], Any]] = {
    "author": lambda m: shown(m.author),
    "subject": lambda m: m.subject,
    "base_subject": lambda m: m.base_subject,
    "message_id": lambda m: shown(m.message_id),
    "in_reply_to": lambda m: list(m.in_reply_to),
    "references": lambda m: list(m.references),
    "to": lambda m: [str(a) for a in m.to],
    "claimed_at": lambda m: m.claimed_at,
    "own_text": lambda m: m.own_text,
    "signature": lambda m: m.signature,
    "kind": lambda m: m.kind.value,
    "kind_reason": lambda m: m.kind_reason,
    "answerable": lambda m: m.answerable,
    "list_id": lambda m: m.list_id,
    "form_author": lambda m: shown(m.form_author),
    "forwarded_author": lambda m: shown(m.forwarded_author),
    "attachments": lambda m: [a.media_type for a in m.attachments],
    "attachment_names": lambda m: [a.name for a in m.attachments],
    "attachment_octets": lambda m: [a.octets for a in m.attachments],
    "defects": lambda m: list(m.defects),
    "language": lambda m: detect_language(m.own_text, LANGUAGES),
    "failed_recipients": lambda m: list(m.report.failed_recipients) if m.report else None,
    "enhanced_status": lambda m: m.report.enhanced_status if m.report else None,
    "original_message_id": lambda m: m.report.original_message_id if m.report else None,
}


@pytest.mark.parametrize("name", sorted(p.stem for p in CORPUS.glob("*.eml")))
def test_the_corpus_is_read_as_described(name: str) -> None:
    message = parse((CORPUS / f"{name}.eml").read_bytes())
    expected = tomllib.loads((CORPUS / f"{name}.toml").read_text(encoding="utf-8"))

    assert expected.pop("story")
    own_addresses = frozenset(expected.pop("own_addresses", []))
    if "customer" in expected:
        assert shown(customer_of(message, own_addresses)) == expected.pop("customer")
    for words in expected.pop("own_contains", []):
        assert words in message.own_text
    for words in expected.pop("text_contains", []):
        assert words in message.text
    assert {key: READERS[key](message) for key in expected} == expected


def test_every_case_has_its_description() -> None:
    assert {p.stem for p in CORPUS.glob("*.eml")} == {p.stem for p in CORPUS.glob("*.toml")}
