"""`parse`: shows what a message says, for people and for scripts."""

import json
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from inbox_triage.cli.showing import printable
from inbox_triage.errors import EX_NOINPUT
from inbox_triage.message.language import detect_language
from inbox_triage.message.message import Message
from inbox_triage.message.parsing import parse as parse_message
from inbox_triage.message.word_tables import words

_LANGUAGES = words(
    """
    ar | bg | ca | cs | da | de | el | en | es | et | fi | fr | he | hr | hu | id | it | ja |
    ko | lt | nl | no | pl | pt | ro | ru | sk | sl | sv | tr | uk | vi | zh
    """
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file and line.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def parse(files: tuple[Path, ...], *, as_json: bool) -> int:
    """Show how the messages in FILE... are read.

    That is: sender, own text, kind, language, defects. A FILE of - or none at all reads
    standard input. Exit code 66 when a file cannot be read; the others are shown all the same.
    """
    code = 0
    for number, file in enumerate(files or (Path("-"),)):
        try:
            raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            click.echo(f"inbox-triage: {file}: {error.strerror or error}", err=True)
            code = EX_NOINPUT
            continue
        message = parse_message(raw)
        if as_json:
            click.echo(json.dumps(_as_json(str(file), message), ensure_ascii=False))
        else:
            click.echo(("\n" if number else "") + _summary(str(file), message))
    return code


def _as_json(file: str, message: Message) -> dict[str, Any]:
    author = message.author
    return {
        "file": file,
        "subject": message.subject,
        "from": [{"name": author.display_name, "address": author.addr_spec}] if author else [],
        "message_id": message.message_id,
        "date": message.claimed_at.astimezone(UTC).isoformat() if message.claimed_at else None,
        "text": message.text,
        "html": message.html,
        "reply": message.own_text,
        "signature": message.signature,
        "attachments": [
            {"name": a.name, "type": a.media_type, "octets": a.octets} for a in message.attachments
        ],
        "kind": message.kind.value,
        "language": detect_language(message.own_text, _LANGUAGES),
        "defects": list(message.defects),
    }


def _summary(file: str, message: Message) -> str:
    rows = [
        ("File", file),
        ("From", str(message.author or "(cannot be read)")),
        ("Subject", message.subject),
        ("Date", message.claimed_at.isoformat() if message.claimed_at else "(cannot be read)"),
        ("Message-ID", message.message_id or "(none)"),
        (
            "Kind",
            f"{message.kind.value} ({message.kind_reason})"
            if message.kind_reason
            else message.kind.value,
        ),
        ("Language", detect_language(message.own_text, _LANGUAGES) or "(too short to tell)"),
        *(
            ("Attachment", f"{a.name or '(no name)'}, {a.media_type}, {a.octets} octets")
            for a in message.attachments
        ),
        *(("Defect", defect) for defect in message.defects),
    ]
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(
        [
            *(f"{name + ':':{width}}{printable(value)}" for name, value in rows),
            "",
            *(printable(line.expandtabs()) for line in message.own_text.splitlines()),
        ]
    )
