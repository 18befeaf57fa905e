"""We answered a customer → Plan: the clock stops, the draft goes, the message shows as answered.

Seen in the Sent mailbox, or in the watched one when the team copies itself. The answer itself is
the evidence: no mail client sets a flag that could be trusted for it. Only who has the password
can put a message into Sent; what came by mail needs our token, because anybody can write our From.
"""

from collections.abc import Mapping
from dataclasses import replace

from inbox_triage.message.message import Kind, Message
from inbox_triage.triage import marks, modes, threads
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.known import EarlierCopy, Known
from inbox_triage.triage.outgoing import withdraw_effect
from inbox_triage.triage.plan import (
    ChangeFlags,
    ConversationSaved,
    Decided,
    Effect,
    Outcome,
    Place,
    Plan,
    Reason,
    describe,
)
from inbox_triage.triage.policy import Policy
from inbox_triage.triage.recording import message_fact, short_decision
from inbox_triage.triage.tokens import parse_token

ANSWERED = "\\Answered"
_DRAFT = "d"  # purposes of tokens that name a draft begin with it (outgoing.Writing.token)


def plan(sent: Arrival, known: Known, policy: Policy, places: Mapping[str, Place]) -> Plan:
    """Answer one message that one of us wrote.

    Args:
        sent: The message, as it lies in Sent or came back to the inbox.
        known: What is remembered of the ids in it.
        policy: The admin's will.
        places: Where the customers' messages lie, by Message-ID.
    """
    if known.copy and _is_counted(sent, known, known.copy):
        return Plan(facts=(message_fact(sent, Outcome.OURS, known.copy.conversation),))
    link = threads.find(sent.message, "", known, sent.received_at)
    if link is None:
        return _recorded(sent, None, "it belongs to no conversation that we know")
    conversation = link.conversation
    why_not = _why_no_answer(sent.message, conversation, known.token_key)
    if why_not:
        return _recorded(sent, conversation.reference, why_not)
    return _answered(sent, conversation, policy, places)


def plan_copy(arrival: Arrival, known: Known, policy: Policy) -> Plan:
    """Answer what came by mail with an address of ours in From, which proves nothing."""
    link = threads.find(arrival.message, "", known, arrival.received_at)
    reference = link.conversation.reference if link else None
    if reference and reference not in threads.token_references(arrival.message, known.token_key):
        why = "it came by mail without our token, so it counts as an answer once it is in Sent"
        return _recorded(arrival, reference, why)
    return plan(arrival, known, policy, {})


def _is_counted(sent: Arrival, known: Known, copy: EarlierCopy) -> bool:
    """Say whether this was an answer before: a copy that came by mail may have proven nothing."""
    lay = known.whereabouts.get(sent.inbox)
    in_sent = lay is not None and sent.uid.mailbox in {mailbox for mailbox, _ in lay.seen}
    proven = copy.conversation in threads.token_references(sent.message, known.token_key)
    return not copy.ours or in_sent or proven


def _why_no_answer(message: Message, conversation: Conversation, token_key: bytes) -> str:
    """Return why this is no human's answer to the customer, or nothing when it is one."""
    if message.kind is not Kind.PERSON:  # only a human's answer counts
        return f"a program wrote it ({message.kind_reason or message.kind})"
    token = parse_token(message.message_id or "", key=token_key)
    if token and not token[1].startswith(_DRAFT):
        return "it is a note of ours"
    recipients = {a.addr_spec.lower() for a in (*message.to, *message.cc)}
    if conversation.customer not in recipients:
        # A forward to a colleague carries In-Reply-To as well (RFC 5322 §3.6.4 says nothing of it).
        return f"{conversation.customer} is not among its recipients"
    return ""


def _answered(
    sent: Arrival, conversation: Conversation, policy: Policy, places: Mapping[str, Place]
) -> Plan:
    answered_at = max(sent.received_at, conversation.last_answer_at or sent.received_at)
    is_over = conversation.status is Status.RESOLVED  # filed before the answer was seen in Sent
    is_latest = answered_at >= conversation.last_customer_at
    updated = replace(
        conversation,
        status=Status.WAITING if is_latest and not is_over else conversation.status,
        last_answer_at=answered_at,
    )
    # What the customer wrote since is not answered, and the draft may be for that.
    discard = withdraw_effect(conversation, sent.inbox) if is_latest else None
    if is_latest:
        updated = replace(updated, draft_message_id=None, draft_sha256=None)
    author = sent.message.author.addr_spec if sent.message.author else "one of us"
    reason = Reason("thread", f"{author} answered {conversation.reference}")
    mode = policy.inboxes[sent.inbox].mode
    answered = _marks(sent, places)
    allowed, withheld = modes.split(mode, (discard, *answered) if discard else answered)
    decision = replace(
        short_decision(sent, Outcome.OURS, conversation.reference, reason),
        effects=tuple(describe(effect) for effect in allowed),
        withheld=tuple(describe(effect) for effect in withheld),
    )
    facts = (
        message_fact(sent, Outcome.OURS, conversation.reference),
        ConversationSaved(updated),
        Decided(decision),
    )
    return Plan(facts=facts, effects=allowed, reasons=(reason,))


def _marks(sent: Arrival, places: Mapping[str, Place]) -> tuple[Effect, ...]:
    """Return what shows the customer's messages as answered; no client does it by itself."""
    effects = []
    for message_id in threads.ancestor_ids(sent.message):
        place = places.get(message_id)
        if place and place.inbox == sent.inbox:
            key = marks.location_key("answered", place.inbox, place.uid)
            effects.append(ChangeFlags(key, place.inbox, place.uid, add=frozenset({ANSWERED})))
    return tuple(effects)


def _recorded(sent: Arrival, conversation: str | None, why: str) -> Plan:
    reason = Reason("thread", f"one of us wrote it; {why}")
    decision = short_decision(sent, Outcome.OURS, conversation, reason)
    facts = (message_fact(sent, Outcome.OURS, conversation), Decided(decision))
    return Plan(facts=facts, reasons=(reason,))
