"""Splits text into words, folded so that spelling with and without accents is the same word."""

import re
import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 6_000
"""Of a text that is read; what a customer wants stands in the first lines."""

_TOKEN = re.compile(
    r"(?:https?://|www\.)\S{1,500}"
    r"|(?:qu|[cdjlmnst])['’](?=\w)"  # French elision: d'erreur is two words
    r"|[^\W_]{1,60}(?:['’][^\W_]{1,20})?"
    r"|[!?€$£¥¤☀-➿\U0001f300-\U0001faff]"
)
"""Every alternative is bounded and starts with another character: linear on any input."""

_LONGEST_NUMBER = 3  # longer ones are order or invoice numbers: that there is one says enough


def _folding_table() -> dict[int, str]:
    """Return the letters of Latin scripts without their accents, and the curly apostrophe."""
    table = {ord("ß"): "ss", ord("’"): "'", ord("æ"): "ae", ord("œ"): "oe", ord("ø"): "o"}
    for code in range(0xC0, 0x250):
        plain = unicodedata.normalize("NFKD", chr(code))[0]
        if plain.isascii():
            table.setdefault(code, plain)
    return table


_FOLDING = _folding_table()


def split(text: str) -> list[str]:
    """Return the words of a text as written, in lower case: letters, numbers, `!?`, emoji."""
    return _TOKEN.findall(text[:MAX_CHARACTERS].lower())


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return what a word counts as: no accents; links, money and long numbers are one word each."""
    if word.startswith(("http://", "https://", "www.")):
        return "url_token"
    if word in {"€", "$", "£", "¥"}:
        return "¤"
    if not word.isalpha() and any(character.isdigit() for character in word):
        if len(word) > _LONGEST_NUMBER:
            return "0000"
        return word
    return word if word.isascii() else word.translate(_FOLDING)
