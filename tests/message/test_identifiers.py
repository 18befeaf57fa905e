import pytest

from inbox_triage.message.identifiers import (
    base_subject,
    is_forward,
    read_ids,
    read_message_id,
    read_thread_index,
)
from inbox_triage.message.parsing import parse


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("The lamp", "The lamp"),
        ("Re: The lamp", "The lamp"),
        ("RE: AW: Fwd: WG: The lamp", "The lamp"),
        ("Re[2]: The lamp", "The lamp"),
        ("Antw: Re : The lamp", "The lamp"),
        ("回复：The lamp", "The lamp"),
        ("[support] Re: [support] The lamp", "The lamp"),
        ("The lamp (fwd)", "The lamp"),
        ("[Fwd: The lamp]", "The lamp"),
        ("[support]", "[support]"),
        ("Re:", "Re:"),
        ("Reminder: The lamp", "Reminder: The lamp"),
        ("", ""),
    ],
)
def test_the_base_subject_has_no_marks(subject: str, expected: str) -> None:
    assert base_subject(subject) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Fwd: The lamp", True),
        ("WG: The lamp", True),
        ("Re: Fwd: The lamp", False),
        ("The lamp", False),
    ],
)
def test_only_the_outermost_mark_makes_a_forward(subject: str, *, expected: bool) -> None:
    assert is_forward(subject) is expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("<a@example.net>", "<a@example.net>"),
        (" <a@example.net> ", "<a@example.net>"),
        ("<a b@example.net>", "<ab@example.net>"),
        ("<[a]@[192.0.2.1]>", "<[a]@[192.0.2.1]>"),
        ("a@example.net", "<a@example.net>"),
        ("<>", None),
        ("", None),
    ],
)
def test_a_message_id_is_read_from_the_raw_header(field: str, expected: str | None) -> None:
    assert read_message_id(field) == expected


def test_references_keep_their_order_and_lose_repeats() -> None:
    assert read_ids("<a@x.example>\n <b@x.example><a@x.example>") == (
        "<a@x.example>",
        "<b@x.example>",
    )


def test_phrases_in_in_reply_to_are_no_ids() -> None:
    field = 'Your message of "Mon, 2 Mar 2026" <a@x.example>'
    assert read_ids(field) == ("<a@x.example>",)


def test_the_thread_index_of_a_reply_is_that_of_its_thread() -> None:
    root = "AQHZ0123456789abcdefABCDEFGHIJ=="
    assert len(read_thread_index(root)) == 44
    assert read_thread_index("not base64!") == ""


HEAD = b"From: Ann <ann@example.net>\nDate: Mon, 2 Mar 2026 09:30:00 +0100\nSubject: %s\n\n"


def test_the_fingerprint_survives_the_way_through_servers() -> None:
    text = b"The lamp is broken.\n" * 20_000
    whole = parse(HEAD % b"Lamp" + text)
    relayed = parse(
        b"Received: from here\n" + (HEAD % b"[support] Lamp" + text).replace(b"\n", b"\r\n")
    )
    partly = parse((HEAD % b"Lamp" + text)[:100_000], octets=400_000)
    assert whole.fingerprint == relayed.fingerprint == partly.fingerprint


def test_different_messages_have_different_fingerprints() -> None:
    one, two = parse(HEAD % b"Lamp" + b"one"), parse(HEAD % b"Lamp" + b"two")
    assert one.fingerprint != two.fingerprint


def test_two_messages_without_a_date_are_two() -> None:
    one, two = (
        parse(f"From: a@example.net\nSubject: Disk full\nMessage-ID: <{n}@x>\n\nHelp\n".encode())
        for n in (1, 2)
    )
    assert one.fingerprint != two.fingerprint
