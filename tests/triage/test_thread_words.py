"""Threads without identifiers: Outlook's Thread-Index, quoted lines, and old mail reused."""

from inbox_triage.message.message import Address
from inbox_triage.triage.known import Known
from inbox_triage.triage.threads import LinkedBy, find, lines_of, quoted_lines
from tests.builders import NOON, a_conversation, a_message

ANN = "ann@example.net"
LINE = "we sent the new lamp to your office in berlin"
REPLY = {"subject": "Re: The lamp arrived broken", "in_reply_to": ("<lost@provider.example>",)}


def known(**more: object) -> Known:
    return Known(new_reference="NEW2", token_key=b"k" * 32, **more)  # type: ignore[arg-type]


def test_outlooks_thread_joins_when_the_customer_agrees() -> None:
    lamp = a_conversation()
    message = a_message(subject="Re: x", base_subject="x")

    link = find(message, ANN, known(by_thread_index=lamp), NOON)

    assert link
    assert link.by is LinkedBy.THREAD_INDEX
    assert find(message, "bob@example.org", known(by_thread_index=lamp), NOON) is None


def test_a_quoted_line_of_one_conversation_joins_its_customer() -> None:
    link = find(a_message(base_subject="x"), ANN, known(by_line={LINE: a_conversation()}), NOON)

    assert link
    assert link.by is LinkedBy.QUOTED_LINE


def test_a_quoted_line_joins_a_colleague_only_with_the_subject() -> None:
    remembered = known(by_line={LINE: a_conversation()})

    assert find(a_message(**REPLY), "bob@example.net", remembered, NOON)
    other = a_message(subject="Re: Invoice 4711", base_subject="Invoice 4711")
    assert find(other, "bob@example.net", remembered, NOON) is None


def test_lines_of_two_conversations_are_a_doubt() -> None:
    by_line = {LINE: a_conversation(reference="AAAA"), LINE + "!": a_conversation(reference="BBBB")}

    assert find(a_message(base_subject="x"), ANN, known(by_line=by_line), NOON) is None


def test_a_form_or_a_forward_joins_by_no_line() -> None:
    remembered = known(by_line={LINE: a_conversation()}, by_thread_index=a_conversation())

    assert find(a_message(form_author=Address(ANN)), ANN, remembered, NOON) is None
    forward = a_message(forwarded_author=Address(ANN), base_subject="x")
    assert find(forward, ANN, known(by_line={LINE: a_conversation()}), NOON) is None


def test_an_old_message_reused_for_something_new_opens_a_conversation() -> None:
    remembered = known(by_message_id={"<old@example.com>": a_conversation()})
    new = {"subject": "Wrong invoice number", "base_subject": "Wrong invoice number"}

    assert find(a_message(in_reply_to=("<old@example.com>",), **new), ANN, remembered, NOON) is None
    new["subject"] = "Re: Wrong invoice number"
    assert find(a_message(in_reply_to=("<old@example.com>",), **new), ANN, remembered, NOON)


def test_quoted_lines_are_those_that_are_not_its_own() -> None:
    own = "The lamp I got yesterday is broken as well."
    text = f"{own}\n\nOn Monday the support team wrote:\n> {LINE.upper()}\n> > short\n"
    message = a_message(text=text, own_text=own)

    assert quoted_lines(message) == (LINE,)
    assert lines_of(message) == (own.casefold(), LINE)
