"""Short replies of customers: what is understood, and what is left to a human."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_triage.message.message import Address, Attachment, Kind
from inbox_triage.triage.replies import MAX_CHARACTERS, ReplyKind, read_reply
from tests.builders import a_message
from tests.triage import measure_replies
from tests.triage.measure_replies import LANGUAGES, Labelled, labelled_replies, score

REPLIES = labelled_replies()


def kind_of(text: str, language: str = "en", **changes: object) -> ReplyKind:
    message = a_message(subject="Re: The lamp", own_text=text, text=text, **changes)
    return read_reply(message, language).kind


def rating_of(text: str, language: str = "en") -> int | None:
    return read_reply(a_message(own_text=text, text=text), language).rating


# --- the labelled set ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_that_asks_for_something_is_taken_for_thanks_or_solved(language: str) -> None:
    quiet = {ReplyKind.THANKS, ReplyKind.SOLVED}
    wrong = [
        reply.text
        for reply in REPLIES
        if reply.language == language and reply.kind not in quiet and reply.read().kind in quiet
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", ReplyKind)
def test_most_replies_of_each_kind_are_understood(kind: ReplyKind) -> None:
    measured = score(kind, REPLIES)

    assert measured.both >= 0.9 * measured.true
    assert measured.both >= 0.95 * measured.said


def test_the_language_need_not_be_known() -> None:
    unknown = [Labelled(r.part, "", r.kind, r.text) for r in REPLIES]

    thanks = score(ReplyKind.THANKS, unknown)
    assert thanks.both >= 0.99 * thanks.said
    assert thanks.both >= 0.9 * thanks.true


def test_the_set_has_over_300_replies_in_four_languages_and_half_of_them_are_not_thanks() -> None:
    assert len(REPLIES) >= 320
    assert {reply.language for reply in REPLIES} == set(LANGUAGES)
    assert sum(r.kind is not ReplyKind.THANKS for r in REPLIES) > len(REPLIES) / 2
    assert len({(r.language, r.text) for r in REPLIES}) == len(REPLIES)


def test_the_page_shows_the_figures_of_this_code() -> None:
    page = measure_replies.PAGE.read_text("utf-8")

    assert measure_replies.tables() in page, "run python -m tests.triage.measure_replies --write"


# --- what must not rest -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Thanks?",
        "Thanks! And the invoice?",
        "Thanks. Refund",
        "Thanks, the large",
        "Great, thanks. Friday",
        "Yes, thank you",
        "Thanks. Help!",
        "thanks help",
        "Thanks for the update.\nProceed",
        "Thank you. Anna Smith, Acme",
        "Thanks for your help with order A-12",
        "Спасибо. Когда будет возврат. Thanks",
        "thanks 谢谢 请退款",
        "Thanks :(",
        "thanks 😡",
        "Worst service. Thanks",
        "The parcel arrived crushed. Thanks",
        "parcel arrived. box open. thanks",
        "the replacement arrived and it flickers",
        "Received the refund of 20 euros",
        "thanks it worked for a day",
        "2 parcels arrived, thanks",
        "So it's resolved for you. Thanks.",
        "is it fixed",
        "A quick reply would be much appreciated",
        "Prompt reply appreciated",
        "It works now. Send the invoice to Bob",
        "You can close this once the refund has arrived",
        f"Thanks! {'Really, thank you so much. ' * 10}",
    ],
)
def test_a_doubt_is_left_to_a_human(text: str) -> None:
    assert kind_of(text) is ReplyKind.OTHER


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Danke, Rechnung", "de"),
        ("Für schnelle Hilfe dankbar", "de"),
        ("Danke, das hilft mir nicht weiter", "de"),
        ("Ist das gelöst", "de"),
        ("Merci de votre retour", "fr"),
        ("Est-ce que c'est réglé", "fr"),
        ("Oui merci", "fr"),
        ("Agradezco su pronta respuesta", "es"),
        ("El paquete llegó abierto", "es"),
        ("Sí gracias", "es"),
        ("Bedankt, wanneer komt het", "nl"),
    ],
)
def test_a_doubt_in_another_language_is_left_to_a_human(text: str, language: str) -> None:
    assert kind_of(text, language) is ReplyKind.OTHER


def test_thanks_with_an_attachment_are_read_by_a_human() -> None:
    photo = Attachment("lamp.jpg", "image/jpeg", 9000)

    assert kind_of("Thanks!") is ReplyKind.THANKS
    assert kind_of("Thanks!", attachments=(photo,)) is ReplyKind.OTHER


def test_thanks_around_a_forwarded_message_are_read_by_a_human() -> None:
    assert kind_of("Thanks!", forwarded_author=Address("bob@example.org")) is ReplyKind.OTHER


def test_thanks_of_which_only_the_beginning_was_fetched_are_read_by_a_human() -> None:
    assert kind_of("Thanks!", truncated=True) is ReplyKind.OTHER


def test_a_program_says_nothing() -> None:
    assert kind_of("Thanks!", kind=Kind.AUTO_REPLY) is ReplyKind.OTHER


def test_only_what_the_customer_wrote_this_time_is_read() -> None:
    quoted = "Thanks!\n\n> Can you send me the invoice?\n> It still does not work."
    message = a_message(subject="Re: x", text=quoted, own_text="Thanks!", signature="Ann, CEO?")

    assert read_reply(message, "en").kind is ReplyKind.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Thanks Carla",
        "thanks, ann",
        "Dear Mr Miller,\nthank you!",
        "Thank you.\n\nRegards\nBob Lee",
    ],
)
def test_names_ask_nothing(text: str) -> None:
    assert kind_of(text) is ReplyKind.THANKS


def test_a_line_that_the_mail_program_wrapped_is_one() -> None:
    text = "Thank you very much, all of you, for the quick and very helpful\nreply to me"

    assert kind_of(text.removesuffix(" to me")) is ReplyKind.THANKS


# --- not solved ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thanks, but it still does not work.", "en"),
        ("Can you help? It doesn't work.", "en"),
        ("The fix wasn't fixed", "en"),
        ("Funktioniert bei mir nicht", "de"),
        ("Merci, ça ne fonctionne vraiment pas", "fr"),
        ("No me ha funcionado, gracias", "es"),
    ],
)
def test_not_solved_beats_thanks_and_questions(text: str, language: str) -> None:
    assert kind_of(text, language) is ReplyKind.NOT_SOLVED


def test_a_failure_that_is_only_feared_is_none() -> None:
    assert kind_of("Thanks, if it does not work I will write again") is ReplyKind.OTHER


def test_not_solved_names_the_words_that_say_so() -> None:
    reply = read_reply(a_message(own_text="Sorry, still the same error here"), "en")

    assert reply.evidence == ("still the same",)


# --- ratings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "rating"),
    [
        ("9", "en", 9),
        ("9/10", "en", 9),
        ("4/5", "en", 8),
        ("0", "en", 0),
        ("★★★★☆", "en", 8),
        ("3 ⭐", "en", 6),
        ("I'd give it an 8", "en", 8),
        ("Zehn!", "de", 10),
        ("Ich gebe 7 von 10", "de", 7),
        ("huit sur 10", "fr", 8),
        ("Le doy un 6", "es", 6),
        ("2/10, still broken", "en", 2),
    ],
)
def test_a_rating_is_read(text: str, language: str, rating: int) -> None:
    assert rating_of(text, language) == rating


@pytest.mark.parametrize(
    "text",
    [
        "10 lamps please",
        "11/10",
        "1. The lamp is dark\n2. So am I",
        "10,000 followers",
        "+1",
        "-1",
        "5 of the 10 lamps arrived",
        "I bought 9",
        "8.30 is fine",
    ],
)
def test_other_numbers_are_no_rating(text: str) -> None:
    assert rating_of(text) is None


# --- to write no more ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["STOP", "Please unsubscribe", "Thanks, stop emailing me"])
def test_who_wants_no_more_messages_is_heard(text: str) -> None:
    assert kind_of(text) is ReplyKind.STOP_WRITING


@pytest.mark.parametrize(
    "text",
    [
        "The machine does not stop",
        "How do I unsubscribe from the plan?",
        f"{'I wrote you a long letter about my lamp. ' * 6} Stop emailing me.",
    ],
)
def test_to_stop_something_else_is_another_matter(text: str) -> None:
    assert kind_of(text) is not ReplyKind.STOP_WRITING


# --- hostile text -------------------------------------------------------------------------------


@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "", "nl"]))
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    assert isinstance(kind_of(text, language), ReplyKind)


@given(
    st.lists(st.sampled_from([*"?./9⭐\n", "thanks", "works", "not", "if", "stop", ":)", "Bob"]))
)
def test_any_mixture_of_our_own_words_is_read_without_an_error(words: list[str]) -> None:
    assert isinstance(kind_of(" ".join(words)), ReplyKind)


def test_a_long_text_is_no_short_reply() -> None:
    assert kind_of("thanks " * MAX_CHARACTERS) is ReplyKind.OTHER


@pytest.mark.parametrize("piece", ["a", "not ", "9/", ". ", ":(", "\n", "ﷺ", "e\u0301", "'"])
def test_the_longest_text_that_is_read_is_read_to_its_end(piece: str) -> None:
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]

    assert kind_of(text, "") is ReplyKind.OTHER
