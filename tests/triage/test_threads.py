"""Which conversation a message belongs to; a wrong join shows one customer's words to another."""

from datetime import timedelta

from inbox_triage.message.message import Address, DeliveryReport, Kind
from inbox_triage.triage.conversation import CustomerHistory
from inbox_triage.triage.known import Known
from inbox_triage.triage.threads import ancestor_ids, find
from inbox_triage.triage.tokens import format_token
from tests.builders import NOON, a_conversation, a_message

KEY = b"k" * 32
ANN = "ann@example.net"


def known(**more: object) -> Known:
    return Known(new_reference="NEW2", token_key=KEY, **more)  # type: ignore[arg-type]


def history(*conversations: object) -> CustomerHistory:
    return CustomerHistory(conversations=conversations)  # type: ignore[arg-type]


def test_a_reply_joins_the_conversation_of_its_parent() -> None:
    lamp = a_conversation()
    reply = a_message(in_reply_to=("<ours@example.com>",), base_subject="Something else")

    link = find(reply, ANN, known(by_message_id={"<ours@example.com>": lamp}), NOON)

    assert link
    assert link.conversation is lamp


def test_the_nearest_known_ancestor_wins() -> None:
    old, new = a_conversation(reference="AAAA"), a_conversation(reference="BBBB")
    reply = a_message(references=("<old@x>", "<new@x>"))

    link = find(reply, ANN, known(by_message_id={"<old@x>": old, "<new@x>": new}), NOON)

    assert link
    assert link.conversation is new


def test_our_token_joins_when_a_provider_rewrote_every_other_id() -> None:
    lamp = a_conversation()
    token = format_token("K7Q2", "d1", key=KEY, domain="example.com")
    reply = a_message(references=(token, "<rewritten@provider.example>"))

    link = find(reply, ANN, known(by_reference={"K7Q2": lamp}), NOON)

    assert link
    assert "token" in link.why


def test_a_forged_token_joins_nothing() -> None:
    forged = format_token("K7Q2", "d1", key=b"guess", domain="example.com")
    message = a_message(references=(forged,))

    assert find(message, ANN, known(by_reference={"K7Q2": a_conversation()}), NOON) is None


def test_a_delivery_report_belongs_to_the_message_it_reports() -> None:
    report = DeliveryReport(original_message_id="<ours@example.com>")
    message = a_message(kind=Kind.DELIVERY_FAILED, report=report, base_subject="Undelivered")

    link = find(message, ANN, known(by_message_id={"<ours@example.com>": a_conversation()}), NOON)

    assert link


def test_same_customer_and_subject_within_two_weeks_joins() -> None:
    message = a_message()

    assert find(message, ANN, known(history=history(a_conversation())), NOON + timedelta(days=13))
    late = NOON + timedelta(days=15)
    assert find(message, ANN, known(history=history(a_conversation())), late) is None


def test_a_reply_subject_may_come_later() -> None:
    reply = a_message(subject="Re: The lamp arrived broken")
    remembered = known(history=history(a_conversation()))

    assert find(reply, ANN, remembered, NOON + timedelta(days=29))
    assert find(reply, ANN, remembered, NOON + timedelta(days=31)) is None


def test_a_short_subject_links_nothing() -> None:
    invoice = a_conversation(subject="Invoice")
    message = a_message(subject="Invoice", base_subject="Invoice")

    assert find(message, ANN, known(history=history(invoice)), NOON) is None


def test_two_candidates_are_a_doubt_and_a_doubt_is_a_new_conversation() -> None:
    twice = history(a_conversation(reference="AAAA"), a_conversation(reference="BBBB"))

    assert find(a_message(), ANN, known(history=twice), NOON) is None


def test_contact_forms_never_join_by_subject() -> None:
    form = a_message(form_author=Address(ANN))

    assert find(form, ANN, known(history=history(a_conversation())), NOON) is None


def test_a_number_in_the_subject_links_nothing() -> None:
    message = a_message(subject="[K7Q2] about my order", base_subject="[K7Q2] about my order")

    assert find(message, ANN, known(by_reference={"K7Q2": a_conversation()}), NOON) is None


def test_ancestors_are_named_nearest_first_and_once() -> None:
    message = a_message(in_reply_to=("<c@x>",), references=("<a@x>", "<b@x>", "<c@x>"))

    assert ancestor_ids(message) == ("<c@x>", "<b@x>", "<a@x>")
