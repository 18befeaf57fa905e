"""Writes word lists of many languages so that people can read and extend them."""


def words(text: str) -> tuple[str, ...]:
    """Return the words and phrases between the bars of a text, which may run over lines."""
    return tuple(" ".join(word.split()) for word in text.split("|"))


def word_set(text: str) -> frozenset[str]:
    """Return the words and phrases between the bars of a text, without order."""
    return frozenset(words(text))
