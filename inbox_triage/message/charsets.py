"""Turns octets into text, whatever their label says and without ever failing."""

import codecs
import re
from functools import lru_cache

_DETECT_OCTETS = 4096
_MIN_CONFIDENCE = 0.2

# What senders mean by these names is wider than what the names stand for (WHATWG Encoding §4.2).
_ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.110-1983": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "cp-850": "cp850",
    "dos-874": "cp874",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "hebrew": "cp1255",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso-8859-11": "cp874",
    "iso-8859-8": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-8-i": "cp1255",
    "iso-8859-9": "cp1254",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "logical": "cp1255",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "us-ascii": "cp1252",
    "visual": "cp1255",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "x-sjis": "cp932",
}

# Text to Python, but not what any message is written in.
_REFUSED = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
_SURROGATE = re.compile("[\ud800-\udfff]")

# All of their octets are ASCII, so that looking at the octets tells nothing.
_SEVEN_BIT = ("iso2022", "utf-7", "utf_7", "hz")
_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_octets(octets: bytes, declared: str = "") -> str:
    """Return the text of octets.

    Valid UTF-8 beats any caption, then the declared charset, then a guess, then cp1252. A UTF-8
    sequence cut at the end, as a partial fetch leaves it, does not count as invalid.

    Args:
        octets: Decoded from their transfer encoding.
        declared: Charset name as the sender wrote it; may be empty, unknown or wrong.
    """
    codec = find_codec(declared)
    if octets.isascii() and not codec.startswith((*_SEVEN_BIT, *_WIDE)):
        return octets.decode("ascii")
    for mark, name in _MARKS:
        if octets.startswith(mark):
            return _tolerantly(octets, name).lstrip("\ufeff")
    if codec.startswith((*_SEVEN_BIT, *_WIDE)):
        return _tolerantly(octets, codec)
    text = _as_utf8(octets)
    if text is not None:
        return text
    return _tolerantly(octets, _best_codec(octets, codec))


@lru_cache(maxsize=256)
def find_codec(name: str) -> str:
    """Return the name of a Python text codec for a charset name, or an empty string."""
    plain = name.strip(" \t\"'<>;,").lower()[:60].removeprefix("charset=")
    plain = plain.replace("cp-", "cp").replace("windows_", "windows-")
    plain = _ALIASES.get(plain, plain)
    if not plain or not plain.isascii():
        return ""
    try:
        found = codecs.lookup(plain)
    except (LookupError, ValueError):
        return ""
    # rot13, zlib and their kind turn text into text or octets into octets
    return (
        plain if getattr(found, "_is_text_encoding", False) and found.name not in _REFUSED else ""
    )


def _as_utf8(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_at_end = error.reason == "unexpected end of data" and error.start >= len(octets) - 3
        if cut_at_end and error.start and not octets[: error.start].isascii():
            return octets[: error.start].decode("utf-8")
        return None


def _best_codec(octets: bytes, declared: str) -> str:
    """Return the declared codec when it can read nearly all of the octets, else a guess."""
    if declared and declared not in {"utf-8", "utf8", "utf_8", "ascii"}:
        return declared
    if declared.startswith("utf"):
        wrong = octets.decode("utf-8", "replace").count("\ufffd")
        # A few broken characters in text that really is UTF-8
        if wrong * 4 < sum(octet > 0x7F for octet in octets[:_DETECT_OCTETS]):  # noqa: PLR2004 - ASCII ends here
            return "utf-8"
    return _detected(octets) or "cp1252"


def _detected(octets: bytes) -> str:
    from chardet import detect  # noqa: PLC0415 - 0.1 s that mail with a declared charset never needs

    try:
        guess = detect(octets[:_DETECT_OCTETS])
    except (ValueError, RuntimeError, IndexError):
        return ""
    if (guess.get("confidence") or 0) < _MIN_CONFIDENCE:
        return ""
    return find_codec(str(guess.get("encoding") or ""))


def _tolerantly(octets: bytes, codec: str) -> str:
    try:
        text = octets.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):  # utf-7 and hz raise on some octets even so
        text = octets.decode("cp1252", "replace")
    # utf-7 and utf-16 can spell halves of characters, which no file or database takes
    return _SURROGATE.sub("\ufffd", text)
