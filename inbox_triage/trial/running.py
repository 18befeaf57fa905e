"""Takes the messages of an export through the daemon's own pipeline, in the order of arrival.

Nothing is recorded: what is known of earlier messages is one `Memory` that grows with them.

Fails: InputError when a message that was there can no longer be read.
Limits: one batch of messages in memory; of the others ids, fingerprints and conversations.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from inbox_triage.classifier.model import Classifier
from inbox_triage.imap.mailbox import Fetched
from inbox_triage.message.message import Kind, Message
from inbox_triage.pipeline import Desk, decide, predict, read
from inbox_triage.store.memory import Memory
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.findings import Arrival, Handbook
from inbox_triage.triage.plan import (
    ConversationSaved,
    Decided,
    Decision,
    MessageMissed,
    MessageRecorded,
    Outcome,
    Plan,
    Uid,
)
from inbox_triage.triage.policy import Policy
from inbox_triage.trial.reading import Place, read_message

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Tried:
    """One message of the export and what the daemon would have made of it.

    Attributes:
        number: Place in the export, from 0.
        arrival: None when our own code failed on the message.
        plan: Its decision is missing for copies of what was seen before.
        conversation: Reference, None when it belongs to none.
        answers: The conversation as it was before a human of ours answered it with this message.
    """

    number: int
    received_at: datetime
    arrival: Arrival | None
    plan: Plan
    outcome: Outcome
    conversation: str | None
    answers: Conversation | None = None

    @property
    def decision(self) -> Decision | None:
        """What was decided, None for a copy or a message that was parked."""
        return next((f.decision for f in self.plan.facts if isinstance(f, Decided)), None)


def try_out(places: Sequence[Place], handbook: Handbook, classifier: Classifier) -> Iterator[Tried]:
    """Yield every message in the order of arrival, equal times in the order of the export."""
    memory = Memory(secrets.token_bytes(32))
    desk = Desk(next(iter(handbook.policy.inboxes)), handbook, classifier)
    order = iter(sorted(range(len(places)), key=lambda number: places[number].received_at))
    while numbers := list(islice(order, _BATCH)):
        found = [read(desk, _fetched(number, places[number])) for number in numbers]
        arrived = iter(predict(desk, [a for a in found if isinstance(a, Arrival)]))
        for number, item in zip(numbers, found, strict=True):
            arrival = next(arrived) if isinstance(item, Arrival) else None
            if arrival is None:
                yield _parked(number, places[number], item)
            else:
                yield _tried(number, desk, arrival, memory)


def _fetched(number: int, place: Place) -> Fetched:
    """Return the message as if a server had shown it."""
    return Fetched(
        uid=Uid("export", 1, number + 1),
        octets=place.octets,
        received_at=place.received_at,
        flags=frozenset(),
        raw=read_message(place),
    )


def _tried(number: int, desk: Desk, arrival: Arrival, memory: Memory) -> Tried:
    arrival = replace(arrival, inbox=_inbox_of(arrival.message, desk.handbook.policy))
    plan = decide(desk, arrival, memory, arrival.received_at)
    fact = next((f for f in plan.facts if isinstance(f, MessageRecorded | MessageMissed)), None)
    assert fact is not None
    conversation = fact.conversation if isinstance(fact, MessageRecorded) else None
    answers = _answered(arrival, fact.outcome, memory.conversations.get(conversation or ""))
    if answers:
        since = replace(answers, status=Status.WAITING, last_answer_at=arrival.received_at)
        memory.learn(Plan(facts=(ConversationSaved(since),)))
    return Tried(number, arrival.received_at, arrival, plan, fact.outcome, conversation, answers)


def _parked(number: int, place: Place, missed: Arrival | MessageMissed) -> Tried:
    assert isinstance(missed, MessageMissed)
    plan = Plan(facts=(missed,))
    return Tried(number, place.received_at, None, plan, missed.outcome, None)


def _inbox_of(message: Message, policy: Policy) -> str:
    """Return the inbox a message was for, the first one when no address of theirs is named."""
    named = {a.addr_spec.lower() for a in (*message.to, *message.cc)} | set(message.delivered_to)
    for name, inbox in policy.inboxes.items():
        if inbox.address.lower() in named or inbox.aliases & named:
            return name
    return next(iter(policy.inboxes))


def _answered(
    arrival: Arrival, outcome: Outcome, conversation: Conversation | None
) -> Conversation | None:
    """Return the conversation when this is a human's answer of ours to its customer."""
    message = arrival.message
    if outcome is not Outcome.OURS or message.kind is not Kind.PERSON or conversation is None:
        return None
    told = {address.addr_spec.lower() for address in (*message.to, *message.cc)}
    return conversation if conversation.customer in told else None
