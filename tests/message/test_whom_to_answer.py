import pytest

from inbox_triage.message.greeting import greeting_name
from inbox_triage.message.language import detect_language
from inbox_triage.message.message import Address
from inbox_triage.message.parties import customer_of
from tests.builders import a_message

OWN = frozenset({"support@example.com", "bob@example.com"})
CARLA = Address("carla@example.org", "Carla Client")
BOB = Address("bob@example.com", "Bob Agent")
ANN = Address("ann@example.net", "Ann Example")


def test_the_author_is_the_customer() -> None:
    assert customer_of(a_message(), OWN) == ANN


def test_a_reply_to_of_a_person_does_not_hide_the_person() -> None:
    assert customer_of(a_message(reply_to=(CARLA,)), OWN) == ANN


def test_the_forwarded_author_is_the_customer_when_an_agent_forwards() -> None:
    assert customer_of(a_message(author=BOB, forwarded_author=CARLA), OWN) == CARLA


def test_the_customer_who_forwards_something_stays_the_customer() -> None:
    assert customer_of(a_message(forwarded_author=CARLA), OWN) == ANN


@pytest.mark.parametrize(
    "author", ["no-reply@shop.example.org", "wordpress@example.com", "support@example.com"]
)
def test_reply_to_is_the_customer_of_a_form(author: str) -> None:
    assert customer_of(a_message(author=Address(author), reply_to=(CARLA,)), OWN) == CARLA


def test_the_fields_of_a_form_give_the_name() -> None:
    bare = Address(CARLA.addr_spec)
    message = a_message(author=Address("no-reply@example.com"), reply_to=(bare,), form_author=CARLA)
    assert customer_of(message, OWN) == CARLA


def test_a_customer_who_names_another_person_stays_the_customer() -> None:
    assert customer_of(a_message(form_author=CARLA), OWN) == ANN


def test_a_form_service_is_not_the_customer() -> None:
    service = Address("forms@service.example.org", "Form Service")
    message = a_message(author=service, reply_to=(CARLA,), form_author=CARLA)
    assert customer_of(message, OWN) == CARLA
    generated = a_message(
        author=service, form_author=CARLA, headers=(("auto-submitted", "auto-generated"),)
    )
    assert customer_of(generated, OWN) == CARLA


def test_mail_among_ourselves_has_no_customer() -> None:
    assert (
        customer_of(a_message(author=BOB, reply_to=(Address("support@example.com"),)), OWN) is None
    )


def test_without_an_author_reply_to_is_left() -> None:
    assert customer_of(a_message(author=None, reply_to=(CARLA,)), OWN) == CARLA
    assert customer_of(a_message(author=None), OWN) is None


@pytest.mark.parametrize(
    ("name", "addr_spec", "expected"),
    [
        ("Ann Example", "ann@example.net", "Ann"),
        ("Example, Ann", "ann@example.net", "Ann"),
        ("ANN EXAMPLE", "a@example.org", "Ann"),
        ("Dr. Ann Example", "a@example.org", "Ann"),
        ("Ann-Marie Example", "a@example.org", "Ann-Marie"),
        ("Ann Example (Lamps)", "a@example.org", "Ann"),
        ("Ann Example via Shop", "a@example.org", "Ann"),
        ("Ann", "ann.example@example.org", "Ann"),
        ("Example Ann", "aexample@example.org", "Ann"),
        ("Example Ann", "ann.example@example.org", ""),
        ("A. Example", "a@example.org", ""),
        ("Dr. Example", "a@example.org", ""),
        ("Lamps Inc.", "info@lamps.example", ""),
        ("Lampen GmbH", "info@lamps.example", ""),
        ("Lamps and Shades", "info@example.org", ""),
        ("Support Team", "support@example.org", ""),
        ("Blue Lamp", "x@bluelamp.example", ""),
        ("Lamps", "lamps@example.org", ""),
        ("ann@example.net", "ann@example.net", ""),
        ("Wang Xiaoming", "x@example.org", ""),
        ("王小明", "x@example.org", ""),
        ("van der Example", "x@example.org", ""),
        ("ann_example", "ann_example@example.org", ""),
        ("", "ann@example.net", ""),
    ],
)
def test_only_a_sure_first_name_is_greeted(name: str, addr_spec: str, expected: str) -> None:
    assert greeting_name(Address(addr_spec, name)) == expected


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("The lamp that I ordered arrived broken.", ("de", "en", "fr"), "en"),
        ("Die Lampe ist leider kaputt angekommen.", ("de", "en", "fr"), "de"),
        ("La lampe est arrivée cassée hier.", ("de", "en", "fr"), "fr"),
        ("מנורה", ("en", "he"), "he"),
        ("램프", ("en", "ko"), "ko"),
        ("ランプが壊れて届きました。", ("ja", "zh"), "ja"),
        ("4471-B", ("de", "en"), None),
        ("ok", ("de", "en"), None),
        ("Лампа пришла разбитой, помогите.", ("de", "en"), None),
        ("The lamp that I ordered arrived broken.", (), None),
        ("", ("en",), None),
    ],
)
def test_a_language_is_named_when_the_text_is_long_enough(
    text: str, languages: tuple[str, ...], expected: str | None
) -> None:
    assert detect_language(text, languages) == expected
