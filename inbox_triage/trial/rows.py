"""Says what was found about one message in the form that scripts read, a JSON object a message."""

from collections.abc import Iterable, Iterator
from typing import Any

from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.plan import Outcome
from inbox_triage.trial.running import Tried

_JUDGED = (Outcome.TRIAGED, Outcome.SET_ASIDE)


def row_of(tried: Tried) -> dict[str, Any]:
    """Return the object; what was not judged (copies, mail of ours) has null in its place.

    `conversation` is the reference, or for a message of no conversation a name of its own in
    lower case. `message_id` is empty for a message without one.
    """
    arrival, decision = tried.arrival, tried.decision
    judged = decision if tried.outcome in _JUDGED else None
    draft = tried.plan.drafted
    return {
        "message_id": (arrival.message.message_id if arrival else None) or "",
        "conversation": tried.conversation or _own_name(tried),
        "outcome": str(tried.outcome),
        "kind": str(arrival.message.kind) if arrival else None,
        "category": judged.category if judged else None,
        "confidence": judged.confidence if judged else None,
        "sure": judged.sure if judged else None,
        "priority": str(judged.priority) if judged else None,
        "queue": judged.queue if judged else None,
        "language": _language(arrival),
        "customer": arrival.customer_address if arrival else None,
        "draft": draft.template_name if draft else None,
        "subject": arrival.message.subject if arrival else "",
        "received_at": tried.received_at.isoformat(),
    }


def in_order(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Yield numbered lines by their numbers, from 0; one that comes early waits for its turn."""
    waiting: dict[int, str] = {}
    due = 0
    for number, line in lines:
        waiting[number] = line
        while due in waiting:
            yield waiting.pop(due)
            due += 1


def _own_name(tried: Tried) -> str:
    return tried.arrival.message.fingerprint[:12] if tried.arrival else f"number-{tried.number}"


def _language(arrival: Arrival | None) -> str | None:
    return arrival.language or None if arrival else None
