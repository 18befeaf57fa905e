import pytest

from inbox_triage.message.addresses import read_addresses


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("ann@example.net", ["ann@example.net"]),
        ("Ann <ann@example.net>", ["Ann <ann@example.net>"]),
        ('"Example, Ann" <ann@example.net>', ["Example, Ann <ann@example.net>"]),
        ("Example, Ann <ann@example.net>", ["Example, Ann <ann@example.net>"]),
        ("ann@example.net <ann@example.net>", ["ann@example.net <ann@example.net>"]),
        ("Ann <mailto:ann@example.net>", ["Ann <ann@example.net>"]),
        ("Ann < ann@example.net >", ["Ann <ann@example.net>"]),
        ("Ann <<ann@example.net>>", ["Ann <ann@example.net>"]),
        ('"Ann <ann@example.net>', ["Ann <ann@example.net>"]),
        ("ann@example.net (Ann)", ["Ann <ann@example.net>"]),
        ("Ann ann@example.net", ["Ann <ann@example.net>"]),
        ("Ann <ann@EXAMPLE.Net>", ["Ann <ann@example.net>"]),
        ("Ann@Example.net", ["Ann@example.net"]),
        ("a@example.net; b@example.net", ["a@example.net", "b@example.net"]),
        ("Team: a@example.net, b@example.net;", ["a@example.net", "b@example.net"]),
        ("undisclosed-recipients:;", []),
        ("<@relay.example.org:ann@example.net>", ["ann@example.net"]),
        ('"Ann \\"A\\" Lee" <ann@example.net>', ['Ann "A" Lee <ann@example.net>']),
        ("=?utf-8?q?J=C3=B6rg=2C_M?= <joerg@example.net>", ["Jörg, M <joerg@example.net>"]),
        ('"=?utf-8?q?J=C3=B6rg?=" <joerg@example.net>', ["Jörg <joerg@example.net>"]),
        ("", []),
        ("<>", []),
        ("MAILER-DAEMON", []),
        (
            "Ann <ann@example.net>, Bob <bob@example.net>",
            ["Ann <ann@example.net>", "Bob <bob@example.net>"],
        ),
    ],
)
def test_addresses_are_read_as_people_write_them(field: str, expected: list[str]) -> None:
    assert [str(address) for address in read_addresses(field)] == expected


def test_no_address_can_carry_a_line_break() -> None:
    for address in read_addresses("Ann\r\n <ann@example.net\r\nBcc: bob@example.net>"):
        assert "\n" not in str(address)
        assert "\r" not in str(address)
