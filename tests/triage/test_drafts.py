"""Drafts: what an agent finds waiting, and when nothing is better than something.

The approved texts lie in tests/golden; compare.py there says how to change them.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_triage.message.message import Address, Attachment, Kind
from inbox_triage.triage.conversation import CustomerHistory, Status
from inbox_triage.triage.drafts import Draft, compile_templates, offer
from inbox_triage.triage.policy import CATEGORIES
from inbox_triage.triage.templates import NEVER_ANSWERED
from inbox_triage.triage.wording import LANGUAGES
from tests.builders import NOON, a_conversation, a_message
from tests.golden.compare import assert_golden
from tests.triage.draft_requests import (
    BOB,
    INBOX,
    a_draft,
    a_request,
    no_draft,
    shipped_sources,
    shipped_templates,
    written,
)

TOMORROW = NOON + timedelta(days=1, hours=1, minutes=37)
ANSWERED = sorted(set(CATEGORIES) - NEVER_ANSWERED)

EARLIER = a_conversation(
    reference="A2B3",
    subject="Lamp missing",
    status=Status.RESOLVED,
    last_customer_at=NOON - timedelta(days=10),
)

SITUATIONS: dict[str, dict[str, Any]] = {
    "refund_without_details.en": {
        "category": "refund_billing",
        **written("Charged twice?", "Hello,\nI think I paid twice. Please send it back.\nAnn"),
        "resolution_due_at": TOMORROW,
    },
    "refund_with_invoice_number.en": {
        "category": "refund_billing",
        **written("Invoice 10482 charged twice", "You took the money for invoice 10482 twice."),
        "resolution_due_at": TOMORROW,
        "agent": BOB,
    },
    "bug_frustrated.de": {
        "category": "bug",
        "language": "de",
        **written("Export stürzt ab", "Das geht seit Tagen so, ich bin es leid! Es stürzt ab."),
        "frustration": 2,
        "first_response_due_at": NOON + timedelta(days=8),
    },
    "bug_described_well.en": {
        "category": "bug",
        **written("Export fails", 'When I click Export in 2.4.1 I see error 500 "No data".'),
        "resolution_due_at": TOMORROW,
    },
    "outage_vip.en": {
        "category": "outage",
        **written("Nothing works", "Your service is down for the whole company."),
        "vip": True,
        "agent": BOB,
        "frustration": 1,
        "first_response_due_at": NOON + timedelta(hours=1),
    },
    "order_asked_again.de": {
        "category": "order_shipping",
        "language": "de",
        **written("Wo ist mein Paket?", "Ich warte immer noch auf Bestellung 20817."),
        "message_count": 2,
        "frustration": 1,
    },
    "access.en": {
        "category": "account_access",
        **written("Cannot log in", "I cannot log in any more."),
        "agent": BOB,
        "resolution_due_at": TOMORROW,
    },
    "cancellation.de": {
        "category": "cancellation",
        "language": "de",
        **written("Kündigung", "Hiermit kündige ich meinen Vertrag Nr. 55120 zum Monatsende."),
        "resolution_due_at": TOMORROW,
    },
    "how_to.en": {
        "category": "how_to",
        **written("How do I add a colleague?", "How do I add a colleague to my account?"),
    },
    "complaint_same_matter_as_last_week.en": {
        "category": "complaint",
        **written("This is a joke", "Again nobody called me back. I am done with you."),
        "frustration": 3,
        "agent": BOB,
        "history": CustomerHistory((replace(EARLIER, category="complaint"),), 1, NOON),
        "resolution_due_at": TOMORROW,
    },
    "praise.de": {
        "category": "praise",
        "language": "de",
        **written("Danke!", "Ihr Team hat mir sehr geholfen, danke!"),
    },
    "reply_to_our_question.en": {
        "category": "bug",
        **written("Re: Export fails", "It is version 2.4.1, on Windows."),
        "base_subject": "Export fails",
        "message_count": 2,
        "last_answer_at": NOON - timedelta(hours=3),
        "agent": BOB,
        "resolution_due_at": TOMORROW,
    },
    "sales.de": {
        "category": "sales",
        "language": "de",
        **written("Preise für 20 Nutzer", "Was kosten 20 Nutzer im Jahr?"),
        "resolution_due_at": TOMORROW,
    },
    "refund.fr": {
        "category": "refund_billing",
        "language": "fr",
        **written("Prélevé deux fois", "J'ai été prélevé deux fois."),
        "resolution_due_at": TOMORROW,
        "agent": BOB,
    },
    "general.fr": {
        "category": "other",
        "language": "fr",
        **written("Changer d'adresse", "Comment changer mon adresse ?"),
        "resolution_due_at": NOON + timedelta(days=8),
    },
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_draft_reads_as_it_was_approved(name: str) -> None:
    assert_golden(f"draft.{name}.txt", a_draft(**SITUATIONS[name]).text + "\n")


@pytest.mark.parametrize("category", ANSWERED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_a_template_in_every_language(category: str, language: str) -> None:
    draft = a_draft(category=category, language=language)
    assert draft.template_name == f"{category}.{language}"


# --- what is in it -----------------------------------------------------------------------------


def test_a_draft_begins_with_the_customers_name_and_ends_with_our_signature() -> None:
    text = a_draft().text
    assert text.startswith("Hello Ann,\n\n")
    assert text.endswith("Kind regards\nExample Support\nhttps://example.com/help")


def test_a_company_is_not_greeted_as_a_person() -> None:
    sales = Address("ann@example.net", "Example Trading GmbH")
    assert a_draft(author=sales).text.startswith("Hello,\n")


def test_a_named_owner_speaks_in_the_first_person_and_signs() -> None:
    text = a_draft(agent=BOB).text
    assert "I am Bob Miller" in text
    assert "Kind regards\nBob Miller\nExample Support" in text


def test_an_owner_who_is_in_the_signature_already_does_not_sign_twice() -> None:
    inbox = replace(INBOX, signature="Bob Miller, Example Support")
    assert a_draft(agent=BOB, inbox=inbox).text.endswith("regards\nBob Miller, Example Support")


def test_without_a_signature_the_team_signs() -> None:
    inbox = replace(INBOX, signature="")
    assert a_draft(inbox=inbox).text.endswith("Kind regards\nExample Support")


def test_the_due_time_is_in_the_teams_zone_and_rounded_down() -> None:
    assert "Tuesday, 14:30 (Berlin)" in a_draft(resolution_due_at=TOMORROW).text


def test_a_due_time_more_than_six_days_away_names_the_date() -> None:
    text = a_draft(resolution_due_at=NOON + timedelta(days=9), language="de").text
    assert "Mittwoch, 11. März, 13:00 Uhr (Berlin)" in text


@pytest.mark.parametrize("minutes", [-60, 0, 20])
def test_a_due_time_that_has_passed_or_is_at_hand_is_not_promised(minutes: int) -> None:
    draft = a_draft(resolution_due_at=NOON + timedelta(minutes=minutes))
    assert "Berlin" not in draft.text


def test_a_subject_that_says_nothing_gives_way_to_the_first_sentence() -> None:
    text = a_draft(**written("Question", "Hello,\n\nmy parcel is lost. What now?")).text
    assert "“my parcel is lost”" in text


@pytest.mark.parametrize(
    "subject",
    [
        "Look at https://example.org/x now",
        "My card 4111 1111 1111 1111 was charged",
        "Please write to eve@example.org",
        "WHERE IS MY MONEY",
        "x" * 200,
        "",
    ],
)
def test_links_addresses_long_numbers_and_shouting_are_not_repeated(subject: str) -> None:
    text = a_draft(**written(subject, "")).text
    assert "“" not in text


def test_a_topic_cannot_close_our_quotation_marks_or_open_a_tag() -> None:
    text = a_draft(**written("Lamp” {{ name }} {% if %} <b>broken</b>", "")).text
    assert "“Lamp name % if % bbroken/b”" in text


def test_only_missing_details_are_asked_for() -> None:
    draft = a_draft(
        category="bug", **written("Crash", "Version 2.4.1 on Windows crashes. Fix it please.")
    )
    assert draft.asks == ("steps", "error")
    assert "version" not in draft.text


def test_a_screenshot_counts_as_the_error_message() -> None:
    picture = Attachment("screen.png", "image/png", 1000)
    assert "error" not in a_draft(category="bug", attachments=(picture,)).asks


def test_who_answers_us_is_not_asked_again() -> None:
    draft = a_draft(category="bug", message_count=2, last_answer_at=NOON - timedelta(hours=1))
    assert draft.asks == ()
    assert "your reply" in draft.text


def test_a_vip_is_told_that_they_come_first_and_never_called_a_vip() -> None:
    text = a_draft(vip=True).text
    assert "top of our list" in text
    assert "VIP" not in text


def test_a_customer_who_wrote_twice_before_we_answered_gets_an_apology() -> None:
    assert "You should not have had to write about this again" in a_draft(message_count=2).text


def test_the_same_trouble_within_a_month_is_not_passed_over() -> None:
    history = CustomerHistory((EARLIER,), 1, NOON)
    assert "not the first time" in a_draft(history=history).text
    long_ago = replace(EARLIER, last_customer_at=NOON - timedelta(days=31))
    assert "not the first time" not in a_draft(history=CustomerHistory((long_ago,), 1, NOON)).text


def test_a_second_question_is_no_trouble() -> None:
    earlier = CustomerHistory((replace(EARLIER, category="how_to"),), 1, NOON)
    assert a_draft(category="how_to", history=earlier).text == a_draft(category="how_to").text


def test_the_own_earlier_state_of_a_conversation_is_no_repeat_contact() -> None:
    own = CustomerHistory((a_conversation(),), 1, NOON)
    assert a_draft(history=own).text == a_draft().text


@pytest.mark.parametrize("category", ANSWERED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_draft_repeats_no_sentence(category: str, language: str) -> None:
    def next_draft(used: frozenset[str]) -> Draft:
        history = CustomerHistory(used_sentences=used)
        return a_draft(category=category, language=language, history=history)

    first = next_draft(frozenset())
    second = next_draft(frozenset(first.sentences))
    assert first.sentences
    assert not set(first.sentences) & set(second.sentences)
    for sentence in first.sentences:
        assert sentence in first.text
        assert sentence not in second.text


def test_another_topic_in_the_same_sentence_counts_as_the_same_sentence() -> None:
    first = a_draft(**written("Broken lamp", ""))
    used = CustomerHistory(used_sentences=frozenset(first.sentences))
    second = a_draft(history=used, **written("Missing table", ""))
    assert "Thank you for your message “Broken lamp”." in first.text
    assert "Thank you for your message “" not in second.text


def test_when_every_sentence_was_used_there_is_still_a_whole_draft() -> None:
    used: frozenset[str] = frozenset()
    for _ in range(12):
        draft = a_draft(history=CustomerHistory(used_sentences=used))
        used |= frozenset(draft.sentences)
    assert draft.text.startswith("Hello Ann,")
    assert draft.text.count("\n\n") >= 3


@settings(deadline=None)  # the first example compiles the templates
@given(
    subject=st.text(max_size=120),
    text=st.text(max_size=300),
    name=st.text(max_size=60),
    language=st.sampled_from(["en", "de", "fr", "nl", ""]),
    category=st.sampled_from(ANSWERED),
)
def test_whatever_a_customer_writes_the_draft_is_whole(
    subject: str, text: str, name: str, language: str, category: str
) -> None:
    draft = a_draft(
        category=category,
        language=language,
        author=Address("ann@example.net", name),
        **written(subject, text),
    )
    assert "{{" not in draft.text
    assert draft.text.replace("\n", "").isprintable()
    assert draft.text.count("\n\n") >= 3


# --- when there is none ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_a_program_gets_no_draft(kind: Kind) -> None:
    assert "a program wrote it" in no_draft(kind=kind, kind_reason="", answerable=False)


def test_mail_through_the_teams_own_list_is_a_persons() -> None:
    request = a_request(kind=Kind.LIST, answerable=False, list_id="support.example.com")
    allowed = replace(request, own_lists=frozenset({"support.example.com"}))
    assert isinstance(offer(allowed, shipped_templates()), Draft)
    assert "program" in no_draft(kind=Kind.LIST, answerable=False, list_id="news.example.org")


def test_what_must_not_be_answered_gets_no_draft() -> None:
    assert "must not be answered" in no_draft(answerable=False)


@pytest.mark.parametrize("category", sorted(NEVER_ANSWERED))
def test_spam_gets_no_draft(category: str) -> None:
    assert category in no_draft(category=category)


@pytest.mark.parametrize("address", ["no-reply@example.net", "shop.donotreply+1@example.net"])
def test_an_address_that_nobody_reads_gets_no_draft(address: str) -> None:
    assert address in no_draft(customer=address)
    assert address in no_draft(reply_to=(Address(address),))


def test_a_contact_form_that_takes_no_replies_does_not_keep_us_from_the_customer() -> None:
    draft = a_draft(
        customer="carla@example.org",
        author=Address("form@example.com"),
        form_author=Address("carla@example.org", "Carla Example"),
        reply_to=(Address("no-reply@example.com"),),
    )
    assert draft.text.startswith("Hello Carla,")


def test_an_address_that_cannot_be_written_to_gets_no_draft() -> None:
    assert "is not an address" in no_draft(customer="a b@example.net")


def test_low_confidence_gets_no_draft_and_says_how_low() -> None:
    assert no_draft(sure=False, confidence=0.4) == "not sure enough that it is order_shipping (40%)"
    assert "not sure enough" in no_draft(sure=True, confidence=0.4)


def test_a_rule_can_ask_for_a_template_whatever_the_confidence() -> None:
    draft = a_draft(template="complaint", sure=False, confidence=0.1)
    assert draft.template_name == "complaint.en"


def test_thanks_for_our_answer_need_none() -> None:
    assert "nothing is asked" in no_draft(category="praise", last_answer_at=NOON)


def test_a_rule_can_forbid_a_draft() -> None:
    assert "a rule says" in no_draft(template="none")


def test_an_unknown_language_gets_english_where_english_is_spoken() -> None:
    assert a_draft(language="nl").language == "en"


def test_an_unknown_language_gets_no_draft_where_english_is_not_spoken() -> None:
    inbox = replace(INBOX, languages=("de",))
    assert "no reply template" in no_draft(language="nl", inbox=inbox)


def test_an_undecided_language_is_the_inboxs_first() -> None:
    inbox = replace(INBOX, languages=("de", "en"))
    assert a_draft(language="", inbox=inbox).language == "de"


def test_a_category_without_a_template_in_this_language_gets_the_general_one() -> None:
    sources = {k: v for k, v in shipped_sources().items() if "bug.fr" not in k}
    templates, _ = compile_templates(sources)
    draft = offer(a_request(category="bug", language="fr"), templates)
    assert isinstance(draft, Draft)
    assert draft.template_name == "other.fr"
    assert draft.asks == ()


def test_the_customer_behind_a_contact_form_is_greeted() -> None:
    message = a_message(
        author=Address("form@example.com", "Contact Form"),
        form_author=Address("carla@example.org", "Carla Example"),
    )
    draft = a_draft(message=message, customer="carla@example.org")
    assert draft.text.startswith("Hello Carla,")
