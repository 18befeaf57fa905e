"""Tokens name a conversation in References, and only we can make them."""

from hypothesis import given
from hypothesis import strategies as st

from inbox_triage.triage.tokens import format_token, parse_token, reference_from

KEY = b"k" * 32


def test_a_token_names_its_conversation_and_purpose() -> None:
    token = format_token("K7Q2", "d1", key=KEY, domain="example.com")

    assert token.startswith("<c.K7Q2.d1.")
    assert token.endswith("@example.com>")
    assert parse_token(token, key=KEY) == ("K7Q2", "d1")


def test_a_token_made_with_another_key_is_not_ours() -> None:
    token = format_token("K7Q2", "d1", key=b"x" * 32, domain="example.com")

    assert parse_token(token, key=KEY) is None


def test_a_changed_reference_is_not_ours() -> None:
    token = format_token("K7Q2", "d1", key=KEY, domain="example.com")

    assert parse_token(token.replace("K7Q2", "K7Q3"), key=KEY) is None


def test_a_provider_may_rewrite_the_domain() -> None:
    token = format_token("K7Q2", "d1", key=KEY, domain="example.com")

    assert parse_token(token.replace("example.com", "relay.example.net"), key=KEY)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_token(text, key=KEY)


def test_references_are_stable_and_longer_ones_extend_shorter_ones() -> None:
    assert reference_from("abc") == reference_from("abc")
    assert reference_from("abc", 6).startswith(reference_from("abc", 4))
    assert not set(reference_from("abc", 12)) & set("01ILOU")
