"""What the classifier says of messages it has never seen."""

import subprocess
import sys

import pytest

from inbox_triage.classifier.model import Classifier
from inbox_triage.triage.category import ClassifierInput
from inbox_triage.triage.policy import CATEGORIES


def ask(classifier: Classifier, subject: str, text: str) -> str:
    return classifier.predict([ClassifierInput(subject, text, "")])[0].category


@pytest.mark.parametrize(
    ("category", "subject", "text"),
    [
        ("refund_billing", "Invoice 77", "You billed us twice for May. Please refund one payment."),
        ("bug", "Crash", "The app crashes with an error message when I tap on Settings."),
        (
            "outage",
            "All down",
            "Nobody in our office can reach your servers, everything is offline.",
        ),
        ("account_access", "", "I forgot my password and the reset link does not arrive."),
        ("order_shipping", "Parcel", "My parcel has not arrived and the tracking number is dead."),
        ("cancellation", "Contract", "I hereby cancel my contract as of the next possible date."),
        ("feature_request", "Idea", "It would be great if you could add a dark mode."),
        ("how_to", "", "How do I change the language of the menu? Where is that setting?"),
        ("praise", "Thank you so much", "Fantastic service, I love it and will recommend you!"),
        (
            "complaint",
            "",
            "Worst service ever, your staff was rude and nobody answers. Unacceptable!",
        ),
        (
            "sales",
            "Quote",
            "We would like to buy 30 licences, please send us an offer with prices.",
        ),
        ("spam", "SEO", "We bring your website to the first page of search engines, click here."),
        ("auto_reply", "Out of office", "I am out of the office with limited access to email."),
        ("other", "Application", "Please find attached my CV, I would like to apply for the job."),
        ("refund_billing", "Rechnung", "Der Betrag wurde doppelt abgebucht, bitte um Erstattung."),
        ("account_access", "", "Ich habe mein Passwort vergessen und kann mich nicht anmelden."),
        ("cancellation", "Kündigung", "Hiermit kündige ich mein Abo zum Monatsende."),
        (
            "order_shipping",
            "Mon colis",
            "Je n'ai toujours pas reçu mon colis, où est la livraison ?",
        ),
        ("complaint", "", "C'est inadmissible, personne ne répond, j'ai honte pour vous."),
        ("refund_billing", "Reembolso", "Me cobraron dos veces, quiero el reembolso del importe."),
    ],
)
def test_a_clear_message_gets_its_category(
    classifier: Classifier, category: str, subject: str, text: str
) -> None:
    assert ask(classifier, subject, text) == category


def test_a_batch_gives_the_same_answers_as_one_at_a_time(classifier: Classifier) -> None:
    inputs = [
        ClassifierInput("Refund", "I want my money back", "en"),
        ClassifierInput("", "", ""),
        ClassifierInput("Störung", "Seit heute früh geht nichts mehr, alle Kollegen warten.", "de"),
        ClassifierInput("你好", "请问发票", ""),
    ]
    assert classifier.predict(inputs) == [classifier.predict([one])[0] for one in inputs]
    assert classifier.predict([]) == []


def test_evidence_is_words_of_the_message_as_its_author_wrote_them(classifier: Classifier) -> None:
    text = "Bitte um Rückerstattung: die Gebühr wurde doppelt abgebucht. Grüße, Bärbel"
    prediction = classifier.predict([ClassifierInput("Falsche Abbuchung", text, "de")])[0]
    assert prediction.evidence
    assert len(prediction.evidence) <= 6
    heard = f"Falsche Abbuchung {text}".lower()
    for piece in prediction.evidence:
        assert all(word in heard for word in piece.split())
    assert any("rückerstattung" in piece for piece in prediction.evidence)


def test_greetings_and_thanks_around_a_matter_do_not_make_it_praise(classifier: Classifier) -> None:
    text = "Hello team,\n\nthe export crashes with an error.\n\nThank you very much!\nAlice"
    assert ask(classifier, "", text) == "bug"


def test_a_message_that_says_nothing_is_never_sure(classifier: Classifier) -> None:
    for text in ("", "?", "xyzzy", "1234567"):
        assert not classifier.predict([ClassifierInput("", text, "")])[0].sure


@pytest.mark.parametrize("text", ["Where is my order?", "?", "ok", "Invoice, password, parcel"])
def test_confidence_and_runners_up_share_one_certainty(classifier: Classifier, text: str) -> None:
    found = classifier.predict([ClassifierInput("", text, "en")])[0]
    shares = [found.confidence, *(share for _, share in found.runners_up)]
    assert all(type(share) is float for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert {found.category, *(name for name, _ in found.runners_up)} <= set(CATEGORIES)
    assert len(found.runners_up) == 2


def test_hostile_text_costs_no_more_than_its_first_part(classifier: Classifier) -> None:
    hostile = [
        "refund " * 200_000,
        "a" * 1_000_000,
        "'" * 1_000_000,
        "http://" * 100_000,
        "\x00😡" * 9,
    ]
    answers = classifier.predict([ClassifierInput(text[:900], text, "en") for text in hostile])
    assert answers[0].category == "refund_billing"


def test_the_command_line_starts_without_scikit_learn_or_numpy() -> None:
    code = "import sys, inbox_triage.cli.main; print({'sklearn', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_prediction_does_not_load_scikit_learn(trained_directory: object) -> None:
    code = (
        "import sys, pathlib\n"
        "from inbox_triage.classifier.model import load_or_train\n"
        "from inbox_triage.triage.category import ClassifierInput\n"
        f"loaded = load_or_train(pathlib.Path({str(trained_directory)!r}))\n"
        "loaded.predict([ClassifierInput('Invoice', 'please refund me', 'en')])\n"
        "print(loaded.notices, 'sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "() False"
