"""Of a message above the limit: the text that lies behind its attachments.

A phone puts the photos first and "it arrived like this" below them. The beginning that was read
ends in a photo then; BODYSTRUCTURE tells which part is the text, and that part is put behind it.

Fails: MailboxError when the line is lost.
Limits: the first text part only, at most as many octets of it as of the beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from imapclient.response_types import BodyData

from inbox_triage.imap.connection import Connection

_DEEPEST = 20  # nobody nests deeper to be read
_PARTS = 200


@dataclass(frozen=True, slots=True)
class _Part:
    """A leaf of BODYSTRUCTURE (RFC 9051 §7.5.2): `path` as in `BODY[1.2]`."""

    path: str
    media_type: str
    octets: int
    attached: bool


def add_late_text(connection: Connection, uid: int, beginning: bytes) -> bytes:
    """Return the beginning of a message, with its first text behind it if that was cut off."""
    with connection.talking("ask for the parts of a message") as client:
        structure = client.fetch([uid], ["BODYSTRUCTURE"]).get(uid, {}).get(b"BODYSTRUCTURE")
    boundary = find_boundary(structure)
    path = find_late_text(structure, len(beginning))
    if not boundary or not path:
        return beginning
    items = [f"BODY.PEEK[{path}.MIME]", f"BODY.PEEK[{path}]<0.{len(beginning)}>"]
    with connection.talking("read the text of a message") as client:
        answer = client.fetch([uid], items).get(uid, {})
    mime = answer.get(f"BODY[{path}.MIME]".encode())
    text = answer.get(f"BODY[{path}]<0>".encode())
    if not isinstance(mime, bytes) or not isinstance(text, bytes):
        return beginning
    # RFC 2046 §5.1.2: the boundary of the outermost part ends all that is open inside it.
    line = b"\r\n--" + boundary
    return beginning + line + b"\r\n" + mime + text + line + b"--\r\n"


def find_late_text(structure: Any, limit: int) -> str | None:
    """Return the path of the first text when it begins behind the limit, else None."""
    before = 0
    for count, part in enumerate(_leaves(structure, "", 0)):
        if count == _PARTS:
            return None
        if part.media_type in ("text/plain", "text/html") and not part.attached:
            return part.path if before >= limit else None
        before += part.octets
    return None


def _leaves(structure: Any, path: str, depth: int) -> Iterator[_Part]:
    if not isinstance(structure, tuple) or depth > _DEEPEST or not structure:
        return
    if isinstance(structure[0], list):  # imapclient's way to tell a multipart
        for number, part in enumerate(structure[0], 1):
            yield from _leaves(part, f"{path}.{number}" if path else str(number), depth + 1)
        return
    if len(structure) > 6 and path:  # noqa: PLR2004 - the size is the seventh field
        names = (_text(structure[0]), _text(structure[1]))
        octets = structure[6] if isinstance(structure[6], int) else 0
        yield _Part(path, "/".join(names), octets, _is_attached(structure))


def _is_attached(structure: Sequence[Any]) -> bool:
    """Find the disposition (RFC 2183) among the extension fields; its place varies by type."""
    return any(
        isinstance(field, tuple) and field and _text(field[0]) == "attachment"
        for field in structure[7:]
    )


def find_boundary(structure: Any) -> bytes | None:
    """Return the boundary of the outermost multipart, None for other messages."""
    if not isinstance(structure, BodyData) or not structure.is_multipart:
        return None
    for field in structure[2:]:
        if isinstance(field, tuple):
            pairs = zip(field[::2], field[1::2], strict=False)
            found = next((value for name, value in pairs if _text(name) == "boundary"), None)
            if isinstance(found, bytes) and b"\n" not in found:
                return found
    return None


def _text(value: object) -> str:
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else ""
