"""Writes down what was decided about one message, in the form that `explain` shows."""

from inbox_triage.triage.conversation import Conversation, Priority
from inbox_triage.triage.findings import Arrival, Finding
from inbox_triage.triage.plan import Decision, MessageRecorded, Outcome, Reason


def message_fact(arrival: Arrival, outcome: Outcome, conversation: str | None) -> MessageRecorded:
    """Return the fact that this message was seen at its place with this outcome."""
    return MessageRecorded(
        inbox=arrival.inbox,
        uid=arrival.uid,
        received_at=arrival.received_at,
        outcome=outcome,
        message=arrival.message,
        conversation=conversation,
        customer=arrival.customer_address,
    )


def short_decision(
    arrival: Arrival, outcome: Outcome, conversation: str | None, why: Reason
) -> Decision:
    """Return the decision about a message that nothing had to be found out about."""
    return Decision(
        fingerprint=arrival.message.fingerprint,
        conversation=conversation,
        outcome=outcome,
        category="other",
        confidence=0.0,
        sure=False,
        priority=Priority.LOW,
        queue="",
        assignee=None,
        due_at=None,
        language=arrival.language,
        reasons=(why,),
    )


def robot_decision(arrival: Arrival, finding: Finding, why: Reason) -> Decision:
    """Return the decision about a program's message."""
    route = finding.route
    return Decision(
        fingerprint=arrival.message.fingerprint,
        conversation=finding.continued.reference if finding.continued else None,
        outcome=Outcome.SET_ASIDE,
        category=finding.category,
        confidence=finding.prediction.confidence,
        sure=finding.prediction.sure,
        priority=route.priority or Priority.LOW,
        queue=route.queue or "",
        assignee=route.assignee,
        due_at=None,
        language=arrival.language,
        evidence=finding.prediction.evidence,
        reasons=(why, *finding.reasons),
        rule_verdicts=route.verdicts,
    )


def person_decision(
    arrival: Arrival, finding: Finding, conversation: Conversation, more: tuple[Reason, ...]
) -> Decision:
    """Return the decision about a person's message; the conversation is as it then is."""
    return Decision(
        fingerprint=arrival.message.fingerprint,
        conversation=conversation.reference,
        outcome=Outcome.TRIAGED,
        category=finding.category,
        confidence=finding.prediction.confidence,
        sure=finding.prediction.sure,
        priority=conversation.priority,
        queue=conversation.queue,
        assignee=conversation.assignee,
        due_at=conversation.first_response_due_at,
        language=conversation.language,
        evidence=finding.prediction.evidence,
        reasons=(*finding.reasons, *more),
        rule_verdicts=finding.route.verdicts,
    )
