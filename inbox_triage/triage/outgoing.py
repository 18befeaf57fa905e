"""Turns what was decided to be said into effects: a draft, a brief, an alert to the team.

Every message of ours is named by a token whose purpose is derived from the message it answers, so
planning twice names the same message, and the executor finds it before appending it again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_triage.message.composing import (
    NAME,
    Alert,
    Note,
    Reply,
    alert_octets,
    note_octets,
    reply_octets,
)
from inbox_triage.message.message import Address, Message
from inbox_triage.message.recipients import Recipients
from inbox_triage.triage.brief import Brief
from inbox_triage.triage.conversation import Conversation
from inbox_triage.triage.drafts import Draft
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    Audience,
    Discard,
    SubmitMessage,
    Uid,
)
from inbox_triage.triage.policy import InboxPolicy, Policy
from inbox_triage.triage.tokens import format_token

_PURPOSE_DIGITS = 12
_ABOVE = timedelta(seconds=1)
_PLAUSIBLE = timedelta(days=2)  # a Date further off is wrong, or a lie


@dataclass(frozen=True, slots=True)
class Writing:
    """What everything written about one arrived message has in common."""

    message: Message
    uid: Uid
    received_at: datetime
    conversation: Conversation
    inbox: InboxPolicy
    token_key: bytes
    zone: ZoneInfo
    now: datetime

    def token(self, kind: str) -> str:
        """Return the Message-ID of the draft (d), brief (n) or alert (a) about this message."""
        purpose = f"{kind}{self.message.fingerprint[:_PURPOSE_DIGITS]}"
        domain = self.inbox.address.rpartition("@")[2]
        reference = self.conversation.reference
        return format_token(reference, purpose, key=self.token_key, domain=domain)

    def key(self, kind: str) -> str:
        """Return the effect key: the same for the same message however often it is planned."""
        return f"{kind}:{self.inbox.name}:{self.message.fingerprint}"


def draft_effect(writing: Writing, draft: Draft, recipients: Recipients) -> AppendDraft:
    """Return the effect that leaves this reply in Drafts.

    It takes the place of an earlier untouched one to the conversation's customer; a reply to
    somebody else who wrote into the conversation leaves that one where it is.
    """
    to_customer = writing.conversation.customer in {a.addr_spec.lower() for a in recipients.to}
    earlier = writing.conversation if to_customer else None
    message_id = writing.token("d")
    reply = Reply(
        original=writing.message,
        sender=Address(writing.inbox.address, writing.inbox.display_name),
        recipients=recipients,
        token=writing.token("c"),
        message_id=message_id,
        written_at=writing.now,
        language=draft.language,
        zone=writing.zone,
        text=draft.text,
    )
    return AppendDraft(
        key=writing.key("draft"),
        inbox=writing.inbox.name,
        message_id=message_id,
        octets=reply_octets(reply),
        conversation=writing.conversation.reference,
        replaces=(earlier.draft_message_id or "") if earlier else "",
        replaces_sha256=(earlier.draft_sha256 or "") if earlier else "",
    )


def note_effect(writing: Writing, mailbox: str, brief: Brief) -> AppendNote:
    """Return the effect that lays the brief beside the message in `mailbox`, one second before it.

    One second, so that every client lists it above and a reply goes to the customer: by Date, in
    clients that sort by what the sender claims, and by INTERNALDATE.
    """
    received_at, claimed_at = writing.received_at, writing.message.claimed_at
    plausible = claimed_at is not None and abs(received_at - claimed_at) < _PLAUSIBLE
    dated_at = claimed_at if claimed_at and plausible else received_at
    message_id = writing.token("n")
    note = Note(
        original=writing.message,
        summary=brief.headline,
        address=writing.inbox.address,
        message_id=message_id,
        dated_at=dated_at - _ABOVE,
        text=brief.text,
    )
    return AppendNote(
        key=writing.key("brief"),
        inbox=writing.inbox.name,
        mailbox=mailbox,
        message_id=message_id,
        octets=note_octets(note),
        received_at=received_at - _ABOVE,
        conversation=writing.conversation.reference,
    )


def alert_effect(writing: Writing, recipients: tuple[str, ...], brief: Brief) -> SubmitMessage:
    """Return the effect that tells these people of ours about the message."""
    message_id = writing.token("a")
    alert = Alert(
        sender=Address(writing.inbox.address, NAME),
        to=tuple(Address(recipient) for recipient in recipients),
        subject=f"{brief.headline}: {writing.message.subject}",
        text=brief.text,
        message_id=message_id,
        written_at=writing.now,
    )
    return SubmitMessage(
        key=writing.key("alert"),
        inbox=writing.inbox.name,
        message_id=message_id,
        recipients=recipients,
        octets=alert_octets(alert),
        audience=Audience.TEAM,
        conversation=writing.conversation.reference,
    )


def withdraw_effect(conversation: Conversation, inbox: str) -> Discard | None:
    """Return the effect that takes the live draft back while it is untouched, if there is one."""
    if not conversation.draft_message_id or not conversation.draft_sha256:
        return None
    return Discard(
        key=f"withdraw:{conversation.draft_message_id}",
        inbox=inbox,
        mailbox="",
        message_id=conversation.draft_message_id,
        sha256=conversation.draft_sha256,
        conversation=conversation.reference,
    )


def people(names: tuple[str, ...], policy: Policy) -> tuple[str, ...]:
    """Return the addresses behind names of agents and queues; unknown names have none.

    A queue is its own address, else its lead's.
    """
    found = []
    for name in names:
        queue = policy.queues.get(name)
        agent = policy.agents.get((queue.lead or "") if queue else name)
        if queue and queue.address:
            found.append(queue.address)
        elif agent and agent.addresses:
            found.append(agent.addresses[0])
    return tuple(dict.fromkeys(found))


def digest_of(octets: bytes) -> str:
    """Return the hex SHA-256 by which we recognise our own untouched draft."""
    return hashlib.sha256(octets).hexdigest()
