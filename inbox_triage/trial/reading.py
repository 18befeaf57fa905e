"""Finds the messages in exported mail and reads them one by one: mbox files, Maildirs, .eml files.

Only where a message lies is kept, never its octets, so an export may be larger than memory.

Fails: InputError when a path cannot be read or holds no mail.
Limits: the first 256 kB of a message are read; its dates from the first 32 kB.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from inbox_triage.errors import InputError
from inbox_triage.message.dates import read_date
from inbox_triage.message.headers import raw_text
from inbox_triage.message.mime import read_head

MESSAGE_OCTETS = 256 * 1024

_HEAD_OCTETS = 32 * 1024
_CHUNK_OCTETS = 1 << 20
_LINES_OCTETS = 1200  # a From_ line and the beginning of the line behind it
_REMEDY = "Name an mbox file, or a directory with cur/ and new/ (a Maildir)."
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]{0,10}:|>From ")
_CLOCK = re.compile(rb"[0-9]{1,2}:[0-9]{2}")
_FROM_LINE = re.compile(  # RFC 4155: sender, then the time as asctime(3) writes it
    rb"From [^\s]{0,320}[ \t]{1,5}(?:[A-Z][a-z]{2}),?[ \t]{1,3}[A-Z][a-z]{2}[ \t]{1,3}[0-9]{1,2}"
    rb"[ \t]{1,3}[0-9]{1,2}:[0-9]{2}"
)
_QUOTED_FROM = re.compile(rb"^>(>{0,50}From )", re.MULTILINE)
_ASCTIME = re.compile(
    rb"[A-Z][a-z]{2} {1,3}[A-Z][a-z]{2} {1,3}[0-9]{1,2} [0-9:]{5,8} .{0,12}[0-9]{4}"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one message lies, and when it was received."""

    file: Path
    start: int
    octets: int
    received_at: datetime
    in_mbox: bool


def find_messages(exports: Sequence[Path], seen: Callable[[int], None]) -> list[Place]:
    """Return the place of every message in these exports, in their order.

    Args:
        exports: Files in mbox form or with one message; directories that are a Maildir, hold
            .eml files, or a file `mbox` as Apple Mail exports it.
        seen: Told how many octets were gone through since it was last told.

    Raises:
        InputError: One of them cannot be read or is nothing of this kind.
    """
    places: list[Place] = []
    for export in exports:
        try:
            mbox, files = _contents(export)
            places += _in_mbox(mbox, seen) if mbox else _in_directory(files, seen)
        except OSError as error:
            name = error.filename or export
            raise InputError(f"{name} cannot be read: {error.strerror}.") from error
    return places


def octets_of(exports: Sequence[Path]) -> int:
    """Return how many octets `find_messages` will go through; InputError."""
    try:
        contents = [_contents(export) for export in exports]
        files = [file for mbox, letters in contents for file in ((mbox,) if mbox else letters)]
        return sum(file.stat().st_size for file in files)
    except OSError as error:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}.") from error


def read_message(place: Place) -> bytes:
    """Return the first octets of a message, the quoting of an mbox undone; InputError."""
    raw = _read(place, MESSAGE_OCTETS)
    return _QUOTED_FROM.sub(rb"\1", raw) if place.in_mbox and b"\n>" in raw else raw


def read_header(place: Place) -> bytes:
    """Return the header of a message; InputError."""
    head = _read(place, _HEAD_OCTETS).lstrip()
    return head[: read_head(head, 0, len(head)).body]


def _read(place: Place, limit: int) -> bytes:
    try:
        with place.file.open("rb") as file:
            file.seek(place.start)
            return file.read(min(place.octets, limit))
    except OSError as error:
        raise InputError(f"{place.file} cannot be read: {error.strerror}.") from error


def received_at(head: bytes) -> datetime | None:
    """Return when the last server took the message in, else what its author claims, else None.

    Every server puts its Received on top (RFC 5321 §4.4), the time behind the last semicolon.
    """
    head = head.lstrip()
    header = read_head(head, 0, len(head))
    times = (header.first("received").rpartition(b";")[2], header.first("date"))
    return next((at for time in times if (at := read_date(raw_text(time)))), None)


def _contents(export: Path) -> tuple[Path | None, list[Path]]:
    """Return the mbox of an export, or the files that are a message each."""
    if not export.is_dir():
        return export, []
    if (export / "cur").is_dir() or (export / "new").is_dir():
        return None, [*_listed(export / "new"), *_listed(export / "cur")]
    if (export / "mbox").is_file():
        return export / "mbox", []
    letters = [file for file in _listed(export) if file.suffix.lower() == ".eml"]
    if letters:
        return None, letters
    raise InputError(f"{export} holds no mail.", remedy=_REMEDY)


def _listed(directory: Path) -> list[Path]:
    if not directory.is_dir():
        return []
    return sorted(f for f in directory.iterdir() if not f.name.startswith(".") and f.is_file())


def _in_directory(files: Sequence[Path], seen: Callable[[int], None]) -> list[Place]:
    """Return the places of messages that are a file each, the earliest first."""
    places = []
    for file in files:
        status = file.stat()
        with file.open("rb") as opened:
            head = opened.read(_HEAD_OCTETS)
        at = received_at(head) or datetime.fromtimestamp(status.st_mtime, UTC)
        places.append(Place(file, 0, status.st_size, at, in_mbox=False))
        seen(status.st_size)
    return sorted(places, key=lambda place: place.received_at)


def _in_mbox(path: Path, seen: Callable[[int], None]) -> list[Place]:
    """Return the places in one mbox, in its order; a file with one bare message is one too."""
    places: list[Place] = []
    with path.open("rb") as file:
        starts = list(_starts(file, seen))
        end = file.seek(0, 2)
        at = _EARLIEST
        for number, (from_line, start) in enumerate(starts):
            stop = starts[number + 1][0] if number + 1 < len(starts) else end
            file.seek(from_line)
            head = file.read(min(_HEAD_OCTETS, stop - from_line))
            at = received_at(head[start - from_line :]) or _date_of(head) or at
            places.append(Place(path, start, stop - start, at, in_mbox=start > from_line))
    return places


def _date_of(from_line: bytes) -> datetime | None:
    """Return the time of a From_ line, taken as UTC (RFC 4155)."""
    found = _ASCTIME.search(from_line.partition(b"\n")[0][:_LINES_OCTETS])
    return read_date(found[0].decode("ascii", "replace")) if found else None


def _starts(file: BinaryIO, seen: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """Yield for each message where its From_ line and where it itself begins."""
    buffer, base, looked_at = b"\n\n", -2, 0  # as if a blank line stood before the file
    while True:
        chunk = file.read(_CHUNK_OCTETS)
        seen(len(chunk))
        buffer += chunk
        if not looked_at and chunk and not buffer.startswith(b"\n\nFrom "):
            yield from _bare(buffer[2:], path=Path(file.name))
        stop = len(buffer) - (_LINES_OCTETS if chunk else 0)
        at = buffer.find(b"\nFrom ", looked_at)
        while 0 <= at < stop:
            if start := _start_after(buffer, at):
                yield base + at + 1, base + start
            at = buffer.find(b"\nFrom ", at + 1)
        if not chunk:
            return
        kept = max(stop - 2, 0)  # the line ends before a From_ line decide too
        looked_at = max(stop, looked_at) - kept
        buffer, base = buffer[kept:], base + kept


def _bare(beginning: bytes, path: Path) -> Iterator[tuple[int, int]]:
    """Yield the message with which a file begins when that is no From_ line."""
    if _FIELD.match(beginning.lstrip()):
        yield 0, 0
    elif b"\nFrom " not in beginning:
        raise InputError(f"{path} is no mbox: it does not begin with mail.", remedy=_REMEDY)


def _start_after(buffer: bytes, at: int) -> int | None:
    """Return where the message begins behind the From_ line at `at + 1`; None when it is text.

    Programs write the line in many ways and forget to quote it in bodies, so more has to agree:
    a blank line before it and a header behind it, or the line exactly as asctime(3) has it.
    """
    end = buffer.find(b"\n", at + 1, at + _LINES_OCTETS)
    if end < 0:
        return None
    line = buffer[at + 1 : end].rstrip(b"\r")
    after_blank = buffer[:at].endswith((b"\n", b"\n\r"))
    exact = _FROM_LINE.match(line) is not None
    likely = _CLOCK.search(line) is not None or len(line.split()) <= 2  # noqa: PLR2004 - From and a sender
    has_header = _FIELD.match(buffer, end + 1) is not None
    is_start = (exact and (after_blank or has_header)) or (after_blank and likely and has_header)
    return end + 1 if is_start else None
