"""Details in a message: what it holds is not asked for again."""

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from inbox_triage.message.message import Attachment
from inbox_triage.triage.details import DETAILS, given, missing
from tests.builders import a_message


def found_in(text: str) -> frozenset[str]:
    return given(a_message(subject="", text=text))


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Invoice 1182 charged twice", "order"),
        ("my order no. 4711", "order"),
        ("Bestellnummer: A-20817", "order"),
        ("Kundennummer 334", "order"),
        ("facture n° 2024-118", "order"),
        ("about #100482", "order"),
        ("on 03.02.2026", "date"),
        ("on 2026-02-03", "date"),
        ("on 3 February", "date"),
        ("on March 3rd", "date"),
        ("am 3. März", "date"),
        ("it came on Tuesday.", "date"),
        ("you took €49.00", "amount"),
        ("you took 49,00€", "amount"),
        ("you took 49 EUR from me", "amount"),
        ("Unknown debit 12.99", "amount"),
        ("version 2.44", "version"),
        ("I use v3.1", "version"),
        ("it is 2.4.1", "version"),
        ("on Windows", "environment"),
        ("with Firefox.", "environment"),
        ("When I click Export, it closes", "steps"),
        ("Wenn ich auf Export klicke", "steps"),
        ("1. open 2. close", "steps"),
        ('the error "no such file" appears', "error"),
        ("error 500", "error"),
        ("Fehlermeldung: kein Zugriff", "error"),
        ("down since this morning", "since"),
        ("seit heute früh", "since"),
        ("started at 14:05", "since"),
        ("a price for 20 users", "quantity"),
        ("was kosten 12 Lizenzen", "quantity"),
    ],
)
def test_a_detail_is_found(text: str, detail: str) -> None:
    assert detail in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "I ordered 3 lamps and one is broken",
        "there is an error, please help",
        "wir sind hier zu zweit",
        "It may be that I march on",
        "",
    ],
)
def test_words_that_only_look_like_details_are_none(text: str) -> None:
    assert found_in(text) == frozenset()


def test_a_picture_shows_the_error_and_a_pdf_the_invoice() -> None:
    attachments = (Attachment("a.png", "image/png", 1), Attachment("b.pdf", "application/pdf", 1))
    assert given(a_message(subject="", text="", attachments=attachments)) == {"error", "order"}


def test_an_order_number_makes_date_and_amount_needless() -> None:
    assert missing("refund_billing", frozenset()) == ("order", "date", "amount")
    assert missing("refund_billing", frozenset({"order"})) == ()
    assert missing("refund_billing", frozenset({"date", "amount"})) == ()


def test_no_more_than_three_questions_are_asked() -> None:
    assert missing("bug", frozenset()) == ("steps", "error", "version")


def test_a_category_that_needs_nothing_misses_nothing() -> None:
    assert missing("praise", frozenset()) == ()


@forall(st.text(max_size=500))
def test_any_text_can_be_searched(text: str) -> None:
    assert found_in(text) <= DETAILS.keys()


def test_a_very_long_text_is_searched_up_to_a_limit() -> None:
    assert found_in("error " * 100_000) == frozenset()
