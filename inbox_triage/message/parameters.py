"""Reads `value; name=value` of Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231)."""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from inbox_triage.message.charsets import decode_octets

_PIECES = 100
_LENGTH = 8192


@dataclass(frozen=True, slots=True)
class Parameters:
    """A value such as `text/plain`, lower case, and its parameters by lower-case name.

    Parameter values are still encoded words when the sender wrote them so.
    """

    value: str
    named: dict[str, str]

    def get(self, name: str) -> str:
        """Return a parameter, or an empty string."""
        return self.named.get(name, "")


def read_parameters(raw: bytes) -> Parameters:
    """Read a field's value; whatever cannot be understood is left out."""
    if not raw:
        return Parameters("", {})
    pieces = _pieces(decode_octets(raw[:_LENGTH]))
    value = pieces[0].strip().split(" ")[0].strip().lower()
    named: dict[str, str] = {}
    for piece in pieces[1:]:
        name, equals, text = piece.partition("=")
        if equals:
            named.setdefault(name.strip().lower(), _unquoted(text.strip()))
    return Parameters(value, _joined(named) if any("*" in name for name in named) else named)


def _pieces(text: str) -> list[str]:
    """Split at semicolons outside quotes."""
    if '"' not in text:
        return text.split(";")[:_PIECES]
    pieces, start, quoted, escaped = [], 0, False, False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\" and quoted:
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]][:_PIECES]


def _unquoted(text: str) -> str:
    if text[:1] != '"':
        return text
    inner = text[1:].rstrip()
    inner = inner[:-1] if inner.endswith('"') else inner.partition('"')[0]
    return inner.replace('\\"', '"').replace("\\\\", "\\") if "\\" in inner else inner


def _joined(named: dict[str, str]) -> dict[str, str]:
    """Join `name*0*=charset'language'…`, `name*1=…` into one value (RFC 2231 §3-4)."""
    plain = {name: text for name, text in named.items() if "*" not in name}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for name, text in named.items():
        base, star, rest = name.partition("*")
        if star:
            number = rest.rstrip("*")
            order = int(number) if number.isdecimal() and len(number) < 4 else 0  # noqa: PLR2004 - three digits are plenty
            encoded = rest.endswith("*") or not rest
            sections.setdefault(base, []).append((order, encoded, text))
    for base, found in sections.items():
        plain[base] = _decoded(sorted(found))
    return plain


def _decoded(sections: list[tuple[int, bool, str]]) -> str:
    charset = ""
    octets = b""
    for number, (_, encoded, text) in enumerate(sections):
        value = text
        if encoded and number == 0 and value.count("'") >= 2:  # noqa: PLR2004 - RFC 2231 §4: charset'language'text
            charset, _, value = value.split("'", 2)
        octets += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_octets(octets, charset)
