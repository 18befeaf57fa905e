"""Reads address lists (RFC 5322 §3.4) as mail programs write them, not only as the RFC has them."""

import re

from inbox_triage.message.headers import decode_words, one_line
from inbox_triage.message.message import Address

_ADDRESSES = 500
_LENGTH = 64 * 1024
_LIST_NAME_LENGTH = 200
_SIMPLE = re.compile(
    r"([^\"<>,;:@()\\\[\]]{0,200})<([^\"<>,;:()\\\[\]@\s]{1,200}@[A-Za-z0-9.-]{1,200})>"
)
_BARE = re.compile(r"[^\"<>,;:()\\\[\]@\s]{1,200}@[A-Za-z0-9.-]{1,200}")


def read_addresses(text: str) -> tuple[Address, ...]:
    """Return the addresses of a field in order, at most 500.

    Args:
        text: The field's value with its encoded words still in place: what they hide may contain
            commas and brackets.
    """
    text = text.strip()
    simple = _SIMPLE.fullmatch(text)
    if simple:
        return _address(simple[1], simple[2])
    if _BARE.fullmatch(text):
        return _address("", text)
    addresses: list[Address] = []
    lost = ""  # the first half of `Doe, Jane <jane@example.org>`
    for item in _split(text[:_LENGTH]):
        if "@" not in item and "<" not in item:
            lost = f"{lost}{item.strip()}, " if item.strip() else lost
            continue
        addresses.extend(_read_one(lost + item))
        lost = ""
        if len(addresses) >= _ADDRESSES:
            break
    return tuple(addresses)


def find_address(text: str) -> Address | None:
    """Return the first address in free text such as `Ann <ann@example.net> [mailto:…]`, or None."""
    found = read_addresses(text[:500])
    return found[0] if found else None


def _split(text: str) -> list[str]:
    """Split at commas and semicolons outside quotes, comments and angle brackets."""
    if text.count('"') % 2:
        text = text.replace('"', " ")  # an unclosed quote would swallow the rest
    items: list[str] = []
    start, state = 0, _State()
    for at, character in enumerate(text):
        if state.quoted or state.escaped:
            state.read_quoted(character)
        elif character in ",;" and not state.comment and (not state.angle or character == ";"):
            items.append(text[start:at])
            start, state.angle = at + 1, False
        elif (
            character == ":"
            and not state.comment
            and not state.angle
            and _opens_list(text[start:at])
        ):
            start = at + 1  # RFC 5322 §3.4: `Team: ann@example.net, bob@example.net;`
        else:
            state.read(character)
    return [*items, text[start:]]


class _State:
    """Where in the grammar of RFC 5322 §3.2 the reader stands."""

    __slots__ = ("angle", "comment", "escaped", "quoted")

    def __init__(self) -> None:
        self.quoted = self.escaped = self.angle = False
        self.comment = 0

    def read_quoted(self, character: str) -> None:
        """Read on inside a quoted string."""
        if self.escaped:
            self.escaped = False
        elif character == "\\":
            self.escaped = True
        elif character == '"':
            self.quoted = False

    def read(self, character: str) -> None:
        """Read on outside a quoted string."""
        if character == '"' and not self.comment:
            self.quoted = True
        elif character == "(" and not self.angle:
            self.comment += 1
        elif character == ")" and self.comment:
            self.comment -= 1
        elif character in "<>" and not self.comment:
            self.angle = character == "<"


def _opens_list(text: str) -> bool:
    named = "@" not in text and "<" not in text and text.strip().lower() != "mailto"
    return named and len(text) <= _LIST_NAME_LENGTH


def _read_one(item: str) -> tuple[Address, ...]:
    """Read one address with its name, which may stand before it, after it or in a comment."""
    start, end = item.rfind("<"), item.rfind(">")
    if start >= 0:
        inner = item[start + 1 : end if end > start else len(item)]
        before, after = item[:start].replace("<", " "), item[end + 1 :] if end > start else ""
        if "@" not in inner and "@" in before:  # `ann@example.net <Ann>`
            return _read_one(before)
        return _address(before if before.strip() else _comment(after), inner)
    plain, _, rest = item.partition("(")
    words = plain.split()
    spec = next((word for word in reversed(words) if "@" in word), "")
    name = " ".join(word for word in words if word != spec)
    return _address(name or rest.rpartition(")")[0], spec)


def _comment(text: str) -> str:
    return text.strip().removeprefix("(").removesuffix(")")


def _address(name: str, spec: str) -> tuple[Address, ...]:
    spec = decode_words(spec) if "=?" in spec else spec
    spec = one_line(spec).strip("<>'\" ").removeprefix("mailto:").strip()
    if spec.startswith("@") and ":" in spec:
        spec = spec.rpartition(":")[2]  # RFC 5322 §4.4: the obsolete route
    local, at, domain = spec.replace(" ", "").rpartition("@")
    if not at or not local or not domain or len(spec) > 320:  # noqa: PLR2004 - RFC 5321 §4.5.3.1
        return ()
    return (Address(f"{local}@{domain.lower()}", _phrase(name)),)


def _phrase(text: str) -> str:
    """Return a display name without its quotes and comments, decoded."""
    text = text.strip()
    if '"' in text or "\\" in text:
        text = text.replace('\\"', "\0").replace('"', "").replace("\0", '"').replace("\\\\", "\\")
    if text.endswith(")") and " (" in text and not text.startswith("("):
        text = text.rpartition(" (")[0] if "=?" in text else text
    return one_line(decode_words(text)).strip('"').strip()
