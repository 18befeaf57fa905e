"""The brief: what an agent should know before answering, in a note beside the message.

It lies in the mailbox like any message, one second before the customer's, and every client shows
it. The headline is the name in From; the first line is what clients show as preview.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_triage.message.header_fields import one_line
from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.details import DETAILS
from inbox_triage.triage.drafts import (
    Draft,
    DraftRequest,
    NoDraft,
    had_trouble_before,
    is_person,
    wrote_again,
)
from inbox_triage.triage.plan import Reason
from inbox_triage.triage.policy import Briefs
from inbox_triage.triage.wording import format_day

_SOON = timedelta(hours=4)
_EARLIER_COUNT = 3
_SUBJECT_LENGTH = 60
_FACT_LENGTH = 300
_SHORT = {
    "refund_billing": "REFUND",
    "account_access": "ACCESS",
    "order_shipping": "ORDER",
    "cancellation": "CANCEL",
    "feature_request": "FEATURE",
    "how_to": "HOW-TO",
}
_GESTURES = (
    "Edit and send the draft from Drafts, or delete it. Move the message to say more: to Resolved "
    "or the archive, it is done; to Assigned/<agent>, it is theirs; to Triage/<category>, that is "
    "what it is about; to Junk, it is spam; back to the inbox, it is open again. Nothing of yours "
    "is deleted, and a reply to this note never reaches a customer."
)


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a brief is made from.

    Attributes:
        asked: What the draft was made from: message, conversation, history, inbox, owner.
        drafted: What came of it.
        evidence: Words and rules that spoke for the category.
        reasons: Of the decision so far.
        vip_why: What the admin wrote about this customer, may be empty.
    """

    asked: DraftRequest
    drafted: Draft | NoDraft
    evidence: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    vip_why: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A headline such as `REFUND · high · due 09:40`, and the text; without lines for a quote."""

    headline: str
    text: str


def wanted(briefs: Briefs, request: BriefRequest) -> str | None:
    """Return in a few words why this message gets a brief, or None when it gets none."""
    if briefs is Briefs.NONE or not is_person(request.asked):
        return None
    why = _attention(request.asked)
    return why or ("every message gets a brief here" if briefs is Briefs.ALL else None)


def write(request: BriefRequest) -> Brief:
    """Return the brief; it says nothing that only a customer should read, and quotes no mail."""
    attention = _attention(request.asked)
    first = f"{_sentence(attention)} {_draft_line(request.drafted)}".strip()
    # one_line: subjects and evidence are the customer's words, and a line of its own is a command
    facts = [f"{topic}: {one_line(text)[:_FACT_LENGTH]}" for topic, text in _facts(request)]
    return Brief(_headline(request.asked), "\n".join([first, "", *facts, "", _GESTURES, ""]))


def due_at(conversation: Conversation) -> datetime | None:
    """Return when we next owe something: the first answer, later the resolution."""
    if conversation.last_answer_at is None and conversation.first_response_due_at:
        return conversation.first_response_due_at
    return conversation.resolution_due_at


def _attention(asked: DraftRequest) -> str | None:
    """Return why an agent should look at this one first."""
    conversation, due = asked.conversation, due_at(asked.conversation)
    soon = due is not None and due - asked.now <= _SOON
    reasons = (
        (conversation.vip, "the customer is a VIP"),
        (conversation.category == "outage", "it may be an outage"),
        (conversation.priority is Priority.URGENT, "it is urgent"),
        (wrote_again(conversation), "the customer wrote again before anyone answered"),
        (had_trouble_before(conversation, asked.history), "the customer had this trouble before"),
        (not asked.sure, "we are not sure what it is about"),
        (soon and conversation.priority is Priority.HIGH, "it is due soon"),
    )
    return next((why for holds, why in reasons if holds), None)


def _headline(asked: DraftRequest) -> str:
    conversation = asked.conversation
    name = _SHORT.get(conversation.category, conversation.category.upper())
    parts = ["VIP"] if conversation.vip else []
    parts += [name if asked.sure else f"{name}?", str(conversation.priority)]
    due = due_at(conversation)
    if due:
        local, today = due.astimezone(asked.zone), asked.now.astimezone(asked.zone).date()
        shown = f"{local:%H:%M}" if local.date() == today else f"{local:%a %d %b %H:%M}"
        parts.append(f"due {shown}" if due > asked.now else f"overdue since {shown}")
    return " · ".join(parts)


def _draft_line(drafted: Draft | NoDraft) -> str:
    match drafted:
        case NoDraft(why=why):
            return f"No draft: {why}."
        case Draft(asks=()):
            return "A draft is ready; it asks nothing."
        case Draft(asks=asks):
            return f"A draft is ready; it asks for {', '.join(DETAILS[a] for a in asks)}."


def _facts(request: BriefRequest) -> Iterator[tuple[str, str]]:
    asked, conversation = request.asked, request.asked.conversation
    words = (word if "“" in word else f"“{word}”" for word in request.evidence)
    evidence = ", ".join(words) or "no single word stands out"
    doubt = "" if asked.sure else ", not sure"
    yield "Category", f"{conversation.category} ({asked.confidence:.0%}{doubt}): {evidence}"
    due = due_at(conversation)
    if due:
        kind = "resolution" if conversation.last_answer_at else "first answer"
        local = due.astimezone(asked.zone)
        yield "Due", f"{local:%A} {format_day(due, asked.zone, 'en')}, {local:%H:%M}, {kind}"
    owner = asked.agent.display_name if asked.agent else conversation.assignee or "nobody yet"
    yield "Owner", f"{owner}, queue {conversation.queue}"
    yield "Customer", _customer(request)
    for earlier in _others(asked)[:_EARLIER_COUNT]:
        yield "Earlier", _earlier(earlier, asked)
    if isinstance(request.drafted, Draft):
        yield "Draft", f"from template {request.drafted.template_name}"
    for reason in request.reasons:
        if reason.topic != "category":
            yield reason.topic.capitalize(), reason.text


def _customer(request: BriefRequest) -> str:
    asked, history = request.asked, request.asked.history
    parts = [asked.conversation.customer]
    if asked.conversation.vip:
        parts.append(f"VIP, {request.vip_why}" if request.vip_why else "VIP")
    if history.last_contact_at is None:
        return "; ".join([*parts, "first contact"])
    last = format_day(history.last_contact_at, asked.zone, "en")
    still_open = sum(c.status is not Status.RESOLVED for c in _others(asked))
    return "; ".join(
        [*parts, f"{_count(history.conversation_count, 'conversation')} before"]
        + [f"last wrote on {last}"]
        + ([f"{still_open} of the latest still open"] if still_open else [])
    )


def _others(asked: DraftRequest) -> tuple[Conversation, ...]:
    own = asked.conversation.reference
    return tuple(c for c in asked.history.conversations if c.reference != own)


def _earlier(earlier: Conversation, asked: DraftRequest) -> str:
    day = format_day(earlier.last_customer_at, asked.zone, "en")
    subject = earlier.subject[:_SUBJECT_LENGTH]
    return f"{day}, {earlier.reference} “{subject}” ({earlier.category}, {earlier.status})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
