"""Which conversation a message belongs to: identifiers first, a guarded subject last.

Joining a message to a stranger's conversation shows one customer's words to another, so every
rule here prefers a new conversation to a doubtful one. A number in the subject alone never links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from inbox_triage.message.message import Kind, Message
from inbox_triage.triage.conversation import Conversation
from inbox_triage.triage.known import Known
from inbox_triage.triage.tokens import parse_token

_SUBJECT_LETTERS = 8  # "Invoice" or "Question" alone name no matter
_FRESH_FOR = timedelta(days=14)
_REPLY_FRESH_FOR = timedelta(days=30)
_LINE_LETTERS = 25  # a shorter line is said by many
_LINES = 60
_LINE_LENGTH = 400
_TEXT_LENGTH = 64_000
_QUOTE_MARKS = "> |\t\xa0"


class LinkedBy(StrEnum):
    """What joined a message to its conversation, the strongest first."""

    MESSAGE_ID = "In-Reply-To or References"
    TOKEN = "our token in References"  # noqa: S105 - no password
    THREAD_INDEX = "Outlook's Thread-Index"
    QUOTED_LINE = "a quoted line"
    SUBJECT = "customer and subject"


@dataclass(frozen=True, slots=True)
class Link:
    """The conversation found, and the sentence that says why."""

    conversation: Conversation
    why: str
    by: LinkedBy


def ancestor_ids(message: Message) -> tuple[str, ...]:
    """Return the ids this message points to, nearest ancestor first, without repeats.

    RFC 5322 §3.6.4: In-Reply-To names the parent, References the line of ancestors, parent last.
    A report names the message that it reports on (RFC 3464 §2.1, RFC 8098 §3.2.5).
    """
    reported = message.report.original_message_id if message.report else None
    nearest = (*message.in_reply_to, *reversed(message.references))
    return tuple(dict.fromkeys((reported, *nearest) if reported else nearest))


def token_references(message: Message, key: bytes) -> tuple[str, ...]:
    """Return the references that valid tokens of ours in this message's ids name."""
    found = (parse_token(i, key=key) for i in ancestor_ids(message))
    return tuple(dict.fromkeys(token[0] for token in found if token))


def find(message: Message, customer: str, known: Known, received_at: datetime) -> Link | None:
    """Return the conversation this message continues, or None when it opens one.

    Args:
        message: The new message.
        customer: addr-spec of its customer, lower case.
        known: What the store remembers of its ids and its customer.
        received_at: INTERNALDATE, which the sender cannot forge.
    """
    link = _by_message_id(message, known) or _by_token(message, known)
    if link and customer and _turns_away(message, link.conversation):
        return None
    return (
        link
        or _by_thread_index(message, customer, known)
        or _by_quoted_line(message, customer, known)
        or _by_subject(message, customer, known, received_at)
    )


def _by_message_id(message: Message, known: Known) -> Link | None:
    for message_id in ancestor_ids(message):
        if conversation := known.by_message_id.get(message_id):
            return Link(conversation, f"it answers {message_id}", LinkedBy.MESSAGE_ID)
    return None


def _by_token(message: Message, known: Known) -> Link | None:
    for reference in token_references(message, known.token_key):
        if conversation := known.by_reference.get(reference):
            why = f"its References carry our token for {reference}"
            return Link(conversation, why, LinkedBy.TOKEN)
    return None


def _by_thread_index(message: Message, customer: str, known: Known) -> Link | None:
    """Join what Outlook says is one thread, unless neither the customer nor the subject agrees."""
    conversation = known.by_thread_index
    if conversation is None or message.form_author:
        return None
    same_subject = conversation.subject.casefold() == message.base_subject.casefold()
    if conversation.customer != customer and not same_subject:
        return None
    return Link(conversation, "Outlook's Thread-Index is the same", LinkedBy.THREAD_INDEX)


def _by_quoted_line(message: Message, customer: str, known: Known) -> Link | None:
    """Join on a line that only one conversation holds; two candidates are a doubt.

    It has to be a conversation with the customer or one whose subject is answered: the first two
    messages with the same footer hold a line that nothing else does.
    """
    if message.form_author or message.forwarded_author:
        return None
    parties = {customer, *(a.addr_spec.lower() for a in (*message.to, *message.cc))}
    found = {
        conversation.reference: conversation
        for conversation in known.by_line.values()
        if conversation.customer in parties or _answers_subject(message, conversation)
    }
    if len(found) != 1:
        return None
    (conversation,) = found.values()
    why = f"it quotes what only {conversation.reference} says"
    return Link(conversation, why, LinkedBy.QUOTED_LINE)


def _answers_subject(message: Message, conversation: Conversation) -> bool:
    """Say whether the subject is that of the conversation behind a reply mark."""
    subject = message.base_subject.casefold()
    return message.subject.casefold() != subject == conversation.subject.casefold()


def _turns_away(message: Message, conversation: Conversation) -> bool:
    """Say whether a person took an old message to write to us about something else.

    A subject without a reply mark that says something new is no reply, whatever it points to.
    """
    subject, earlier = message.base_subject.casefold(), conversation.subject.casefold()
    is_reply = message.subject.casefold() != subject
    return (
        message.kind is Kind.PERSON
        and not is_reply
        and len(subject) >= _SUBJECT_LETTERS
        and subject not in earlier
        and earlier not in subject
    )


def _by_subject(
    message: Message, customer: str, known: Known, received_at: datetime
) -> Link | None:
    """Join on the subject only for the same customer, recently, and without a second candidate."""
    subject = message.base_subject.casefold()
    if len(subject) < _SUBJECT_LETTERS or message.form_author or message.forwarded_author:
        return None  # forms and forwards repeat their subject for strangers
    is_reply = message.subject.casefold() != subject
    fresh_for = _REPLY_FRESH_FOR if is_reply else _FRESH_FOR
    candidates = [
        conversation
        for conversation in known.history.conversations
        if conversation.customer == customer
        and conversation.subject.casefold() == subject
        and abs(received_at - conversation.last_customer_at) <= fresh_for
    ]
    if len(candidates) != 1:
        return None
    return Link(candidates[0], "same customer, same subject, and recent", LinkedBy.SUBJECT)


def lines_of(message: Message) -> tuple[str, ...]:
    """Return every line of it that is long enough to be nobody else's."""
    return tuple(islice(dict.fromkeys(_lines(message.text)), _LINES))


def quoted_lines(message: Message) -> tuple[str, ...]:
    """Return what it repeats of earlier messages, in the form of `lines_of`."""
    new = {*_lines(message.own_text), *_lines(message.signature)}
    quoted = (line for line in _lines(message.text) if line not in new)
    return tuple(islice(dict.fromkeys(quoted), _LINES))


def _lines(text: str) -> Iterator[str]:
    for line in text[:_TEXT_LENGTH].splitlines():
        said = " ".join(line.lstrip(_QUOTE_MARKS)[:_LINE_LENGTH].casefold().split())
        if len(said) >= _LINE_LETTERS and not said.endswith(":"):  # "On Monday Ann wrote:"
            yield said
