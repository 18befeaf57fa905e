"""A message arrived → Plan. This is the flow; read it first.

a copy?  ours?  nobody's?  a robot's?     each ends early, recorded with its reason
find out what it is (findings.py)         thread → category → priority → route → due
answer it (answering.py)                  draft → brief → marks → what the mode lets us do
"""

from dataclasses import replace
from datetime import datetime

from inbox_triage.message.composing import NAME
from inbox_triage.message.message import Kind, Message
from inbox_triage.triage import answers, changes, marks, modes
from inbox_triage.triage.answering import answer
from inbox_triage.triage.changes import Moved
from inbox_triage.triage.findings import Arrival, Finding, Handbook, find_out
from inbox_triage.triage.gestures import Gesture, Meaning
from inbox_triage.triage.known import EarlierCopy, Known
from inbox_triage.triage.plan import Decided, Outcome, Plan, Reason, describe
from inbox_triage.triage.policy import Policy
from inbox_triage.triage.recording import message_fact, robot_decision, short_decision
from inbox_triage.triage.tokens import parse_token

_NOTES = frozenset("na")  # purposes of briefs and alerts, which no customer ever sees


def plan(arrival: Arrival, known: Known, handbook: Handbook, now: datetime) -> Plan:
    """Answer one arrived message.

    Args:
        arrival: The message, where it lies, and what the classifier says of it.
        known: What is remembered that bears on it.
        handbook: The admin's will.
        now: For the draft's Date; deadlines count from received_at.
    """
    if known.copy:
        return _copy(arrival, known.copy, known, handbook.policy)
    if written_by_us(arrival.message, known.token_key, handbook.policy):
        why = Reason("customer", "we wrote it ourselves: its Message-ID is a token of ours")
        return _recorded(arrival, Outcome.OURS, None, why)
    if looks_like_ours(arrival.message, handbook.policy):
        why = Reason("customer", "it says that it is a note of ours; a program's at any rate")
        return _recorded(arrival, Outcome.SET_ASIDE, None, why)
    if arrival.customer is None:
        return _without_customer(arrival, known, handbook.policy)
    finding = find_out(arrival, known, handbook)
    if is_robot(arrival.message, handbook.policy) or finding.route.set_aside:
        return _robot(arrival, finding, handbook.policy)
    return answer(arrival, finding, known, handbook, now)


def written_by_us(message: Message, token_key: bytes, policy: Policy) -> bool:
    """Say whether this is a brief, draft or alert of ours; nobody else can make such an id.

    The id of a draft that was sent is known to its customer, so it needs our From as well.
    """
    token = parse_token(message.message_id or "", key=token_key)
    author = message.author.addr_spec.lower() if message.author else ""
    return token is not None and (token[1][:1] in _NOTES or author in policy.own_addresses())


def looks_like_ours(message: Message, policy: Policy) -> bool:
    """Say whether this is a brief or alert by all but its Message-ID.

    Servers on the way write new ones, and another installation has another key: two that brief
    each other would never end (RFC 3834 §2).
    """
    generated = (message.header("auto-submitted") or "").lower().startswith("auto-generated")
    if message.author is None or not generated:
        return False
    own, address = policy.own_addresses(), message.author.addr_spec.lower()
    local, _, domain = address.rpartition("@")
    is_alert = address in own and message.author.display_name == NAME
    return is_alert or (local == NAME and domain in {a.rpartition("@")[2] for a in own})


def is_robot(message: Message, policy: Policy) -> bool:
    """Say whether a program wrote it; mail through the team's own list is a person's."""
    if message.kind is Kind.LIST and message.list_id in policy.own_lists:
        return False
    return message.kind is not Kind.PERSON


def _copy(arrival: Arrival, copy: EarlierCopy, known: Known, policy: Policy) -> Plan:
    """Record the same content again: moved back, or delivered twice, or to another inbox as well.

    The decision about the first copy stays the one to explain; one draft and one brief are enough.
    """
    if changes.was_elsewhere(arrival, known):
        here = Moved(arrival, arrival.uid.mailbox, Meaning(Gesture.TAKE_BACK))
        return changes.plan(here, known, policy)
    outcome = Outcome.OURS if copy.ours else Outcome.COPY
    return Plan(facts=(message_fact(arrival, outcome, copy.conversation),))


def _without_customer(arrival: Arrival, known: Known, policy: Policy) -> Plan:
    """One of us wrote it, perhaps a copy of an answer, or nobody can be read in From."""
    author = arrival.message.author
    if author and author.addr_spec.lower() in policy.own_addresses():
        return answers.plan_copy(arrival, known, policy)
    why = Reason("customer", "no address of a customer can be read, so nobody can be answered")
    return _recorded(arrival, Outcome.SET_ASIDE, None, why)


def _recorded(arrival: Arrival, outcome: Outcome, conversation: str | None, why: Reason) -> Plan:
    """Record the message and why nothing is done about it."""
    decision = short_decision(arrival, outcome, conversation, why)
    facts = (message_fact(arrival, outcome, conversation), Decided(decision))
    return Plan(facts=facts, reasons=(why,))


def _robot(arrival: Arrival, finding: Finding, policy: Policy) -> Plan:
    """A program wrote it: marked as the rules say, never answered, no conversation opened."""
    route, message = finding.route, arrival.message
    words = f"{message.kind}: {message.kind_reason}" if message.kind_reason else message.kind
    decision = robot_decision(
        arrival, finding, Reason("customer", f"not a person's message ({words})")
    )
    flags = marks.flags_effect(arrival, frozenset(route.tags), star=bool(route.star))
    effects = (flags, marks.move_effect(arrival, route.file_into))
    mode = policy.inboxes[arrival.inbox].mode
    allowed, withheld = modes.split(mode, tuple(effect for effect in effects if effect))
    decision = replace(
        decision,
        effects=tuple(describe(effect) for effect in allowed),
        withheld=tuple(describe(effect) for effect in withheld),
    )
    fact = message_fact(arrival, Outcome.SET_ASIDE, decision.conversation)
    return Plan(
        facts=(fact, Decided(decision)),
        effects=allowed,
        reasons=decision.reasons,
        linked_by=finding.linked_by,
    )
