"""`inbox-triage try` as a newcomer calls it on their own mail."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Rows = Callable[..., list[dict[str, Any]]]
Try = Callable[..., Result]

FIELDS = (
    *("message_id", "conversation", "outcome", "kind", "category", "confidence", "sure"),
    *("priority", "queue", "language", "customer", "draft", "subject", "received_at"),
)
HOSTILE = "<script>alert(1)</script>"


def a_letter(number: int, subject: str, body: str, **header: str) -> bytes:
    fields = {
        "From": "Alice <alice@example.net>",
        "To": "support@example.com",
        "Subject": subject,
        "Message-ID": f"<{number}@example.net>",
        "Date": f"Mon, 02 Mar 2026 {8 + number:02d}:00:00 +0000",
    } | {name.replace("_", "-"): value for name, value in header.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"From x Mon Mar  2 12:00:00 2026\n{lines}\n{body}\n\n".encode()


def an_export(directory: Path, *letters: bytes) -> Path:
    path = directory / "export.mbox"
    path.write_bytes(b"".join(letters))
    return path


REFUND = a_letter(1, "Charged twice", "I was charged twice for my order, please refund me.")
ANSWER = a_letter(
    2,
    "Re: Charged twice",
    "Hello Alice, we looked into it and the money is on its way.",
    From="Support <support@example.com>",
    To="alice@example.net",
    In_Reply_To="<1@example.net>",
)
THANKS = a_letter(
    3,
    "Re: Charged twice",
    "It has not come yet.\n\nSupport wrote:\n> Hello Alice, we looked into it and the money",
    In_Reply_To="<2@example.net>",
)


def test_each_message_gives_one_object_in_the_order_of_the_export(
    tmp_path: Path, rows: Rows
) -> None:
    found = rows(an_export(tmp_path, THANKS, ANSWER, REFUND))

    assert [row["message_id"] for row in found] == [f"<{n}@example.net>" for n in (3, 2, 1)]
    assert all(tuple(row) == FIELDS for row in found)
    assert found[2]["category"] == "refund_billing"
    assert found[2]["customer"] == "alice@example.net"
    assert found[2]["received_at"] == "2026-03-02T09:00:00+00:00"


def test_a_conversation_holds_our_own_answers(tmp_path: Path, rows: Rows) -> None:
    found = rows(an_export(tmp_path, REFUND, ANSWER, THANKS))

    assert len({row["conversation"] for row in found}) == 1
    assert [row["outcome"] for row in found] == ["triaged", "ours", "triaged"]


def test_an_agents_own_address_is_told_on_the_command_line(tmp_path: Path, rows: Rows) -> None:
    answer = ANSWER.replace(b"support@example.com>", b"bob@example.org>")
    export = an_export(tmp_path, REFUND, answer)

    assert rows("--agent", "bob@example.org", export)[1]["outcome"] == "ours"


def test_messages_of_no_conversation_do_not_share_one(tmp_path: Path, rows: Rows) -> None:
    away = [
        a_letter(n, "Out of office", f"I am away {n}.", Auto_Submitted="auto-replied")
        for n in (1, 2)
    ]
    found = rows(an_export(tmp_path, *away))

    assert {row["kind"] for row in found} == {"auto-reply"}
    assert found[0]["conversation"] != found[1]["conversation"]


def test_several_exports_are_read_together(tmp_path: Path, rows: Rows) -> None:
    sent = tmp_path / "Sent"
    sent.write_bytes(ANSWER)

    found = rows(an_export(tmp_path, REFUND, THANKS), sent, "--address", "support@example.com")

    assert len({row["conversation"] for row in found}) == 1


def test_the_summary_says_how_fast_the_team_answers(tmp_path: Path, run_try: Try) -> None:
    done = run_try(an_export(tmp_path, REFUND, ANSWER, THANKS))

    assert done.exit_code == 0, done.output
    assert "half within 1 h" in done.stdout


def test_a_report_escapes_what_came_by_mail_and_loads_nothing(tmp_path: Path, run_try: Try) -> None:
    letter = a_letter(
        1,
        f"Charged twice {HOSTILE}",
        f"I was charged twice for my order 4711, please refund me quickly. {HOSTILE}",
        From=f'"{HOSTILE}" <alice@example.net>',
    )
    report = tmp_path / "report.html"

    done = run_try(an_export(tmp_path, letter), "--html", report)

    page = report.read_text("utf-8")
    assert done.exit_code == 0, done.output
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "href=" not in page
    assert "default-src 'none'" in page


def test_a_hostile_message_is_one_of_many(tmp_path: Path, rows: Rows) -> None:
    nested = "Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000
    hostile = b"From x Mon Mar  2 12:00:00 2026\nSubject: \xff\xfe\n" + nested.encode() + b"\n\n"
    found = rows(an_export(tmp_path, hostile, REFUND, b"From x Mon Mar  2 12:00:00 2026\n\n"))

    assert len(found) == 3
    assert found[1]["category"] == "refund_billing"


def test_nothing_is_written_anywhere(tmp_path: Path, trained_directory: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    export = an_export(tmp_path, REFUND, ANSWER)
    before = everything_in(tmp_path)
    work.chmod(0o500)
    code = (
        "import sys, pathlib, inbox_triage.cli.try_export as verb, inbox_triage.cli.main as main; "
        f"verb.trained_path = lambda: pathlib.Path({str(trained_directory)!r}); main.main()"
    )
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, "try", "--json", str(export)],
        cwd=work,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    work.chmod(0o700)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 2
    assert everything_in(tmp_path) == before


def everything_in(directory: Path) -> list[tuple[str, int]]:
    return sorted((str(p), p.stat().st_mtime_ns) for p in directory.rglob("*"))


def test_an_export_that_is_not_there_is_named(run_try: Try) -> None:
    done = run_try("nowhere.mbox")

    assert getattr(done.exception, "exit_code", 0) == 66
    assert "nowhere.mbox" in str(done.exception)


def test_an_empty_export_is_no_mistake(tmp_path: Path, run_try: Try, rows: Rows) -> None:
    export = an_export(tmp_path)
    report = tmp_path / "report.html"

    assert rows(export) == []
    assert run_try(export, "--html", report).exit_code == 0
    assert report.read_text("utf-8").endswith("</html>\n")
