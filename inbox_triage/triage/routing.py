"""Applies the rules to one message: what they decide, and why each did or did not match.

Rules are read in order. A matching rule fills the outcome fields that no earlier one has filled
(tags and people to notify add up), and later rules see the category, priority and VIP mark as the
earlier ones left them. `stop = true` ends the reading.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.triage.conditions import Seen, look
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.policy import CustomerTraits
from inbox_triage.triage.rules import ADDING_UP, OUTCOME_FIELDS, WEEKDAYS, Outcome, Rule, RuleSet

MATCHED = "matched"
_VERDICT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Routable:
    """One message with all that a rule may ask about it.

    Attributes:
        customer: addr-spec of the customer, lower case; empty when it is nobody's matter.
        contact_count: Conversations with this customer before this message.
        local_time: received_at in the team's time zone.
        status, message_count: Of the conversation that it continues, before it; None and 0 when
            it opens one.
    """

    message: Message
    inbox: str
    category: str
    confidence: float
    sure: bool
    priority: Priority
    language: str
    customer: str
    local_time: datetime
    business_hours: bool
    traits: CustomerTraits = field(default_factory=CustomerTraits)
    contact_count: int = 0
    first_contact: bool = True
    frustration: int = 0
    status: Status | None = None
    message_count: int = 0


@dataclass(frozen=True, slots=True)
class Route(Outcome):
    """What all rules together decide about one message.

    Attributes:
        verdicts: (rule name, "matched" or the first condition that failed, in words), in order.
        filled_by: (outcome field, name of the rule that filled it).
    """

    verdicts: tuple[tuple[str, str], ...] = ()
    filled_by: tuple[tuple[str, str], ...] = ()


def route(rules: RuleSet, subject: Routable) -> Route:
    """Read the rules in order and return what they decide."""
    decided = Route()
    verdicts = []
    stopped_by = ""
    for rule in rules.rules:
        verdict = f'not read: "{stopped_by}" stops' if stopped_by else verdict_on(rule, subject)
        if verdict == MATCHED:
            decided = _fill(decided, rule)
            subject = _as_decided(subject, decided)
            stopped_by = rule.name if rule.stop else ""
        verdicts.append((rule.name, verdict))
    return replace(decided, verdicts=tuple(verdicts))


def verdict_on(rule: Rule, subject: Routable) -> str:
    """Return "matched", or the first condition that failed, in words."""
    see = partial(_see, subject)
    for condition in rule.when.members:
        holds, words = look(condition, see)
        if not holds:
            return words[:_VERDICT_LENGTH]
    for condition in rule.unless.members:
        holds, words = look(condition, see)
        if holds:
            return f"unless: {words}"[:_VERDICT_LENGTH]
    return MATCHED


def _fill(decided: Route, rule: Rule) -> Route:
    filled: dict[str, object] = {}
    filled_by = decided.filled_by
    for name in OUTCOME_FIELDS:
        new, old = getattr(rule.then, name), getattr(decided, name)
        if new is None or new == ():
            continue
        if name in ADDING_UP:
            filled[name] = tuple(dict.fromkeys((*old, *new)))
        elif old is None:
            filled[name] = new
        else:
            continue
        filled_by = (*filled_by, (name, rule.name))
    return replace(decided, filled_by=filled_by, **filled)  # type: ignore[arg-type]


def _as_decided(subject: Routable, decided: Route) -> Routable:
    """Return the message as the next rule sees it: what a rule has decided is certain."""
    vip = subject.traits.vip if decided.vip is None else decided.vip
    return replace(
        subject,
        category=decided.category or subject.category,
        confidence=1.0 if decided.category else subject.confidence,
        sure=bool(decided.category) or subject.sure,
        priority=decided.priority or subject.priority,
        traits=replace(subject.traits, vip=vip),
    )


def _see(subject: Routable, name: str) -> Seen:
    """Return what this message holds in a field of the rules."""
    if name.startswith("header."):
        header = name.removeprefix("header.")
        return tuple(value for key, value in subject.message.headers if key == header)
    return SEES[name](subject)


def _addresses(*addresses: Address | None) -> tuple[str, ...]:
    return tuple(address.addr_spec for address in addresses if address)


SEES: dict[str, Callable[[Routable], Seen]] = {
    "category": lambda s: (s.category,),
    "confidence": lambda s: s.confidence,
    "sure": lambda s: s.sure,
    "priority": lambda s: (s.priority,),
    "inbox": lambda s: (s.inbox,),
    "language": lambda s: (s.language,),
    "kind": lambda s: (s.message.kind,),
    "automatic": lambda s: s.message.kind is not Kind.PERSON,
    "subject": lambda s: (s.message.subject,),
    "body": lambda s: (s.message.own_text,),
    "text": lambda s: (s.message.subject, s.message.own_text),
    "author": lambda s: _addresses(s.message.author),
    "to": lambda s: _addresses(*s.message.to),
    "cc": lambda s: _addresses(*s.message.cc),
    "list_id": lambda s: (s.message.list_id,),
    "attachment.name": lambda s: tuple(a.name for a in s.message.attachments),
    "attachment.type": lambda s: tuple(a.media_type for a in s.message.attachments),
    "customer.address": lambda s: (s.customer,),
    "customer.domain": lambda s: (s.customer.rpartition("@")[2],),
    "customer.company": lambda s: (s.traits.company,),
    "customer.tier": lambda s: (s.traits.tier,),
    "customer.vip": lambda s: s.traits.vip,
    "customer.contacts": lambda s: s.contact_count,
    "customer.first_contact": lambda s: s.first_contact,
    "frustration": lambda s: s.frustration,
    "hour": lambda s: s.local_time.hour,
    "weekday": lambda s: (WEEKDAYS[s.local_time.weekday()],),
    "business_hours": lambda s: s.business_hours,
    "conversation.status": lambda s: (s.status or "",),
    "conversation.continued": lambda s: s.status is not None,
    "conversation.reopened": lambda s: s.status is Status.RESOLVED,
    "conversation.messages": lambda s: s.message_count,
}
"""Word of the rules → what a message holds there."""
