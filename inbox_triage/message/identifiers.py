"""Finds what a message is called and what it answers: ids, base subject, fingerprint."""

import base64
import binascii
import re
from datetime import datetime
from hashlib import blake2b

from inbox_triage.message.word_tables import word_set

_ID = re.compile(r"<([^<>]{1,900})>")
_IDS = 200
_THREAD_INDEX_OCTETS = 22
_BODY_OCTETS = 64 * 1024

_REPLY_MARKS = word_set(
    """
    re | r | aw | antw | antwort | sv | vs | rif | odp | ynt | yan | res | ref | bls | σχετ |
    απ | отв | hv | vá | vasc | atb | balas | ad | ответ | відп | 答复 | 回复 | 回覆 | reply |
    svar | rép | rv
    """
)
_FORWARD_MARKS = word_set(
    """
    fw | fwd | wg | tr | enc | i | doorst | vl | vb | vá | tov | pd | továbbítás | továbbított |
    προωθ | πρθ | пересл | fs | ilt | trs | rv | edasi | 转发 | 轉寄 | 転送 | переслано |
    inoltro | inoltra | przek | videresendt
    """
)
_MARK = re.compile(r"\s{0,5}([^\W\d_]{1,12})\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\*\d{1,3})?\s?[:：]")
_BLOB = re.compile(r"\s{0,5}\[[^\[\]]{0,80}\]\s{0,5}")


def read_ids(text: str) -> tuple[str, ...]:
    """Return `<id@domain>` for each id in a raw In-Reply-To or References, without repeats.

    White space inside an id comes from folding and is removed. Only a value without any brackets is
    read word by word; In-Reply-To of old mail is full of phrases and dates.
    """
    found = [f"<{''.join(inner.split())}>" for inner in _ID.findall(text)]
    if not found and "<" not in text:
        found = [f"<{word.strip('>,;')}>" for word in text.split() if "@" in word[:900]]
    return tuple(dict.fromkeys(i for i in found[:_IDS] if "@" in i or len(i) > len("<12345>")))


def read_message_id(text: str) -> str | None:
    """Return the one id of a raw Message-ID field, or None; `<>` is none."""
    whole = "".join(text.split())
    if whole.startswith("<") and "<" in whole[1:]:
        whole = whole[1:] if whole.startswith("<<") else whole
    ids = _ID.findall(whole)
    inner = ids[0] if ids else whole.strip("<>,;")
    return f"<{inner}>" if inner and len(inner) <= 900 else None  # noqa: PLR2004 - longer is no id but an attack


def read_thread_index(text: str) -> str:
    """Return the first 22 octets of Outlook's Thread-Index as hex: the same for a whole thread."""
    try:
        octets = base64.b64decode("".join(text.split())[:400], validate=True)
    except (binascii.Error, ValueError):
        return ""
    whole = len(octets) >= _THREAD_INDEX_OCTETS
    return octets[:_THREAD_INDEX_OCTETS].hex() if whole else ""


def base_subject(subject: str) -> str:
    """Return the subject without reply and forward marks and list tags (RFC 5256 §2.1)."""
    return _stripped(subject)[0]


def is_forward(subject: str) -> bool:
    """Return whether the outermost mark of a subject says that the message was forwarded."""
    marks = _stripped(subject)[1]
    return bool(marks) and marks[0] in _FORWARD_MARKS and marks[0] not in _REPLY_MARKS


def fingerprint(author: str, date: datetime | str, subject: str, body: bytes) -> str:
    """Return 32 hex digits over what no server on the way changes.

    Args:
        author: addr-spec.
        date: The Date field, or its raw text when it cannot be read.
        subject: Base subject.
        body: Raw octets after the header, as many as there are.
    """
    text = body[: 2 * _BODY_OCTETS].translate(None, b" \t\r\n")[:_BODY_OCTETS]
    stamp = date if isinstance(date, str) else date.isoformat()
    digest = blake2b(digest_size=16)
    for piece in (author.lower(), stamp, subject):
        digest.update(piece.encode("utf-8", "replace") + b"\0")
    digest.update(text)
    return digest.hexdigest()


def _stripped(subject: str) -> tuple[str, list[str]]:
    """Return the base subject and its marks, outermost first."""
    rest = subject.strip()[:2000]
    marks: list[str] = []
    for _ in range(100):
        before = rest
        while rest.lower().endswith("(fwd)"):
            rest, marks = rest[:-5].rstrip(), [*marks, "fwd"]
        mark = _MARK.match(rest)
        if mark and mark[1].lower() in _REPLY_MARKS | _FORWARD_MARKS:
            marks.append(mark[1].lower())
            rest = rest[mark.end() :].lstrip()
        if rest.startswith("[") and rest.endswith("]") and _MARK.match(rest, 1):
            rest = rest[1:-1].strip()  # RFC 5256 §2.1: subj-fwd-hdr, `[Fwd: …]`
        blob = _BLOB.match(rest)
        if blob and rest[blob.end() :].strip():
            rest = rest[blob.end() :]
        if rest == before:
            break
    return rest.strip() or subject.strip(), marks
