"""Short ways to put things into a store."""

from datetime import datetime
from typing import Any

from inbox_triage.message.message import Message
from inbox_triage.store.database import Store
from inbox_triage.triage.conversation import Conversation, Priority
from inbox_triage.triage.plan import (
    AppendDraft,
    Audience,
    ChangeFlags,
    ConversationSaved,
    Decided,
    Decision,
    Effect,
    Fact,
    MessageRecorded,
    Outcome,
    SubmitMessage,
    Uid,
)
from tests.builders import NOON, a_conversation, a_message


def at(uid: int, mailbox: str = "INBOX", uidvalidity: int = 7) -> Uid:
    return Uid(mailbox, uidvalidity, uid)


def recorded(message: Message | None = None, **changes: Any) -> MessageRecorded:
    values: dict[str, Any] = {
        "inbox": "support",
        "uid": at(1),
        "received_at": NOON,
        "outcome": Outcome.TRIAGED,
        "message": message or a_message(),
        "conversation": "K7Q2",
        "customer": "ann@example.net",
    }
    return MessageRecorded(**{**values, **changes})


def decided(fingerprint: str = "f" * 32, **changes: Any) -> Decided:
    values: dict[str, Any] = {
        "fingerprint": fingerprint,
        "conversation": "K7Q2",
        "outcome": Outcome.TRIAGED,
        "category": "order_shipping",
        "confidence": 0.8,
        "sure": True,
        "priority": Priority.NORMAL,
        "queue": "support",
        "assignee": None,
        "due_at": NOON,
        "language": "en",
    }
    return Decided(Decision(**{**values, **changes}))


def opened(conversation: Conversation | None = None) -> list[Fact]:
    """The facts of a message that opens a conversation."""
    saved = conversation or a_conversation()
    message = a_message(
        fingerprint=saved.reference.lower().rjust(32, "0"),
        message_id=f"<{saved.reference}@example.net>",
    )
    record = recorded(
        message,
        conversation=saved.reference,
        customer=saved.customer,
        inbox=saved.inbox,
        received_at=saved.last_customer_at,
    )
    return [ConversationSaved(saved), record, decided(message.fingerprint)]


def a_mark(key: str = "mark:1", **changes: Any) -> ChangeFlags:
    values: dict[str, Any] = {"inbox": "support", "uid": at(1), "add": frozenset({"refund"})}
    return ChangeFlags(key, **{**values, **changes})


def a_draft(key: str = "draft:1", **changes: Any) -> AppendDraft:
    values: dict[str, Any] = {
        "inbox": "support",
        "message_id": f"<{key}@example.com>",
        "octets": b"Subject: Re\r\n\r\nHello \xff",
        "conversation": "K7Q2",
    }
    return AppendDraft(key, **{**values, **changes})


def a_submission(key: str = "submit:1", **changes: Any) -> SubmitMessage:
    values: dict[str, Any] = {
        "inbox": "support",
        "message_id": f"<{key}@example.com>",
        "recipients": ("ann@example.net",),
        "octets": b"Subject: Hello\r\n\r\nHello",
        "audience": Audience.CUSTOMER,
        "conversation": "K7Q2",
    }
    return SubmitMessage(key, **{**values, **changes})


def file(store: Store, *items: Fact | Effect, now: datetime = NOON) -> None:
    """Commit facts and effects together."""
    facts = [i for i in items if isinstance(i, Fact)]
    effects = [i for i in items if isinstance(i, Effect)]
    store.commit(facts, effects, None, now)
