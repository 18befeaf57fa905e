"""Writes header fields of RFC 5322 so that no value can become another field.

Control characters are removed; addresses and ids that do not have the exact form are left out; a
field without a value is the empty string.
"""

import binascii
from collections.abc import Iterable

from inbox_triage.message.message import Address

CRLF = "\r\n"
_LINE_LENGTH = 76  # RFC 5322 §2.1.1: lines SHOULD NOT be longer than 78 characters
_TEXT_LENGTH = 400
_NAME_LENGTH = 120
_ID_LENGTH = 250
_ENCODED_OCTETS = 39  # RFC 2047 §2: with the field name, a line of at most 76 characters

# C0, DEL, C1, line and paragraph separators, and the marks that turn text around: none has a
# meaning in a header, all of them can hide something there.
_UNSEEN = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    ],
    " ",
)

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ATEXT = frozenset(_LETTERS + "!#$%&'*+-/=?^_`{|}~")  # RFC 5322 §3.2.3
_LOCAL = _ATEXT | {"."}
_DOMAIN = frozenset(_LETTERS + "-.")
_PHRASE = _ATEXT | {" "}
_ID_CHARACTERS = frozenset(map(chr, range(0x21, 0x7F))) - {"<", ">"}


def text_field(name: str, text: str) -> str:
    """Return an unstructured field such as Subject, folded, encoded when ASCII is not enough."""
    return _folded(name, _words(one_line(text)[:_TEXT_LENGTH]))


def address_field(name: str, addresses: Iterable[Address]) -> str:
    """Return `Name: phrase <address>, …`, one address a line."""
    written = [_mailbox(a) for a in addresses if is_addr_spec(a.addr_spec)]
    return f"{name}: " + f",{CRLF} ".join(written) if written else ""


def ids_field(name: str, ids: Iterable[str]) -> str:
    """Return a field of message ids, one a line."""
    valid = [i for i in ids if is_id(i)]
    return f"{name}: " + f"{CRLF} ".join(valid) if valid else ""


def one_line(text: str) -> str:
    """Return the text without anything unseen, its white space single spaces."""
    seen = text if text.isprintable() else text.translate(_UNSEEN)
    return " ".join(seen.split())


def is_id(text: str) -> bool:
    """Return whether this is `<left@right>` of visible ASCII (RFC 5322 §3.6.4, taken widely)."""
    inner = text[1:-1]
    framed = text[:1] == "<" and text[-1:] == ">" and len(text) <= _ID_LENGTH
    return framed and "@" in inner and _ID_CHARACTERS.issuperset(inner)


def is_addr_spec(text: str) -> bool:
    """Return whether this is a dot-atom address (RFC 5322 §3.4.1) of a length that travels."""
    local, _, domain = text.rpartition("@")
    return (
        0 < len(local) <= 64  # noqa: PLR2004 - RFC 5321 §4.5.3.1.1
        and 0 < len(domain) <= 255  # noqa: PLR2004 - RFC 5321 §4.5.3.1.2
        and _LOCAL.issuperset(local)
        and _DOMAIN.issuperset(domain)
        and ".." not in f".{local}.{domain}."
    )


def _mailbox(address: Address) -> str:
    name = one_line(address.display_name)[:_NAME_LENGTH].strip()
    if not name:
        return address.addr_spec
    if not name.isascii() or "=?" in name:
        return f"{CRLF} ".join([*_encoded_words(name), f"<{address.addr_spec}>"])
    if not _PHRASE.issuperset(name):  # RFC 5322 §3.2.4: quoted-string
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{address.addr_spec}>"


def _words(text: str) -> list[str]:
    """Return the words of a field's text, encoded when ASCII cannot carry it (RFC 2047)."""
    words = text.split(" ")
    # RFC 2047 §7: text that only looks like an encoded word would be decoded by the reader
    plain = text.isascii() and "=?" not in text and max(map(len, words)) < _LINE_LENGTH
    return words if plain else _encoded_words(text)


def _encoded_words(text: str) -> list[str]:
    """Return RFC 2047 encoded words of at most 75 characters, none splitting a character."""
    chunks = [b""]
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(chunks[-1]) + len(octets) > _ENCODED_OCTETS:
            chunks.append(b"")
        chunks[-1] += octets
    return [f"=?utf-8?b?{binascii.b2a_base64(c, newline=False).decode('ascii')}?=" for c in chunks]


def _folded(name: str, words: list[str]) -> str:
    """Fold a field at its spaces (RFC 5322 §2.2.3)."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _LINE_LENGTH and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return CRLF.join(lines)
