"""The conversation as it is with a new message in it: opened, continued, reopened, or undisturbed.

What is over, answered or resolved, is an episode; the next message begins a new one.
"""

from dataclasses import replace
from datetime import datetime

from inbox_triage.triage import continuing, sla
from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.findings import Arrival, Finding
from inbox_triage.triage.known import Known
from inbox_triage.triage.policy import Policy
from inbox_triage.triage.replies import ReplyKind


def conversation_after(
    arrival: Arrival, finding: Finding, known: Known, policy: Policy
) -> Conversation:
    """Return the conversation as it is with this message in it."""
    if finding.continued and continuing.is_quiet(finding.reply):
        return _undisturbed(finding, finding.continued)
    route = finding.route
    base = _as_reopened(finding.continued) or _opened(arrival, finding, known, policy)
    updated = replace(
        base,
        status=Status.OPEN,
        category=finding.category,
        confidence=finding.prediction.confidence,
        priority=max(finding.priority, base.priority, key=lambda p: p.rank),
        queue=route.queue or base.queue,
        assignee=_assignee(finding, base, policy),
        tags=_tags(finding, base),
        vip=finding.vip or base.vip,
        last_customer_at=max(arrival.received_at, base.last_customer_at),
        wake_at=None,
        message_count=base.message_count + 1,
    )
    return _with_due_times(updated, arrival.received_at, policy)


def _undisturbed(finding: Finding, earlier: Conversation) -> Conversation:
    """Return the conversation with one message more that asks nothing.

    `last_customer_at` stays: a thanks that is read before the answer it thanks for must not make
    that answer look too old.
    """
    status = continuing.status_after(finding.reply, earlier)
    return replace(
        earlier,
        status=status,
        wake_at=None if status is Status.RESOLVED else earlier.wake_at,
        message_count=earlier.message_count + 1,
    )


def _assignee(finding: Finding, base: Conversation, policy: Policy) -> str | None:
    """Return whom a rule names; what comes back unsolved goes to the agent who had it."""
    named = finding.route.assignee
    by_rule = policy.agents[named].addresses[0] if named else None
    if continuing.comes_back(finding.reply, finding.continued):
        return base.assignee or by_rule
    return by_rule or base.assignee


def _tags(finding: Finding, base: Conversation) -> tuple[str, ...]:
    asked_to_stop = finding.reply.kind is ReplyKind.STOP_WRITING
    own = (continuing.STOP_TAG,) if asked_to_stop else ()
    return tuple(dict.fromkeys((*base.tags, *finding.route.tags, *own)))


def _opened(arrival: Arrival, finding: Finding, known: Known, policy: Policy) -> Conversation:
    """Return a new conversation before its first message is counted."""
    inbox = policy.inboxes[arrival.inbox]
    return Conversation(
        reference=known.new_reference,
        inbox=arrival.inbox,
        customer=arrival.customer_address or "",
        subject=arrival.message.base_subject,
        status=Status.OPEN,
        category=finding.category,
        confidence=finding.prediction.confidence,
        priority=finding.priority,
        queue=inbox.default_queue,
        assignee=None,
        tags=(),
        vip=finding.vip,
        language=arrival.language or _usual_language(known) or inbox.languages[0],
        opened_at=arrival.received_at,
        last_customer_at=arrival.received_at,
        last_answer_at=None,
        first_response_due_at=None,
        resolution_due_at=None,
        wake_at=None,
        message_count=0,
        draft_message_id=None,
    )


def _as_reopened(earlier: Conversation | None) -> Conversation | None:
    """Forget the promises and the urgency of an episode that is over: answered, or resolved."""
    if earlier is None:
        return None
    answered = earlier.last_answer_at and earlier.last_answer_at >= earlier.last_customer_at
    if earlier.status is Status.OPEN and not answered:
        return earlier
    return replace(
        earlier, priority=Priority.LOW, first_response_due_at=None, resolution_due_at=None
    )


def _usual_language(known: Known) -> str:
    """Return the language of this customer's latest conversation; short texts name none."""
    return next((c.language for c in known.history.conversations), "")


def _with_due_times(
    conversation: Conversation, received_at: datetime, policy: Policy
) -> Conversation:
    """Promise an answer from the first message that nobody has answered yet.

    A second message does not move the promise, a higher priority can only bring it nearer.
    """
    target = policy.targets.get(conversation.priority)
    if target is None:
        return conversation
    first, whole = conversation.first_response_due_at, conversation.resolution_due_at
    if target.first_response_for:
        due = sla.due_at(received_at, target.first_response_for, policy.hours)
        first = min(first, due) if first else due
    if target.resolution_for:
        due = sla.due_at(received_at, target.resolution_for, policy.hours)
        whole = min(whole, due) if whole else due
    return replace(conversation, first_response_due_at=first, resolution_due_at=whole)
