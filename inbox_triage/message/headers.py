"""Decodes header values: encoded words (RFC 2047) as senders really write them, and raw octets."""

import binascii
import re

from inbox_triage.message.charsets import decode_octets

_ENCODED_WORD = re.compile(
    r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?\r\n]{0,4000}(?:\?[^=?][^?\r\n]{0,200}){0,5})\?="
)
_WORDS = 2000
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
# C0, DEL and C1, without white space: some terminals obey U+009B like ESC [ (ECMA-48 §5.3)
_CONTROLS = dict.fromkeys(
    [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)], ""
)


def raw_text(value: bytes, charset: str = "") -> str:
    """Return a raw header value as text with its encoded words still in place.

    Args:
        value: Unfolded octets; UTF-8 (RFC 6532) or, against all rules, anything else.
        charset: What to believe of octets that are not UTF-8: the body's charset.
    """
    if value.isascii():
        return value.decode("ascii")
    # A label of seven bits cannot be meant for octets with eight
    return decode_octets(
        value, "" if charset.lower().startswith(("us-ascii", "ascii")) else charset
    )


def decode_words(text: str) -> str:
    """Decode encoded words; adjacent ones are joined before decoding (RFC 2047 §6.2).

    Senders split characters of several octets between two words, hence octets are joined first.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    octets, charset, end = b"", "", 0
    for number, word in enumerate(_ENCODED_WORD.finditer(text)):
        if number >= _WORDS:
            break
        between = text[end : word.start()]
        adjacent = bool(charset) and not between.strip()
        if not adjacent or word[1].lower() != charset:
            out.append(decode_octets(octets, charset))
            octets = b""
        if not adjacent:
            out.append(between)
        octets += _decode_word(word[2], word[3])
        charset, end = word[1].lower(), word.end()
    out.extend((decode_octets(octets, charset), text[end:]))
    return "".join(out)


def one_line(text: str) -> str:
    """Return text without control characters, its white space single spaces."""
    seen = text if text.isprintable() else text.translate(_CONTROLS)
    return " ".join(seen.split())


def decode_base64(octets: bytes) -> bytes:
    """Decode base64 that may be padded wrongly, broken by blanks or joined from several pieces."""
    decoded = [_decode_piece(piece) for piece in octets.split(b"=") if piece]
    return b"".join(decoded)


def _decode_piece(piece: bytes) -> bytes:
    letters = piece.translate(None, _NOT_BASE64)
    spare = len(letters) % 4
    letters = letters[:-1] if spare == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _decode_word(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return decode_base64(text.encode("ascii", "ignore"))
    octets = text.encode("utf-8", "replace")
    return binascii.a2b_qp(octets, header=True)  # RFC 2047 §4.2
