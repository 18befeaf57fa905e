"""Messages made to exhaust a parser: each is read in linear time and keeps its header.

The sizes are such that quadratic work would take minutes. The number of Python calls is bounded,
not the time, so that a busy machine does not fail the test.
"""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from inbox_triage.message.message import Message
from inbox_triage.message.parsing import parse

HEAD = b"From: Ann <ann@example.net>\r\nSubject: lamp\r\n"
MOST_CALLS = 4_000_000


def body(octets: bytes, kind: bytes = b"text/plain") -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + octets


def page(octets: bytes) -> bytes:
    return body(octets, b"text/html")


def daemon(octets: bytes) -> bytes:
    return b"Return-Path: <>\nFrom: Ann <ann@example.net>\nSubject: failure notice\n\n" + octets


def nested(levels: int) -> bytes:
    parts = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(levels)
    )
    return HEAD + b"".join(parts)


BODIES: dict[str, Callable[[], bytes]] = {
    "ten million line ends": lambda: body(b"\n" * 10_000_000),
    "a million boundaries of nobody": lambda: body(
        b"\n--b" * 1_000_000, b"multipart/mixed; boundary=a"
    ),
    "ten thousand parts": lambda: body(b"--b\n\nhi\n" * 10_000, b"multipart/mixed; boundary=b"),
    "a thousand levels": lambda: nested(1000),
    "a thousand enclosed messages": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 1000,
    "the same boundary on every level": lambda: body(
        b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 10_000,
        b"multipart/mixed; boundary=b",
    ),
    "ten thousand parameters": lambda: body(b"x", b"text/plain" + b"; a=b" * 10_000),
    "semicolons": lambda: body(b"x", b"text/plain" + b";" * 100_000),
    "a parameter of backslashes": lambda: body(b"x", b'text/plain; name="' + b"\\" * 100_000),
    "quoted lines": lambda: body(b"> a\n" * 500_000),
    "quote marks": lambda: body(b">" * 1_000_000),
    "beginnings of attributions": lambda: body(b"On 1 a@b,\n" * 50_000),
    "one long beginning of an attribution": lambda: body(b"Am " * 50_000),
    "labels": lambda: body(b"From: a@example.net\n" * 50_000),
    "blanks": lambda: body(b" " * 1_000_000),
    "dashes and words": lambda: body((b"--" + b"-a" * 60 + b"\n") * 5000),
    "equal signs": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=" * 1_000_000,
    "soft line breaks": lambda: (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * 500_000
    ),
    "attributes": lambda: page(b"<a " + b" ".join(b"a%x=1" % i for i in range(20_000))),
    "attributes with brackets": lambda: page(b"<a " + b'b="<>" ' * 20_000 + b">"),
    "open elements": lambda: page(b"<ul><li>" * 20_000),
    "open quotes": lambda: page(b"<blockquote>" * 1900 + b"x<br>" * 15_000),
    "open formatting": lambda: page(b"".join(b"<b a=%x>" % i for i in range(13_000))),
    "comments": lambda: page(b"<!--" * 100_000),
    "brackets": lambda: page(b"<" * 500_000),
    "a bounce of line ends": lambda: daemon(b"\n" * 500_000),
    "a bounce of addresses": lambda: daemon(b"<a@example.net>: 550\n" * 30_000),
}
HEADERS: dict[str, bytes] = {
    "From of 30 000 addresses": b"From: " + b", ".join([b"Bob <bob@example.net>"] * 30_000),
    "From of commas": b"From: " + b"," * 100_000,
    "From of comments": b"From: " + b"(" * 100_000,
    "From of brackets": b"From: " + b"<" * 100_000,
    "From of quotes": b"From: " + b'"' * 100_000,
    "From of escapes": b'From: "' + b'\\"' * 50_000,
    "From of groups": b"From: " + b"a:" * 50_000,
    "Subject of a megabyte": b"Subject: " + b"word " * 200_000,
    "Subject of encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 10_000,
    "Subject of beginnings of encoded words": b"Subject: " + b"=?a?q?" * 20_000,
    "Subject of replies": b"Subject: " + b"Re: " * 20_000,
    "Subject of tags": b"Subject: " + b"[a]" * 20_000,
    "References without end": b"References: " + b"<a@example.net> " * 20_000,
    "References of brackets": b"References: " + b"<" * 100_000,
    "a date of days": b"Date: " + b"Mon, " * 20_000,
    "100 000 fields": b"X-A: b\r\n" * 100_000,
}


def read_counting(raw: bytes) -> Message:
    calls = 0

    def count(_frame: FrameType, kind: str, _argument: object) -> None:
        nonlocal calls
        calls += kind in {"call", "c_call"}

    sys.setprofile(count)
    try:
        message = parse(raw)
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS
    return message


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_read_and_the_header_kept(name: str) -> None:
    message = read_counting(BODIES[name]())
    assert message.author is not None
    assert message.subject


@pytest.mark.parametrize("name", HEADERS)
def test_a_hostile_header_is_read(name: str) -> None:
    message = read_counting(HEADERS[name] + b"\r\nX-Last: yes\r\n\r\nhello\r\n")
    assert message.header("x-last") == "yes" or message.defects or len(message.headers) == 500


def test_attachments_are_not_decoded_but_measured() -> None:
    part = b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    raw = body(
        b"--b\n\nhello\n" + part + b"QUJD" * 1_000_000 + b"\n--b--\n",
        b"multipart/mixed; boundary=b",
    )
    message = read_counting(raw)
    assert message.text == "hello"
    assert [a.octets for a in message.attachments] == [3_000_000]


def test_too_deep_a_nesting_is_told() -> None:
    message = parse(nested(60))
    assert message.defects[0].startswith("The message is too complex")
    assert message.text == ""


def test_no_more_than_500_parts_are_read() -> None:
    message = parse(BODIES["ten thousand parts"]())
    assert any("more than 500 parts" in defect for defect in message.defects)


def test_no_control_character_is_left_in_subject_and_names() -> None:
    raw = (
        "From: Ann\x9b2J <a@example.net>\nSubject: Lamp\x9b31m \x85 broken\x1b[2J\n\nHi\n".encode()
    )
    message = parse(raw)
    assert message.author
    assert message.subject == "Lamp31m broken[2J"
    assert message.author.display_name == "Ann2J"
