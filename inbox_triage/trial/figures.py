"""Counts what a trial found, message by message, into the figures of the summary and the report."""

from array import array
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from inbox_triage.message.message import Kind
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.plan import Decision, Outcome
from inbox_triage.trial.running import Tried

_ATTENTION_COUNT = 40
_UNSURE_COUNT = 12
_PARKED_COUNT = 20
_REPEAT_COUNT = 12
_EXAMPLE_LETTERS = range(60, 900)  # long enough to say something, short enough to be read
_TEXT_LENGTH = 1500


class Author(StrEnum):
    """Who wrote a message, as the volumes tell apart."""

    CUSTOMER = "customers"
    PROGRAM = "programs"
    TEAM = "the team"


@dataclass(frozen=True, slots=True)
class Note:
    """One message in a list for people."""

    received_at: datetime
    customer: str
    subject: str
    category: str
    confidence: float
    priority: Priority
    why: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A customer's words and the reply that would wait in Drafts."""

    note: Note
    text: str
    draft: str
    template: str


@dataclass(slots=True)
class CategoryCount:
    """How often a category was given, how often for sure, and the sum of the confidences."""

    count: int = 0
    sure: int = 0
    confidence: float = 0.0


@dataclass(slots=True)
class Tally:
    """The figures so far; `add` takes in one message, in the order of arrival.

    Attributes:
        zone: In which days and hours are counted.
        slots: Customers' messages by (weekday from Monday 0, hour).
        joined: By what messages were joined to an earlier conversation.
        conversations: Customer messages by reference.
        customers: Conversations by customer.
        first_answers: Seconds from a conversation's beginning to the first answer of a human.
        undrafted: Why there was no draft, by reason.
        examples: One a template, of the surest.
        parked: What our code failed on: the last line of each traceback.
    """

    zone: tzinfo
    first_at: datetime | None = None
    last_at: datetime | None = None
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    days: Counter[tuple[date, Author]] = field(default_factory=Counter)
    slots: Counter[tuple[int, int]] = field(default_factory=Counter)
    categories: dict[str, CategoryCount] = field(default_factory=dict)
    priorities: Counter[Priority] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    queues: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    conversations: Counter[str] = field(default_factory=Counter)
    customers: Counter[str] = field(default_factory=Counter)
    first_answers: "array[float]" = field(default_factory=lambda: array("d"))
    templates: Counter[str] = field(default_factory=Counter)
    undrafted: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict)
    attention_count: int = 0
    attention: deque[Note] = field(default_factory=lambda: deque(maxlen=_ATTENTION_COUNT))
    unsure: deque[Note] = field(default_factory=lambda: deque(maxlen=_UNSURE_COUNT))
    defects: Counter[str] = field(default_factory=Counter)
    parked: list[str] = field(default_factory=list)

    def add(self, tried: Tried) -> None:
        """Take in one message."""
        self.outcomes[tried.outcome] += 1
        self.first_at = min(self.first_at or tried.received_at, tried.received_at)
        self.last_at = max(self.last_at or tried.received_at, tried.received_at)
        if tried.arrival is None:
            self._add_parked(tried)
            return
        self.defects.update(tried.arrival.message.defects)
        self._add_volume(tried)
        if tried.outcome is Outcome.SET_ASIDE:
            self.kinds[tried.arrival.message.kind] += 1
        elif tried.outcome is Outcome.TRIAGED and tried.decision:
            self._add_matter(tried, tried.decision, tried.arrival)
        if tried.answers and tried.answers.last_answer_at is None:
            waited = tried.received_at - tried.answers.opened_at
            self.first_answers.append(waited.total_seconds())

    def _add_parked(self, tried: Tried) -> None:
        detail = next((getattr(fact, "detail", "") for fact in tried.plan.facts), "")
        if len(self.parked) < _PARKED_COUNT:
            last_line = detail.strip().rpartition("\n")[2]
            self.parked.append(f"message {tried.number + 1}: {last_line}")

    def _add_volume(self, tried: Tried) -> None:
        author = _author(tried)
        if author is None:
            return
        local = tried.received_at.astimezone(self.zone)
        self.days[local.date(), author] += 1
        if author is Author.CUSTOMER:
            self.slots[local.weekday(), local.hour] += 1

    def _add_matter(self, tried: Tried, decision: Decision, arrival: Arrival) -> None:
        counted = self.categories.setdefault(decision.category, CategoryCount())
        counted.count += 1
        counted.sure += decision.sure
        counted.confidence += decision.confidence
        self.priorities[decision.priority] += 1
        self.languages[arrival.language] += 1
        self.queues[decision.queue] += 1
        self._add_conversation(tried, arrival)
        note = _note(arrival, decision)
        if note.why:
            self.attention_count += 1
            self.attention.append(note)
        if not decision.sure:
            self.unsure.append(note)
        self._add_draft(tried, decision, note)

    def _add_conversation(self, tried: Tried, arrival: Arrival) -> None:
        reference = tried.conversation or ""
        if reference not in self.conversations:
            self.customers[arrival.customer_address or ""] += 1
        elif tried.plan.linked_by:
            self.joined[tried.plan.linked_by] += 1
        self.conversations[reference] += 1

    def _add_draft(self, tried: Tried, decision: Decision, note: Note) -> None:
        draft, arrival = tried.plan.drafted, tried.arrival
        if draft is None or arrival is None:
            why = next((r.text for r in decision.reasons if r.topic == "draft"), "")
            self.undrafted[why.removeprefix("none: ")] += 1
            return
        self.templates[draft.template_name] += 1
        text = arrival.message.own_text
        best = self.examples.get(draft.template_name)
        better = best is None or best.note.confidence < note.confidence
        if better and draft.language == arrival.language and len(text) in _EXAMPLE_LETTERS:
            example = Example(note, text[:_TEXT_LENGTH], draft.text, draft.template_name)
            self.examples[draft.template_name] = example

    # --- what is worked out at the end ------------------------------------------------------

    @property
    def total(self) -> int:
        """Messages in all."""
        return self.outcomes.total()

    @property
    def matters(self) -> int:
        """Messages of customers that want a human."""
        return self.outcomes[Outcome.TRIAGED]

    @property
    def sure_share(self) -> float:
        """Share of the customers' messages whose category is sure, 0-1."""
        sure = sum(counted.sure for counted in self.categories.values())
        return sure / self.matters if self.matters else 0.0

    @property
    def draft_count(self) -> int:
        """Drafts that would have been written."""
        return self.templates.total()

    def first_answer_after(self, share: float) -> timedelta | None:
        """Return the time within which this share of the answered conversations was answered."""
        if not self.first_answers:
            return None
        ordered = sorted(self.first_answers)
        return timedelta(seconds=ordered[min(int(share * len(ordered)), len(ordered) - 1)])

    def repeat_customers(self) -> Sequence[tuple[str, int]]:
        """Return the customers with the most conversations, two at least."""
        return [(c, n) for c, n in self.customers.most_common(_REPEAT_COUNT) if n > 1]


def _author(tried: Tried) -> Author | None:
    """Return who wrote it; None for a copy, which was counted the first time."""
    match tried.outcome:
        case Outcome.TRIAGED:
            return Author.CUSTOMER
        case Outcome.SET_ASIDE:
            return Author.PROGRAM
        case Outcome.OURS:
            return Author.TEAM
        case _:
            return None


def _note(arrival: Arrival, decision: Decision) -> Note:
    author = arrival.customer or arrival.message.author
    return Note(
        received_at=arrival.received_at,
        customer=str(author or ""),
        subject=arrival.message.subject,
        category=decision.category,
        confidence=decision.confidence,
        priority=decision.priority,
        why=_why_attention(decision),
    )


def _why_attention(decision: Decision) -> str:
    """Return why a lead wants to see this message, empty when nothing says so."""
    whys = []
    if decision.priority is Priority.URGENT:
        whys.append("urgent")
    if decision.category == "outage":
        whys.append("outage")
    if any(r.topic == "customer" and r.text.startswith("VIP") for r in decision.reasons):
        whys.append("VIP")
    return ", ".join(whys)
