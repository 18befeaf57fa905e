"""What a message is about: the classifier's answer as values, and when it is not asked."""

from dataclasses import dataclass, replace

from inbox_triage.message.message import Kind, Message
from inbox_triage.triage.conversation import Conversation


@dataclass(frozen=True, slots=True)
class ClassifierInput:
    """What the classifier reads of one message: decoded text only, already cut to size."""

    subject: str
    own_text: str
    language: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The classifier's answer.

    Attributes:
        category: A key of `policy.CATEGORIES`.
        confidence: Calibrated, 0-1.
        sure: Above this category's own threshold.
        evidence: Up to 6 words or phrases that spoke for it, strongest first.
        runners_up: (category, confidence) of the next two.
    """

    category: str
    confidence: float
    sure: bool
    evidence: tuple[str, ...] = ()
    runners_up: tuple[tuple[str, float], ...] = ()


def settle(
    prediction: Prediction, message: Message, continued: Conversation | None = None
) -> Prediction:
    """Return the category that counts: what a message is beats what its words look like.

    A program's message is `auto_reply` whatever it says. A message without a word of its own is
    never sure, and a doubtful one ("yes, please do") keeps the category of its conversation.
    """
    if message.kind is not Kind.PERSON:
        why = (message.kind_reason,) if message.kind_reason else ()
        return Prediction("auto_reply", 1.0, sure=True, evidence=(str(message.kind), *why))
    if not any(letter.isalpha() for letter in message.base_subject + message.own_text):
        prediction = replace(prediction, confidence=0.0, sure=False, evidence=(), runners_up=())
    if continued is not None and not prediction.sure:
        return Prediction(
            category=continued.category,
            confidence=min(continued.confidence, prediction.confidence),
            sure=False,
            evidence=(f"conversation {continued.reference}",),
            runners_up=((prediction.category, prediction.confidence),),
        )
    return prediction
