"""A conversation: our record of one customer matter, from opening to resolved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a conversation stands; every status is one sentence an agent would say."""

    OPEN = "open"  # we owe an answer
    WAITING = "waiting"  # on the customer or on someone else, until `wake_at`
    RESOLVED = "resolved"  # nothing is owed; a reply of the customer reopens it


class Priority(StrEnum):
    """How soon a conversation wants a human."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """3 for urgent down to 0 for low."""
        return {"urgent": 3, "high": 2, "normal": 1, "low": 0}[self.value]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One customer matter.

    Attributes:
        reference: Short name such as `K7Q2`, upper-case base32, unique in the store.
        inbox: Name of the inbox where it began.
        customer: addr-spec of the customer, lower case.
        subject: Base subject of the first message.
        category, confidence: Latest decision; confidence 0-1, calibrated.
        queue: What a team works from. assignee: addr-spec of one agent, or None.
        tags: Keywords given by rules, in order.
        language: Two letters, such as `de`.
        opened_at, last_customer_at: received_at of the first customer message, and of the latest
            that asks something.
        last_answer_at: When a human of ours last answered, or None.
        first_response_due_at, resolution_due_at: In business hours; None when no target is set.
        wake_at: When a waiting conversation comes back, or None.
        message_count: Customer messages in it.
        draft_message_id, draft_sha256: Message-ID and hex digest of the octets of the one live
            draft, or None.
    """

    reference: str
    inbox: str
    customer: str
    subject: str
    status: Status
    category: str
    confidence: float
    priority: Priority
    queue: str
    assignee: str | None
    tags: tuple[str, ...]
    vip: bool
    language: str
    opened_at: datetime
    last_customer_at: datetime
    last_answer_at: datetime | None
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None
    wake_at: datetime | None
    message_count: int
    draft_message_id: str | None
    draft_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """What we know of one customer before this message; all inboxes together.

    Attributes:
        conversations: The latest 20, newest first.
        conversation_count: All of them.
        last_contact_at: received_at of their latest earlier message, or None for a first contact.
        used_sentences: Sentences of our drafts to this customer, so that none is repeated.
    """

    conversations: tuple[Conversation, ...] = ()
    conversation_count: int = 0
    last_contact_at: datetime | None = None
    used_sentences: frozenset[str] = frozenset()
