import pytest

from inbox_triage.message.charsets import decode_octets, find_codec
from inbox_triage.message.headers import decode_words


@pytest.mark.parametrize(
    ("octets", "declared", "expected"),
    [
        (b"plain", "", "plain"),
        ("größer".encode(), "us-ascii", "größer"),
        ("größer".encode("cp1252"), "iso-8859-1", "größer"),
        (b"\x80 5 \x96", "iso-8859-1", "€ 5 –"),
        ("größer".encode("cp1252"), "utf-8", "größer"),
        ("größer".encode("cp1252"), "", "größer"),
        ("größer".encode(), "x-unknown", "größer"),
        ("\ufeffgrößer".encode(), "", "größer"),
        ("größer".encode("utf-16"), "utf-16", "größer"),
        ("喆".encode("gb18030"), "gb2312", "喆"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("größer".encode("utf-7"), "utf-7", "größer"),
        ("größer".encode()[:-3], "utf-8", "grö"),
        (b"+2Ad-", "utf-7", "\ufffd"),
        (b"abc", "rot13", "abc"),
        (b"\\ud800", "unicode_escape", "\\ud800"),
    ],
)
def test_octets_become_the_text_that_was_meant(octets: bytes, declared: str, expected: str) -> None:
    assert decode_octets(octets, declared) == expected


@pytest.mark.parametrize(
    "name", ["rot13", "zlib", "idna", "punycode", "undefined", "", "a" * 5000, "\0"]
)
def test_what_is_no_charset_is_refused(name: str) -> None:
    assert find_codec(name) == ""


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("=?utf-8?q?a_b?=", "a b"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= and =?utf-8?q?b?=", "a and b"),
        ("=?utf-8?b?ww==?= =?utf-8?b?tg==?=", "ö"),
        ("=?iso-8859-1?q?=FC?=\n =?utf-8?q?=C3=B6?=", "üö"),
        ("Re:=?utf-8*de?Q?_gut?=", "Re: gut"),
        ("=?utf-8?b?SGVsbG8?=", "Hello"),
        ("=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
        ("=?bad?x?y?=", "=?bad?x?y?="),
    ],
)
def test_encoded_words_are_joined_before_they_are_decoded(raw: str, expected: str) -> None:
    assert decode_words(raw) == expected
