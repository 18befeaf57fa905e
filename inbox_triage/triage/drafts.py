"""A reply that is worth sending, or the reason why there is none.

A draft that is wrong costs an agent more than none, so every doubt ends in `NoDraft` with its
reason. Words come from `reply_templates/`; facts come from the message, the conversation and the
customer's history.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_triage.message.greeting import greeting_name
from inbox_triage.message.header_fields import is_addr_spec
from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.message.recipients import is_no_reply
from inbox_triage.triage.conversation import Conversation, CustomerHistory
from inbox_triage.triage.details import WANTED, given, missing
from inbox_triage.triage.filling import FILL_ERRORS, compile_templates, fill
from inbox_triage.triage.policy import Agent, InboxPolicy
from inbox_triage.triage.templates import NEVER_ANSWERED, TemplateSet
from inbox_triage.triage.wording import format_day, format_due, topic_of

__all__ = ["Draft", "DraftRequest", "NoDraft", "TemplateSet", "compile_templates", "offer"]

NO_TEMPLATE = "none"
"""The name by which a rule forbids a draft."""

_ANGRY = 2
_PROMISED_AHEAD = timedelta(minutes=30)
_TROUBLE = frozenset(
    {"refund_billing", "bug", "outage", "account_access", "order_shipping", "complaint"}
)
_REPEAT_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What a draft is made from.

    Attributes:
        message: The customer's message that is answered.
        conversation: As it is with this message in it.
        history: The customer's, before this message.
        inbox: Name, languages and signature of the team. zone: Of due times in the text.
        agent: Owner of the conversation, named in the text; None for the team as a whole.
        confidence, sure: The classifier's, or 1.0 and True when a rule decided.
        threshold: Below this confidence there is no draft.
        frustration: 0 calm to 3; above 0 the draft says that we noticed.
        template: A category whose template a rule asks for, `none` to have no draft, or None.
        now: A due time less than half an hour away is not promised.
        own_lists: List-Ids of the team's own groups; what comes through them a person wrote.
    """

    message: Message
    conversation: Conversation
    history: CustomerHistory
    inbox: InboxPolicy
    zone: ZoneInfo
    agent: Agent | None
    confidence: float
    sure: bool
    threshold: float
    frustration: int
    template: str | None
    now: datetime
    own_lists: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply without its quote.

    Attributes:
        text: Greeting to signature; a paragraph is one line.
        template_name: Such as `bug.en`.
        language: That it is written in, which need not be the customer's.
        sentences: Ours that a further draft to this customer must not repeat.
        asks: Details it asks for, names of `details.DETAILS`.
    """

    text: str
    template_name: str
    language: str
    sentences: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoDraft:
    """There is no draft; `why` is one sentence for `explain` and the brief."""

    why: str


def offer(request: DraftRequest, templates: TemplateSet) -> Draft | NoDraft:
    """Return a draft with every value filled in, or why there is none."""
    why = _refusal(request)
    if why:
        return NoDraft(why)
    category = request.template or request.conversation.category
    name = _choose(category, request, templates)
    if name is None:
        language = request.conversation.language or request.inbox.languages[0]
        return NoDraft(f"there is no reply template for {category} in language '{language}'")
    language = name.rpartition(".")[2]
    asks = _asks(name.partition(".")[0], request)
    try:
        values = _values(request, language) | {"missing": asks}
        text, said = fill(templates.compiled[name], values, request.history.used_sentences)
    except FILL_ERRORS as error:
        return NoDraft(f"template {name} could not be filled in: {error}")
    return Draft(f"{text}\n{_sign_off(request)}".rstrip(), name, language, said, asks)


def wrote_again(conversation: Conversation) -> bool:
    """Say whether the customer wrote again before anyone answered."""
    return conversation.last_answer_at is None and conversation.message_count > 1


def had_trouble_before(conversation: Conversation, history: CustomerHistory) -> bool:
    """Say whether the customer had trouble of the same kind within 30 days."""
    return conversation.category in _TROUBLE and any(
        earlier.reference != conversation.reference
        and earlier.category == conversation.category
        and conversation.last_customer_at - earlier.last_customer_at < _REPEAT_WITHIN
        for earlier in history.conversations
    )


def is_person(request: DraftRequest) -> bool:
    """Say whether a person wrote the message, perhaps through a group address of the team."""
    message = request.message
    return message.kind is Kind.PERSON or (
        message.kind is Kind.LIST and message.list_id in request.own_lists
    )


def _refusal(request: DraftRequest) -> str | None:
    message, category = request.message, request.conversation.category
    if request.template == NO_TEMPLATE:
        return "a rule says that this gets no draft"
    if not is_person(request):
        return f"a program wrote it: {message.kind_reason or message.kind}"
    if not message.answerable and message.kind is Kind.PERSON:
        return f"it must not be answered: {message.kind_reason or 'its sender takes no answers'}"
    if category in NEVER_ANSWERED:
        return f"{category} is never answered"
    if category == "praise" and request.conversation.last_answer_at is not None:
        return "they thank us for an answer; nothing is asked"
    return _recipient_refusal(request) or _confidence_refusal(request)


def _recipient_refusal(request: DraftRequest) -> str | None:
    customer, message = request.conversation.customer, request.message
    author = message.author.addr_spec.lower() if message.author else ""
    # a Reply-To speaks for the author; behind a contact form, the customer is somebody else
    asked_for = message.reply_to[:1] if author == customer else ()
    for address in (customer, *(a.addr_spec for a in asked_for)):
        if is_no_reply(address):
            return f"nobody reads {address}"
    return None if is_addr_spec(customer) else f"{customer} is not an address that can be answered"


def _confidence_refusal(request: DraftRequest) -> str | None:
    if request.template:  # a rule named the template: there is nothing to be unsure of
        return None
    if request.sure and request.confidence >= request.threshold:
        return None
    category = request.conversation.category
    return f"not sure enough that it is {category} ({request.confidence:.0%})"


def _choose(category: str, request: DraftRequest, templates: TemplateSet) -> str | None:
    """Return the template in the customer's language, else the English one if we speak English."""
    languages = request.inbox.languages
    wanted = request.conversation.language or languages[0]
    name = templates.find(category, wanted)
    return name or (templates.find(category, "en") if "en" in languages else None)


def _asks(category: str, request: DraftRequest) -> tuple[str, ...]:
    if request.conversation.last_answer_at is not None or category not in WANTED:
        return ()  # who answers us was asked already, by a human who knows what is still open
    return missing(category, given(request.message))


def _values(request: DraftRequest, language: str) -> dict[str, object]:
    """Return what a template sees; the names are those of `templates.VALUES`."""
    conversation, inbox, zone = request.conversation, request.inbox, request.zone
    answered = conversation.last_answer_at is not None
    due_at = conversation.resolution_due_at or conversation.first_response_due_at
    in_time = due_at if due_at and due_at - request.now >= _PROMISED_AHEAD else None
    return {
        "name": greeting_name(_customer_of(request)),
        # what someone says in anger is not repeated to them
        "topic": topic_of(request.message) if request.frustration < _ANGRY else "",
        "product": inbox.product,
        "team": inbox.display_name,
        "agent": request.agent.display_name if request.agent else "",
        "received": format_day(conversation.last_customer_at, zone, language),
        "due": format_due(in_time, request.now, zone, language) if in_time else "",
        "frustrated": request.frustration > 0 or conversation.category == "complaint",
        "vip": conversation.vip,
        "again": wrote_again(conversation),
        "repeat": not answered and had_trouble_before(conversation, request.history),
        "reply": answered,
    }


def _customer_of(request: DraftRequest) -> Address:
    """Return the customer with the name that the message gives them."""
    message, customer = request.message, request.conversation.customer
    named = (message.author, message.form_author, message.forwarded_author)
    same = (a for a in named if a and a.addr_spec.lower() == customer)
    return next(same, Address(customer))


def _sign_off(request: DraftRequest) -> str:
    """Return the lines below the closing words: the owner's name, the inbox's signature."""
    signature = request.inbox.signature.strip() or request.inbox.display_name
    name = request.agent.display_name if request.agent else ""
    return signature if name in signature else f"{name}\n{signature}"
