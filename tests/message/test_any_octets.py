"""Whatever octets arrive, `parse` answers; nothing it says can break a file or a database."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_triage.message.message import Message
from inbox_triage.message.parsing import parse

CORPUS = [p.read_bytes() for p in sorted((Path(__file__).parent.parent / "corpus").glob("*.eml"))]
PIECES = [
    b"\r\n\r\n",
    b"\n",
    b"--b\n",
    b"--b--\n",
    b'"',
    b"<",
    b">",
    b"(",
    b",",
    b":",
    b";",
    b"\0",
    b"\xff\xfe",
    b"=?utf-7?b?2Ad-",
    b"=?x?q?=ff?=",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: text/html; charset=utf-7\n",
    b"Content-Transfer-Encoding: base64\n",
    b"<blockquote><div id=appendonsend>",
    b"> On 1 at 1:11 a@b wrote:\n",
]


def check(message: Message) -> None:
    repr(message).encode("utf-8")  # no halves of characters anywhere
    assert len(message.fingerprint) == 32
    assert "\0" not in message.text
    assert "\n" not in message.subject
    assert len(message.headers) <= 500
    assert bool(message.own_text) or not message.text
    for address in (*message.to, *message.cc, *message.reply_to):
        assert address.addr_spec.isprintable()


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_arbitrary_octets_give_a_message(raw: bytes) -> None:
    check(parse(raw))


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=60))
@settings(max_examples=200, deadline=None)
def test_fragments_of_mail_in_any_order_give_a_message(pieces: list[bytes]) -> None:
    check(parse(b"From: ann@example.net\n" + b"".join(pieces)))


@given(
    st.sampled_from(CORPUS),
    st.lists(
        st.tuples(st.integers(0, 2000), st.sampled_from(PIECES), st.integers(0, 40)), max_size=12
    ),
)
@settings(max_examples=200, deadline=None)
def test_damaged_mail_gives_a_message(raw: bytes, damage: list[tuple[int, bytes, int]]) -> None:
    for at, piece, removed in damage:
        raw = raw[:at] + piece + raw[at + removed :]
    check(parse(raw))


@given(st.sampled_from(CORPUS), st.integers(0, 3000))
@settings(max_examples=100, deadline=None)
def test_a_beginning_of_a_message_gives_a_message(raw: bytes, end: int) -> None:
    message = parse(raw[:end], octets=len(raw))
    check(message)
    assert message.truncated == (end < len(raw))
    assert message.octets == len(raw)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_in_utf_8_comes_back(text: str) -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode("utf-8", "replace")
    read = "".join(parse(raw).text.split())
    wanted = "".join(text.encode("utf-8", "replace").decode().replace("\0", "").split())
    assert read == wanted or wanted.startswith(("\ufeff", "\ufffe"))
