"""When the classifier's answer counts, and when something else does."""

from dataclasses import replace

import pytest

from inbox_triage.message.message import Kind, Message
from inbox_triage.message.parsing import parse
from inbox_triage.triage.category import Prediction, settle
from inbox_triage.triage.conversation import Conversation
from tests.builders import a_conversation

BUG = Prediction("bug", 0.9, sure=True, evidence=("crashes",))
DOUBTFUL = Prediction("how_to", 0.3, sure=False)


def message(text: str = "It crashes.", subject: str = "Help") -> Message:
    return parse(f"From: Alice <alice@example.org>\nSubject: {subject}\n\n{text}\n".encode())


def conversation() -> Conversation:
    return a_conversation(category="refund_billing", queue="billing")


def test_a_persons_message_keeps_the_classifiers_answer() -> None:
    assert settle(BUG, message()) == BUG
    assert settle(DOUBTFUL, message()) == DOUBTFUL


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_a_programs_message_is_an_auto_reply_whatever_it_says(kind: Kind) -> None:
    robot = replace(message(), kind=kind, kind_reason="Auto-Submitted: auto-replied")
    settled = settle(BUG, robot)
    assert (settled.category, settled.sure) == ("auto_reply", True)
    assert settled.evidence == (str(kind), "Auto-Submitted: auto-replied")


def test_a_message_without_words_is_never_sure() -> None:
    settled = settle(BUG, message(text="", subject=""))
    assert not settled.sure
    assert settled.confidence == 0


def test_a_doubtful_reply_keeps_the_category_of_its_conversation() -> None:
    settled = settle(DOUBTFUL, message("yes, please do"), conversation())
    assert settled.category == "refund_billing"
    assert not settled.sure
    assert settled.evidence == ("conversation K7Q2",)
    assert settled.runners_up == (("how_to", 0.3),)


def test_a_reply_that_is_clearly_about_something_else_changes_the_category() -> None:
    assert settle(BUG, message(), conversation()) == BUG
