"""What is known that bears on one message; gathered by the store, read by the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inbox_triage.triage.conversation import Conversation, CustomerHistory


@dataclass(frozen=True, slots=True)
class EarlierCopy:
    """The same content was recorded before: another delivery, or another inbox of ours."""

    inbox: str
    conversation: str | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one content was seen in one inbox, and where we ourselves began to move it.

    Attributes:
        seen: (mailbox, when), oldest first; never empty.
        carried: (target, when it was planned), as rules and `undo` name the target.
    """

    seen: tuple[tuple[str, datetime], ...]
    carried: tuple[tuple[str, datetime], ...] = ()

    @property
    def last(self) -> str:
        """The mailbox where it was seen last."""
        return self.seen[-1][0]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything remembered that the decision about one message may use.

    Attributes:
        new_reference: Reference to give the conversation if this message opens one; derived
            from the fingerprint, so planning twice gives the same.
        token_key: Secret for the tokens in References (`tokens.py`).
        copy: Set when this content is known already.
        by_message_id: For ids among In-Reply-To, References and a report's original id.
        by_reference: For references named by valid tokens in those ids, and for that of `copy`.
        by_thread_index: The one conversation whose messages have the same Thread-Index.
        by_line: For quoted lines (`threads.quoted_lines`) that exactly one conversation holds.
        history: This customer's, all inboxes.
        whereabouts: Of a known content, by inbox.
    """

    new_reference: str
    token_key: bytes
    copy: EarlierCopy | None = None
    by_message_id: Mapping[str, Conversation] = field(default_factory=dict)
    by_reference: Mapping[str, Conversation] = field(default_factory=dict)
    by_thread_index: Conversation | None = None
    by_line: Mapping[str, Conversation] = field(default_factory=dict)
    history: CustomerHistory = field(default_factory=CustomerHistory)
    whereabouts: Mapping[str, Whereabouts] = field(default_factory=dict)
