"""Says in which of a few languages a text is written: by its script, then by py3langid."""

import re
from collections import Counter
from copy import copy
from functools import lru_cache
from typing import Any

_LETTERS = 15
_SCRIPT_LETTERS = 2
_LENGTH = 4000

# First and last character of the scripts that are not Latin (Unicode blocks).
_SCRIPTS = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u052f", "cyrillic"),
    ("\u0590", "\u05ff", "hebrew"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "devanagari"),
    ("\u0e00", "\u0e7f", "thai"),
    ("\u3040", "\u30ff", "kana"),
    ("\u4e00", "\u9fff", "han"),
    ("\uac00", "\ud7af", "hangul"),
)
_SCRIPTS_OF = {
    "ar": ("arabic",),
    "be": ("cyrillic",),
    "bg": ("cyrillic",),
    "el": ("greek",),
    "fa": ("arabic",),
    "he": ("hebrew",),
    "hi": ("devanagari",),
    "ja": ("kana", "han"),
    "ko": ("hangul",),
    "mk": ("cyrillic",),
    "ru": ("cyrillic",),
    "th": ("thai",),
    "uk": ("cyrillic",),
    "ur": ("arabic",),
    "zh": ("han",),
}
_LATIN = "latin"
_NOT_LATIN = re.compile(r"[^\u0000-\u036f]")
_DENSE = {"han", "hangul", "kana"}  # a character says as much as two or more of an alphabet


COMMON_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Told apart when no configuration says which languages an inbox has."""


def detect_language(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the most probable of the languages, or None when the text is too short to tell.

    Args:
        text: A person's own words; quotes in another language mislead.
        languages: ISO 639-1 codes to choose from; the fewer, the surer. A text in a script that
            none of them uses has no language.
    """
    beginning = text[:_LENGTH]
    script, letters = _script(beginning)
    candidates = tuple(sorted(c for c in languages if script in _SCRIPTS_OF.get(c, (_LATIN,))))
    if len(candidates) == 1 and script != _LATIN and letters >= _SCRIPT_LETTERS:
        return candidates[0]  # nobody else writes like that, however short it is
    if letters < _LETTERS or not candidates:
        return None
    # The model knows how words begin and end, and headlines and shouting mislead it
    return str(_identifier(candidates).classify(f" {beginning.lower()} ")[0])


def _script(text: str) -> tuple[str, int]:
    """Return the script of a text and how many letters it has.

    Names of products are Latin in every language, so another script needs only a quarter.
    """
    counts = Counter(map(_script_of, filter(str.isalpha, _NOT_LATIN.findall(text))))
    counts.pop(_LATIN, None)  # letters beyond the first blocks, such as the Vietnamese ones
    total = counts.total()
    latin = sum(map(str.isalpha, text)) - total
    if total * 3 < latin or not total:
        return _LATIN, latin
    script = counts.most_common(1)[0][0]
    if counts["kana"]:  # Japanese writes Chinese characters between its own
        script = "kana"
    return script, latin + total * (2 if script in _DENSE else 1)


def _script_of(character: str) -> str:
    found = (name for first, last, name in _SCRIPTS if first <= character <= last)
    return next(found, _LATIN)


@lru_cache(maxsize=32)
def _identifier(languages: tuple[str, ...]) -> Any:
    """Return the model limited to those of the languages that it knows, or unlimited."""
    identifier = copy(_model())
    known = [language for language in languages if language in identifier.labels]
    identifier.set_languages(known or None)
    return identifier


@lru_cache(maxsize=1)
def _model() -> Any:
    """Load the model: 0.1 s and 30 MB that only those pay who ask for a language."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see above

    return LanguageIdentifier.from_model_file(MODEL_FILE)
