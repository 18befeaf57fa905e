"""Values for tests with everything a test does not care about filled in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.triage.conversation import Conversation, Priority, Status

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""

_MESSAGE = Message(
    fingerprint="f" * 32,
    octets=1000,
    message_id="<first@example.net>",
    in_reply_to=(),
    references=(),
    thread_index="",
    subject="The lamp arrived broken",
    base_subject="The lamp arrived broken",
    author=Address("ann@example.net", "Ann Example"),
    sender=None,
    reply_to=(),
    to=(Address("support@example.com"),),
    cc=(),
    delivered_to=(),
    reverse_path="ann@example.net",
    claimed_at=NOON,
    text="The lamp I ordered arrived broken.",
    own_text="The lamp I ordered arrived broken.",
    signature="",
    html="",
    attachments=(),
    kind=Kind.PERSON,
    kind_reason="",
    answerable=True,
    report=None,
    forwarded_author=None,
    form_author=None,
    list_id="",
    headers=(),
    defects=(),
    truncated=False,
)

_CONVERSATION = Conversation(
    reference="K7Q2",
    inbox="support",
    customer="ann@example.net",
    subject="The lamp arrived broken",
    status=Status.OPEN,
    category="order_shipping",
    confidence=0.8,
    priority=Priority.NORMAL,
    queue="support",
    assignee=None,
    tags=(),
    vip=False,
    language="en",
    opened_at=NOON,
    last_customer_at=NOON,
    last_answer_at=None,
    first_response_due_at=None,
    resolution_due_at=None,
    wake_at=None,
    message_count=1,
    draft_message_id=None,
)


def a_message(**changes: Any) -> Message:
    """Return Ann's message about a broken lamp, with these fields changed."""
    return replace(_MESSAGE, **changes)


def a_conversation(**changes: Any) -> Conversation:
    """Return Ann's open conversation K7Q2, with these fields changed."""
    return replace(_CONVERSATION, **changes)
