"""The structure of a message is told by a server about bytes that anybody may have sent."""

from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy, binary, integers, lists, none, recursive

from inbox_triage.imap.large import find_boundary, find_late_text

IMAGE = (b"image", b"jpeg", None, None, None, b"base64", 400_000)
TEXT = (b"text", b"plain", (b"charset", b"utf-8"), None, None, b"8bit", 120, 3)
ATTACHED = (*TEXT, None, (b"attachment", (b"filename", b"log.txt")))


def structures() -> SearchStrategy[object]:
    leaf = none() | integers() | binary(max_size=12)
    return recursive(leaf, lambda inner: lists(inner, max_size=9).map(tuple) | lists(inner))


@settings(max_examples=50)
@given(structures())
def test_no_structure_makes_it_raise(structure: object) -> None:
    find_late_text(structure, 1000)
    find_boundary(structure)


def test_text_in_front_is_not_asked_for_again() -> None:
    assert find_late_text(([TEXT, IMAGE], b"mixed"), 1000) is None


def test_text_behind_photos_is_found() -> None:
    assert find_late_text(([IMAGE, ([TEXT, IMAGE], b"related")], b"mixed"), 1000) == "2.1"


def test_an_attached_text_is_not_what_the_customer_wrote() -> None:
    assert find_late_text(([IMAGE, ATTACHED], b"mixed"), 1000) is None
    assert find_late_text(([IMAGE, ATTACHED, TEXT], b"mixed"), 1000) == "3"
