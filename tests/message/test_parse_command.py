"""`inbox-triage parse` as scripts and people use it."""

import json
from pathlib import Path

from click.testing import CliRunner

from inbox_triage.cli.parse import parse

CORPUS = Path(__file__).parent.parent / "corpus"
ONE, TWO = (str(CORPUS / f"{name}.eml") for name in ("plain_request", "attachments"))


def test_json_prints_one_object_a_file_in_order() -> None:
    done = CliRunner().invoke(parse, ["--json", ONE, TWO], standalone_mode=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == [ONE, TWO]
    assert rows[0]["from"] == [{"name": "Ann Example", "address": "ann@example.net"}]
    assert rows[0]["date"] == "2026-03-02T08:30:00+00:00"
    assert rows[0]["kind"] == "person"
    assert rows[0]["language"] == "en"
    assert rows[0]["reply"].startswith("Hello,")
    assert rows[0]["signature"] == "Best regards,\nAnn Example"
    assert rows[1]["attachments"][0] == {
        "name": "Lampe grün.jpg",
        "type": "image/jpeg",
        "octets": 12,
    }
    assert list(rows[0]) == [
        "file", "subject", "from", "message_id", "date", "text", "html", "reply", "signature",
        "attachments", "kind", "language", "defects",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_shown() -> None:
    done = CliRunner().invoke(parse, ["--json", "missing.eml", ONE], standalone_mode=False)
    assert done.return_value == 66
    assert "missing.eml: No such file" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_standard_input_is_read_without_a_file() -> None:
    raw = Path(ONE).read_bytes()
    done = CliRunner().invoke(parse, [], input=raw, standalone_mode=False)
    assert done.return_value == 0
    assert "Ann Example <ann@example.net>" in done.stdout
    assert "the lamp I ordered" in done.stdout


def test_the_summary_names_attachments_and_defects() -> None:
    done = CliRunner().invoke(
        parse, [TWO, str(CORPUS / "no_message_id.eml")], standalone_mode=False
    )
    assert "Lampe grün.jpg, image/jpeg, 12 octets" in done.stdout
    assert "There is no Message-ID." in done.stdout


def test_what_a_customer_wrote_does_not_steer_the_terminal() -> None:
    escape = b"\x1b]0;owned\x07\x1b[2J"
    raw = b"From: a@example.net\nSubject: x\n\nHello" + escape + b" there,\n\tall is well.\n"
    done = CliRunner().invoke(parse, [], input=raw, standalone_mode=False)
    assert "all is well." in done.stdout
    assert not {"\x1b", "\x07"} & set(done.stdout)
