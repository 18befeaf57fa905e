"""What we write, read back with the standard library as a mail client would read it."""

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inbox_triage.message.composing import (
    Alert,
    Note,
    Reply,
    alert_octets,
    note_octets,
    reply_octets,
    reply_subject,
)
from inbox_triage.message.message import Address
from inbox_triage.message.recipients import Recipients, is_no_reply, recipients_of_reply
from tests.builders import NOON, a_message
from tests.golden.compare import assert_golden

ANN = Address("ann@example.net", "Ann Example")
BOB = Address("bob@example.org", "Bob")
SUPPORT = Address("support@example.com", "Example Support")
OWN = frozenset({"support@example.com"})
TOKEN = "<c.K7Q2.c1.0123456789abcdef@example.com>"
OWN_ID = "<c.K7Q2.d1.0123456789abcdef@example.com>"

_REPLY = Reply(
    original=a_message(),
    sender=SUPPORT,
    recipients=Recipients((ANN,)),
    token=TOKEN,
    message_id=OWN_ID,
    written_at=NOON,
    language="en",
    zone=ZoneInfo("Europe/Berlin"),
    text="Hello Ann,\n\nthank you.\n\nKind regards\nExample Support",
)


def a_reply(**changes: Any) -> Reply:
    """Return a reply to Ann; names of fields of the message change the message."""
    own = {k: v for k, v in changes.items() if k in Reply.__dataclass_fields__}
    letter = {k: v for k, v in changes.items() if k not in own}
    return replace(_REPLY, **{"original": a_message(**letter), **own})


def read(octets: bytes) -> EmailMessage:
    """Read a message with the standard library and check what holds for each of ours."""
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert b"\x00" not in octets
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    assert octets.isascii()
    message = email.message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    assert not message.is_multipart()
    assert message.get_content_type() == "text/plain"
    assert len(message.keys()) == len({key.lower() for key in message})
    assert not any(key.lower().startswith("x-") for key in message)
    return message


def body_of(message: EmailMessage) -> str:
    content: str = message.get_content()
    return content.replace("\r\n", "\n")


def ids_of(message: EmailMessage) -> list[str]:
    return str(message["References"]).split()


# --- drafts ------------------------------------------------------------------------------------


def test_a_draft_lies_in_the_mailbox_as_it_was_approved() -> None:
    reply = a_reply(
        original=a_message(
            subject="Rückgabe der Lampe — Größe paßt nicht und ein längerer Betreff dazu",
            references=("<root@example.net>",),
            cc=(BOB,),
            text="Hallo,\n\ndie Lampe paßt nicht.\n> Sie schrieben: gern\n\nAnn",
        ),
        recipients=Recipients((ANN,), (BOB,)),
        language="de",
        text="Guten Tag Ann,\n\nvielen Dank.\n\nFreundliche Grüße\nExample Support",
    )
    assert_golden("draft.eml", reply_octets(reply).decode("ascii"))


def test_a_draft_is_from_exactly_the_inbox_to_the_customer() -> None:
    message = read(reply_octets(a_reply()))
    assert str(message["From"]) == "Example Support <support@example.com>"
    assert str(message["To"]) == "Ann Example <ann@example.net>"
    assert "Cc" not in message
    assert "Auto-Submitted" not in message
    assert message["Date"].datetime == NOON
    assert message["Message-ID"] == OWN_ID


def test_the_token_is_first_and_the_customers_id_last_in_references() -> None:
    message = read(reply_octets(a_reply(references=("<root@example.net>", "<two@example.com>"))))
    expected = [TOKEN, "<root@example.net>", "<two@example.com>", "<first@example.net>"]
    assert ids_of(message) == expected
    assert message["In-Reply-To"] == "<first@example.net>"


def test_without_references_the_parent_of_the_customers_message_is_kept() -> None:
    message = read(reply_octets(a_reply(in_reply_to=("<parent@example.com>",))))
    assert ids_of(message) == [TOKEN, "<parent@example.com>", "<first@example.net>"]


def test_a_long_chain_keeps_its_root_and_its_latest_ids() -> None:
    chain = tuple(f"<{number}@example.net>" for number in range(500))
    ids = ids_of(read(reply_octets(a_reply(references=chain))))
    assert len(ids) == 20
    assert ids[:2] == [TOKEN, "<0@example.net>"]
    assert ids[-2:] == ["<499@example.net>", "<first@example.net>"]


def test_a_customer_message_without_an_id_still_gets_the_token() -> None:
    message = read(reply_octets(a_reply(message_id=OWN_ID, original=a_message(message_id=None))))
    assert "In-Reply-To" not in message
    assert ids_of(message) == [TOKEN]


@pytest.mark.parametrize("bad", ["<a b@example.net>", "no brackets", "<\r\nBcc: x@y>", "<é@x>"])
def test_an_id_that_is_none_is_left_out(bad: str) -> None:
    message = read(reply_octets(a_reply(original=a_message(message_id=bad, references=(bad,)))))
    assert ids_of(message) == [TOKEN]
    assert "Bcc" not in message


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Broken lamp", "Re: Broken lamp"),
        ("Re: Broken lamp", "Re: Broken lamp"),
        ("AW: RE: Broken lamp", "Re: Broken lamp"),
        ("[shop] Fwd: Broken lamp", "Re: [shop] Fwd: Broken lamp"),
        ("  two \t words\r\nBcc: x@example.org ", "Re: two words Bcc: x@example.org"),
        ("", "Re:"),
    ],
)
def test_the_subject_is_a_reply_to_the_customers(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected
    assert str(read(reply_octets(a_reply(subject=subject)))["Subject"]) == expected


@pytest.mark.parametrize(
    "subject",
    [
        "Größe paßt nicht",
        "壊れたランプ" * 12,
        "😀" * 40,
        "word " * 60 + "end",
        "x" * 300,
        "=?utf-8?q?not_encoded?=",
    ],
)
def test_a_subject_survives_encoding_and_folding(subject: str) -> None:
    octets = reply_octets(a_reply(subject=subject))
    assert str(read(octets)["Subject"]) == f"Re: {subject}"
    assert all(len(line) <= 78 for line in octets.split(b"\r\n\r\n")[0].split(b"\r\n"))


@pytest.mark.parametrize("name", ["Ann, Example", 'The "Lamp" Shop', "Änn Ü", "back\\slash", "a@b"])
def test_a_display_name_survives_quoting(name: str) -> None:
    recipients = Recipients((Address("ann@example.net", name), BOB))
    message = read(reply_octets(a_reply(recipients=recipients)))
    addresses: tuple[HeaderAddress, ...] = message["To"].addresses
    assert [(a.display_name, a.addr_spec) for a in addresses] == [
        (name, "ann@example.net"),
        ("Bob", "bob@example.org"),
    ]


def test_the_original_is_quoted_under_a_line_that_says_whose_it_is() -> None:
    body = body_of(read(reply_octets(a_reply(text="Hello", original=a_message(text="One\n> two")))))
    assert body == "Hello\n\nOn 2026-03-02 at 13:00, Ann Example wrote:\n> One\n>> two\n"


def test_the_line_above_the_quote_is_in_the_language_of_the_draft() -> None:
    german = body_of(read(reply_octets(a_reply(language="de"))))
    assert "Am 02.03.2026 um 13:00 schrieb Ann Example:" in german
    undated = body_of(read(reply_octets(a_reply(language="fr", claimed_at=None))))
    assert "Ann Example a écrit :" in undated


def test_a_long_original_is_quoted_up_to_a_limit() -> None:
    body = body_of(read(reply_octets(a_reply(original=a_message(text="line\n" * 5000)))))
    assert body.count("> line") == 200
    assert body.endswith("> […]\n")


def test_a_date_at_the_edge_of_the_calendar_is_not_shown() -> None:
    for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        body = body_of(read(reply_octets(a_reply(claimed_at=at, zone=ZoneInfo("Asia/Tokyo")))))
        assert "Ann Example wrote:" in body


def test_plain_ascii_stays_readable_on_the_wire() -> None:
    octets = reply_octets(a_reply())
    assert b"Content-Transfer-Encoding: 7bit" in octets
    assert b"\r\nthank you.\r\n" in octets


_anything = st.text(max_size=200)
_hostile = st.one_of(
    _anything,
    st.sampled_from(
        [
            "a\r\nBcc: eve@example.org",
            "a\n\n--boundary\nContent-Type: text/html\n\n<b>x</b>",
            "\x00\x85\u2028\u2029\u202e",
            "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=",
            "\ud800",
            '"<eve@example.org>, "',
            "é" * 2000,
            "x" * 3000,
        ]
    ),
)


@given(subject=_hostile, name=_hostile, text=_hostile, ours=_hostile, some_id=_hostile)
@example(subject="=?", name="=?", text="", ours=".", some_id="<=?utf-8?q?a?=@x>")
def test_nothing_a_customer_writes_adds_a_header_a_part_or_a_recipient(
    subject: str, name: str, text: str, ours: str, some_id: str
) -> None:
    original = a_message(
        subject=subject,
        text=text,
        author=Address("ann@example.net", name),
        message_id=some_id,
        references=(some_id, f"<{some_id}@x>"),
    )
    recipients = Recipients((Address("ann@example.net", name),), (Address(some_id, name),))
    message = read(reply_octets(a_reply(original=original, recipients=recipients, text=ours)))
    assert {key.lower() for key in message} <= {
        *("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
        *("mime-version", "content-type", "content-transfer-encoding"),
    }
    assert [a.addr_spec for a in message["To"].addresses] == ["ann@example.net"]
    assert [a.addr_spec for a in message["From"].addresses] == ["support@example.com"]


@given(text=_anything)
def test_our_text_arrives_as_written_but_for_control_characters(text: str) -> None:
    body = body_of(read(reply_octets(a_reply(text=text, original=a_message(text="")))))
    arrived = body.rpartition("On 2026-03-02")[0]
    assert _letters(arrived) == _letters(text)


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and not c.isspace())


# --- whom a reply goes to ----------------------------------------------------------------------


def recipients(**changes: Any) -> tuple[list[str], list[str]]:
    customer = changes.pop("customer", ANN)
    found = recipients_of_reply(a_message(**changes), customer, OWN)
    return [a.addr_spec for a in found.to], [a.addr_spec for a in found.cc]


def test_a_reply_goes_to_the_author_and_not_to_us() -> None:
    assert recipients() == (["ann@example.net"], [])


def test_reply_to_is_honoured() -> None:
    assert recipients(reply_to=(BOB,)) == (["bob@example.org"], [])


def test_a_reply_to_that_is_ours_is_ignored() -> None:
    ours = Address("support+x@example.com")
    assert recipients(reply_to=(ours,)) == (["ann@example.net"], [])


def test_others_stay_in_copy_without_us_without_repeats_and_without_robots() -> None:
    others = (BOB, Address("BOB@example.org"), Address("no-reply@example.org"), SUPPORT, ANN)
    assert recipients(cc=others, to=(SUPPORT,)) == (["ann@example.net"], ["bob@example.org"])


def test_only_the_customer_is_answered_when_someone_forwarded_the_message() -> None:
    carla = Address("carla@example.org", "Carla")
    found = recipients(customer=carla, cc=(BOB,), reply_to=(BOB,))
    assert found == (["carla@example.org"], [])


def test_a_thousand_people_in_copy_are_not_all_answered() -> None:
    crowd = tuple(Address(f"p{number}@example.org") for number in range(1000))
    assert len(recipients(cc=crowd)[1]) == 25


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("noreply@example.org", True),
        ("shop.no-reply+7@example.org", True),
        ("Do_Not_Reply@example.org", True),
        ("noreplyaccount@example.org", False),
        ("norbert.reply@example.org", False),
    ],
)
def test_addresses_that_nobody_reads(address: str, expected: bool) -> None:  # noqa: FBT001
    assert is_no_reply(address) is expected


# --- briefs and alerts -------------------------------------------------------------------------


def a_note(**changes: Any) -> Note:
    """Return the brief beside Ann's message."""
    return replace(
        Note(
            original=a_message(),
            summary="REFUND · high · due 09:40",
            address="support@example.com",
            message_id=OWN_ID,
            dated_at=NOON - timedelta(seconds=1),
            text="A draft is ready.",
        ),
        **changes,
    )


def test_a_brief_shows_its_headline_as_author_and_goes_to_the_inbox() -> None:
    message = read(note_octets(a_note()))
    (author,) = message["From"].addresses
    assert author.display_name == "REFUND · high · due 09:40"
    assert author.addr_spec == "inbox-triage@example.com"
    assert str(message["To"]) == str(message["Reply-To"]) == "support@example.com"


def test_a_brief_joins_the_customers_thread_one_second_before_it() -> None:
    message = read(note_octets(a_note()))
    assert message["Subject"] == "Re: The lamp arrived broken"
    assert message["In-Reply-To"] == message["References"] == "<first@example.net>"
    assert message["Date"].datetime == NOON - timedelta(seconds=1)
    assert message["Auto-Submitted"] == "auto-generated"


@given(subject=_hostile, summary=_hostile, text=_hostile)
def test_a_brief_about_hostile_mail_is_still_one_note_to_us(
    subject: str, summary: str, text: str
) -> None:
    message = read(note_octets(a_note(original=a_message(subject=subject), summary=summary)))
    assert str(message["To"]) == "support@example.com"
    read(note_octets(a_note(text=text)))


@given(subject=_hostile, text=_hostile)
def test_an_alert_goes_to_the_team_only(subject: str, text: str) -> None:
    alert = Alert(SUPPORT, (BOB,), subject, text, OWN_ID, NOON)
    message = read(alert_octets(alert))
    assert [a.addr_spec for a in message["To"].addresses] == ["bob@example.org"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == OWN_ID
