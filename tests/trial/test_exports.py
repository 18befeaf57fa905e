"""Which messages an export holds, whatever program wrote it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_triage.errors import InputError
from inbox_triage.message.parsing import parse
from inbox_triage.trial.addressed import guess_address
from inbox_triage.trial.reading import Place, find_messages, read_message

LINE = b"From alice@example.net Mon Mar  2 12:00:00 2026\n"
LETTER = b"From: Alice <alice@example.net>\nTo: support@example.com\nSubject: %s\n\n%s\n"


def found(*exports: Path) -> list[Place]:
    return find_messages(exports, lambda _: None)


def subjects(*exports: Path) -> list[str]:
    return [parse(read_message(place)).subject for place in found(*exports)]


def an_mbox(directory: Path, content: bytes) -> Path:
    path = directory / "export.mbox"
    path.write_bytes(content)
    return path


def test_a_sentence_that_begins_with_from_is_no_new_message(tmp_path: Path) -> None:
    body = b"Hello,\n\nFrom Monday on nothing works.\nFrom what I see: all is lost.\n"
    mbox = an_mbox(
        tmp_path, LINE + LETTER % (b"One", body) + b"\n" + LINE + LETTER % (b"Two", b"x")
    )

    assert subjects(mbox) == ["One", "Two"]
    assert "From Monday on" in parse(read_message(found(mbox)[0])).own_text


def test_lines_that_were_quoted_are_as_they_were_written(tmp_path: Path) -> None:
    mbox = an_mbox(tmp_path, LINE + LETTER % (b"One", b">From here\n>>From there"))

    text = read_message(found(mbox)[0])

    assert b"\nFrom here\n>From there" in text


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Mar 02 12:00:00 2026\n",
        b"From 1789@xxx Mon Mar 02 12:00:00 +0000 2026\n",
        b"From MAILER-DAEMON\n",
        b"From alice@example.net Mon Mar  2 12:00:00 2026 remote from relay\n",
    ],
)
def test_every_programs_from_line_is_known(tmp_path: Path, line: bytes) -> None:
    mbox = an_mbox(tmp_path, (line + LETTER % (b"One", b"x") + b"\n") * 2)

    assert subjects(mbox) == ["One", "One"]


def test_a_blank_line_may_be_missing_before_an_exact_from_line(tmp_path: Path) -> None:
    mbox = an_mbox(tmp_path, LINE + LETTER % (b"One", b"x") + LINE + LETTER % (b"Two", b"y"))

    assert subjects(mbox) == ["One", "Two"]


def test_line_ends_may_be_those_of_windows(tmp_path: Path) -> None:
    content = LINE + LETTER % (b"One", b"x") + b"\n" + LINE + LETTER % (b"Two", b"y")
    mbox = an_mbox(tmp_path, content.replace(b"\n", b"\r\n"))

    assert subjects(mbox) == ["One", "Two"]


def test_messages_are_found_across_the_pieces_in_which_a_file_is_read(tmp_path: Path) -> None:
    for size in range(1_048_576 - 220, 1_048_576 - 20, 7):
        first = LINE + LETTER % (b"One", b"x" * size) + b"\n"
        mbox = an_mbox(tmp_path, first + LINE + LETTER % (b"Two", b"y"))

        places = found(mbox)

        assert [place.start for place in places] == [len(LINE), len(first) + len(LINE)]


def test_a_file_with_one_message_is_an_export_too(tmp_path: Path) -> None:
    assert subjects(an_mbox(tmp_path, LETTER % (b"Alone", b"x"))) == ["Alone"]


def test_a_maildir_is_read_in_the_order_of_arrival(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    dated = b"Date: Tue, 3 Mar 2026 12:00:00 +0000\n" + LETTER % (b"Later", b"x")
    (tmp_path / "cur" / "1.a:2,S").write_bytes(dated)
    received = b"Received: from x by y; Mon, 2 Mar 2026 12:00:00 +0000\n" + dated
    (tmp_path / "new" / "2.b").write_bytes(received.replace(b"Later", b"Earlier"))
    undated = tmp_path / "cur" / "3.c:2,"
    undated.write_bytes(LETTER % (b"First", b"x"))
    os.utime(undated, (1_000_000_000, 1_000_000_000))

    assert subjects(tmp_path) == ["First", "Earlier", "Later"]
    assert found(tmp_path)[0].received_at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_an_mbox_without_dates_takes_those_of_its_from_lines(tmp_path: Path) -> None:
    (place,) = found(an_mbox(tmp_path, LINE + LETTER % (b"One", b"x")))

    assert place.received_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_what_is_no_mail_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    (tmp_path / "empty").mkdir()
    for name in ("picture", "empty", "nowhere"):
        with pytest.raises(InputError):
            found(tmp_path / name)


def test_an_empty_file_is_an_empty_export(tmp_path: Path) -> None:
    assert found(an_mbox(tmp_path, b"")) == []


def test_the_address_that_most_mail_is_for_is_the_teams(tmp_path: Path) -> None:
    other = (LETTER % (b"Two", b"y")).replace(b"support@", b"bob@")
    mbox = an_mbox(tmp_path, (LINE + LETTER % (b"One", b"x") + b"\n") * 2 + LINE + other)

    assert guess_address(found(mbox)) == "support@example.com"
    assert guess_address([]) is None
