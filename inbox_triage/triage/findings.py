"""What one message is: its conversation, category, priority and route; nothing is done yet.

thread → reply → category → priority → route
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_triage.message.message import Address, Message
from inbox_triage.triage import category as categories
from inbox_triage.triage import continuing, routing, sla, threads
from inbox_triage.triage import priority as priorities
from inbox_triage.triage.category import Prediction
from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.drafts import TemplateSet
from inbox_triage.triage.known import Known
from inbox_triage.triage.plan import Reason, Uid
from inbox_triage.triage.policy import Policy
from inbox_triage.triage.priority import PriorityScore, PrioritySignals
from inbox_triage.triage.replies import ReplyMeaning
from inbox_triage.triage.routing import Routable, Route
from inbox_triage.triage.rules import RuleSet
from inbox_triage.triage.threads import LinkedBy

NOT_ASKED = Prediction("other", 0.0, sure=False)
"""Stands for the classifier's answer about a message that it was not asked about."""

_RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Handbook:
    """All that the admin wrote: policy, rules and templates."""

    policy: Policy
    rules: RuleSet
    templates: TemplateSet


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message that arrived in one inbox.

    Attributes:
        flags: As the server shows them now; what is set already is not set again.
        customer: Whose matter it is (`parties.customer_of`), None when nobody's.
        language: Two letters, empty when undecided.
    """

    inbox: str
    uid: Uid
    received_at: datetime
    flags: frozenset[str]
    message: Message
    customer: Address | None
    language: str
    prediction: Prediction = NOT_ASKED

    @property
    def customer_address(self) -> str | None:
        """The customer's addr-spec in lower case, or None."""
        return self.customer.addr_spec.lower() if self.customer else None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one message.

    Attributes:
        continued: The conversation it continues, or None when it opens one.
        linked_by: By what it continues that.
        prediction: The classifier's, or a rule's with confidence 1.
        frustration: 0 calm to 3; at least 1 when our answer did not help.
        reply: What it says as a reply to us.
    """

    continued: Conversation | None
    prediction: Prediction
    score: PriorityScore
    frustration: int
    vip: bool
    route: Route
    reasons: tuple[Reason, ...]
    linked_by: LinkedBy | None = None
    reply: ReplyMeaning = continuing.OTHER

    @property
    def category(self) -> str:
        """The category as decided."""
        return self.prediction.category

    @property
    def priority(self) -> Priority:
        """A rule's word, else the score's; what our answer did not solve is not below high."""
        decided = self.route.priority or self.score.priority
        floor = continuing.floor(self.reply, self.continued)
        return max(decided, floor, key=lambda priority: priority.rank)


def find_out(arrival: Arrival, known: Known, handbook: Handbook) -> Finding:
    """Find out what this message is; a rule's word beats the classifier's."""
    customer = arrival.customer_address or ""
    link = threads.find(arrival.message, customer, known, arrival.received_at)
    continued = link.conversation if link else None
    reply = continuing.understand(arrival.message, continued, arrival.language)
    predicted = categories.settle(arrival.prediction, arrival.message, continued)
    predicted = continuing.settle(predicted, reply, continued)
    traits = handbook.policy.traits_of(customer)
    signals = _signals(arrival, known, continued, predicted.category, vip=traits.vip)
    lowest = continuing.floor(reply, continued)
    score = continuing.raised(priorities.score(signals), lowest)
    subject = _routable(arrival, known, handbook.policy, (continued, predicted, score))
    route = continuing.heeded(routing.route(handbook.rules, subject), reply)
    vip = traits.vip if route.vip is None else route.vip
    if route.category:
        evidence = (f"rule “{_filled_by(route, 'category')}”",)
        predicted = Prediction(route.category, 1.0, sure=True, evidence=evidence)
    if route.category or vip != traits.vip:
        changed = replace(signals, category=predicted.category, vip=vip)
        score = continuing.raised(priorities.score(changed), lowest)
    upset = max(subject.frustration, int(continuing.comes_back(reply, continued)))
    linked_by = link.by if link else None
    finding = Finding(continued, predicted, score, upset, vip, route, (), linked_by, reply)
    thread = link.why if link else "it continues no conversation that we know"
    return replace(finding, reasons=_reasons(finding, thread, traits.why))


def _signals(
    arrival: Arrival, known: Known, continued: Conversation | None, category: str, *, vip: bool
) -> PrioritySignals:
    others = [c for c in known.history.conversations if c != continued]
    recent = [c for c in known.history.conversations if _is_recent(c, arrival.received_at)]
    unanswered = continued and continued.status is Status.OPEN and not continued.last_answer_at
    return PrioritySignals(
        category=category,
        subject=arrival.message.base_subject,
        own_text=arrival.message.own_text,
        language=arrival.language,
        vip=vip,
        open_conversations=sum(c.status is Status.OPEN for c in others),
        contacts_last_14_days=sum(c.message_count for c in recent),
        waiting_for=arrival.received_at - continued.opened_at if continued and unanswered else None,
    )


def _is_recent(conversation: Conversation, now: datetime) -> bool:
    return now - conversation.last_customer_at <= _RECENT


def _routable(
    arrival: Arrival,
    known: Known,
    policy: Policy,
    so_far: tuple[Conversation | None, Prediction, PriorityScore],
) -> Routable:
    continued, predicted, score = so_far
    customer = arrival.customer_address or ""
    text = f"{arrival.message.base_subject}\n{arrival.message.own_text}"
    return Routable(
        message=arrival.message,
        inbox=arrival.inbox,
        category=predicted.category,
        confidence=predicted.confidence,
        sure=predicted.sure,
        priority=score.priority,
        language=arrival.language,
        customer=customer,
        local_time=arrival.received_at.astimezone(policy.hours.zone),
        business_hours=sla.is_open(arrival.received_at, policy.hours),
        traits=policy.traits_of(customer),
        contact_count=known.history.conversation_count,
        first_contact=known.history.last_contact_at is None,
        frustration=priorities.frustration(text, arrival.language),
        status=continued.status if continued else None,
        message_count=continued.message_count if continued else 0,
    )


def _filled_by(route: Route, field_name: str) -> str:
    return dict(route.filled_by).get(field_name, "")


def _reasons(finding: Finding, thread: str, vip_why: str) -> tuple[Reason, ...]:
    predicted, route = finding.prediction, finding.route
    words = ", ".join(predicted.evidence) or "no single word stands out"
    doubt = "" if predicted.sure else ", which is not sure"
    category = f"{predicted.category} at {predicted.confidence:.0%}{doubt}: {words}"
    parts = "; ".join(f"{part.name} {part.points:+d} ({part.why})" for part in finding.score.parts)
    reasons = [Reason("thread", thread), *continuing.reasons(finding.reply, finding.continued)]
    reasons.append(Reason("category", category))
    if finding.vip:
        why = _filled_by(route, "vip") or vip_why or "the admin's list"
        reasons.append(Reason("customer", f"VIP: {why}"))
    score = (
        f"{finding.score.priority} from {finding.score.points} points: {parts or 'nothing special'}"
    )
    reasons.append(Reason("priority", score))
    for name in dict.fromkeys(rule for _, rule in route.filled_by):
        fields = ", ".join(field for field, rule in route.filled_by if rule == name)
        reasons.append(Reason("rule", f"“{name}” sets {fields}"))
    return tuple(reasons)
