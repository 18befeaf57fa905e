"""gather → decide → commit: what one batch of arrivals becomes.

The fourth step, apply, is `executor.carry_out`: it runs only after the commit.

    read      parse each message             message.parsing     pure
    predict   the whole batch                classifier          one vectorised call
              recall what bears on it        store.recall        a few queries for the batch
    decide    plan each message              triage.arrivals     pure; a later one sees earlier ones
              commit facts and effects       store.commit        one transaction, watermark too

`handle` is all of it for the daemon, `handle_by` for what else is read than arrivals (`reading`);
`trial` uses read, predict and decide, and commits nothing.
A message that makes our code raise is parked with its traceback; the batch goes on.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_triage.classifier.model import Classifier
from inbox_triage.errors import TriageError
from inbox_triage.imap.mailbox import Fetched, Missed
from inbox_triage.logs import format_event
from inbox_triage.message.language import detect_language
from inbox_triage.message.parsing import parse
from inbox_triage.message.parties import customer_of
from inbox_triage.store.database import Store
from inbox_triage.store.memory import Memory
from inbox_triage.triage import arrivals
from inbox_triage.triage.category import ClassifierInput
from inbox_triage.triage.findings import Arrival, Handbook
from inbox_triage.triage.plan import (
    Decided,
    Decision,
    Fact,
    MessageMissed,
    MessageRecorded,
    MoveMessage,
    Outcome,
    Plan,
    Uid,
    Watermark,
)

_log = logging.getLogger(__name__)
_TRACEBACK_LENGTH = 8000
_LEVELS = {Outcome.PARKED: logging.ERROR, Outcome.FILED: logging.DEBUG}


Planner = Callable[[Sequence[Arrival]], list[Plan]]
"""Plans the messages of a batch, in order; a later one sees what came of the earlier ones."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a batch is worked on with: the admin's handbook and the classifier."""

    inbox: str
    handbook: Handbook
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one mailbox in UID order, and the watermark before them.

    `watermark` is None while a mailbox is read again after its UIDVALIDITY changed: such a scan
    is only over when all of it is committed.
    """

    watermark: Watermark | None
    fetched: Sequence[Fetched]
    missed: Sequence[Missed]


@dataclass(frozen=True, slots=True)
class Handled:
    """What a batch came to: the watermark as committed, and how many moves it asks for."""

    watermark: Watermark | None
    move_count: int


def handle(desk: Desk, store: Store, batch: Batch, now: datetime) -> Handled:
    """Decide about every message that arrived and commit it all in one transaction."""
    return handle_by(desk, store, batch, lambda arrived: _plans(desk, store, arrived, now), now)


def handle_by(desk: Desk, store: Store, batch: Batch, planner: Planner, now: datetime) -> Handled:
    """Plan every message of the batch and commit it all in one transaction.

    When something breaks that is not one message's own (the classifier, the database's reading of
    a value), the messages are taken one at a time, so that the one that breaks it is parked alone.
    """
    try:
        return _handle(desk, store, batch, planner, now)
    except (TriageError, OSError, MemoryError):
        raise  # the server's, the database's or the machine's trouble: the batch comes again whole
    except Exception:  # noqa: BLE001 - the place per message: which one it is comes out below
        if len(batch.fetched) > 1:
            return _handle_singly(desk, store, batch, planner, now)
        parked = [_parked(desk.inbox, fetched.uid) for fetched in batch.fetched]
        facts = [*parked, *(_missed_fact(desk.inbox, missed) for missed in batch.missed)]
        store.commit(facts, (), _advanced(batch), now)
        _log_outcomes(desk.inbox, facts)
        return Handled(_advanced(batch), move_count=0)


def _handle_singly(
    desk: Desk, store: Store, batch: Batch, planner: Planner, now: datetime
) -> Handled:
    handled = Handled(batch.watermark, move_count=0)
    moves = 0
    for fetched in batch.fetched:
        one = Batch(handled.watermark, [fetched], [])
        handled = handle_by(desk, store, one, planner, now)
        moves += handled.move_count
    last = handle_by(desk, store, Batch(handled.watermark, [], batch.missed), planner, now)
    return Handled(last.watermark, moves)


def _handle(desk: Desk, store: Store, batch: Batch, planner: Planner, now: datetime) -> Handled:
    facts: list[Fact] = [_missed_fact(desk.inbox, missed) for missed in batch.missed]
    arrived: list[Arrival] = []
    for fetched in batch.fetched:
        found = read(desk, fetched)
        if isinstance(found, Arrival):
            arrived.append(found)
        else:
            facts.append(found)
    plans = planner(arrived)
    facts += [fact for plan in plans for fact in plan.facts]
    effects = [effect for plan in plans for effect in plan.effects]
    watermark = _advanced(batch)
    store.commit(facts, effects, watermark, now)
    _log_outcomes(desk.inbox, facts)
    return Handled(watermark, sum(isinstance(effect, MoveMessage) for effect in effects))


def _plans(desk: Desk, store: Store, arrived: Sequence[Arrival], now: datetime) -> list[Plan]:
    """Plan what arrived; a later message sees what came of the earlier ones."""
    memory = store.recall([(a.message, a.customer_address) for a in arrived])
    return [decide(desk, arrival, memory, now) for arrival in predict(desk, arrived)]


def read(desk: Desk, fetched: Fetched) -> Arrival | MessageMissed:
    """Parse one message; whatever goes wrong in our own code parks it."""
    inbox = desk.handbook.policy.inboxes[desk.inbox]
    try:
        message = parse(fetched.raw, fetched.octets)
        text = f"{message.base_subject}\n{message.own_text}"
        return Arrival(
            inbox=desk.inbox,
            uid=fetched.uid,
            received_at=fetched.received_at,
            flags=fetched.flags,
            message=message,
            customer=customer_of(message, desk.handbook.policy.own_addresses()),
            language=detect_language(text, inbox.languages) or "",
        )
    except (OSError, MemoryError):
        raise  # the machine's trouble, not this message's
    except Exception:  # noqa: BLE001 - one of the two places: a message that breaks us is parked
        return _parked(desk.inbox, fetched.uid)


def predict(desk: Desk, arrived: Sequence[Arrival]) -> list[Arrival]:
    """Return the arrivals, in order, with what the classifier says of each."""
    predictions = desk.classifier.predict(
        [ClassifierInput(a.message.base_subject, a.message.own_text, a.language) for a in arrived]
    )
    return [replace(a, prediction=p) for a, p in zip(arrived, predictions, strict=True)]


def decide(desk: Desk, arrival: Arrival, memory: Memory, now: datetime) -> Plan:
    """Plan for one message and let the memory learn it; a defect of ours parks the message."""
    known = memory.known(arrival.message, arrival.customer_address)
    try:
        plan = arrivals.plan(arrival, known, desk.handbook, now)
    except Exception:  # noqa: BLE001 - the same place: per message
        plan = Plan(facts=(_parked(desk.inbox, arrival.uid),))
    memory.learn(plan)
    return plan


def _parked(inbox: str, uid: Uid) -> MessageMissed:
    """Return the fact for the message whose exception is being handled."""
    detail = traceback.format_exc(limit=-12)[-_TRACEBACK_LENGTH:]
    return MessageMissed(inbox, uid, Outcome.PARKED, detail)


def _missed_fact(inbox: str, missed: Missed) -> MessageMissed:
    """Return the outcome of a UID whose message could not be read."""
    outcome = Outcome.GONE if missed.gone else Outcome.PARKED
    return MessageMissed(inbox, missed.uid, outcome, missed.detail)


def _advanced(batch: Batch) -> Watermark | None:
    """Return the watermark after this batch; None where there is none to move."""
    if batch.watermark is None:
        return None
    uids = [f.uid.uid for f in batch.fetched] + [m.uid.uid for m in batch.missed]
    received = [f.received_at for f in batch.fetched]
    return replace(
        batch.watermark,
        last_uid=max([batch.watermark.last_uid, *uids]),
        last_received_at=max([batch.watermark.last_received_at, *received]),
    )


def _log_outcomes(inbox: str, facts: Sequence[Fact]) -> None:
    """Log one event a message, after the commit."""
    for fact in facts:
        if isinstance(fact, MessageMissed):
            event, last_line = f"message.{fact.outcome}", fact.detail.strip().rpartition("\n")[2]
            level = _LEVELS.get(fact.outcome, logging.WARNING)
            _log.log(level, format_event(event, inbox=inbox, uid=fact.uid.uid, detail=last_line))
        elif isinstance(fact, Decided):
            _log_decision(inbox, fact.decision)
        elif isinstance(fact, MessageRecorded) and fact.outcome is Outcome.MOVED:
            where, reference = fact.uid.mailbox, fact.conversation or "-"
            _log.info(
                format_event(
                    "message.moved",
                    inbox=inbox,
                    mailbox=where,
                    conversation=reference,
                    detail=fact.detail,
                )
            )


def _log_decision(inbox: str, decision: Decision) -> None:
    if decision.outcome is Outcome.OURS:
        event = format_event("message.ours", inbox=inbox, conversation=decision.conversation or "-")
        _log.info(event)
        return
    _log.info(
        format_event(
            f"message.{decision.outcome}",
            inbox=inbox,
            conversation=decision.conversation or "-",
            category=decision.category,
            confidence=f"{decision.confidence:.2f}",
            priority=decision.priority,
            queue=decision.queue,
        )
    )
