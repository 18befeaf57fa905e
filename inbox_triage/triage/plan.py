"""A Plan: facts to record, effects to carry out, reasons why.

Facts and the rows of the effects are committed in one transaction; only then are the effects
carried out, such that doing one twice is doing it once (docs/architecture.md).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inbox_triage.message.message import Message
from inbox_triage.triage.conversation import Conversation, Priority
from inbox_triage.triage.drafts import Draft
from inbox_triage.triage.threads import LinkedBy


@dataclass(frozen=True, slots=True, order=True)
class Uid:
    """The permanent name of a message on a server (RFC 9051 §2.3.1.1): a location, no identity."""

    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies: the inbox and its location there."""

    inbox: str
    uid: Uid


class Outcome(StrEnum):
    """What became of a message that a server showed us; each has exactly one."""

    TRIAGED = "triaged"  # a person wrote: conversation, decision, marks
    SET_ASIDE = "set-aside"  # a robot wrote: recorded and marked, never answered
    OURS = "ours"  # we wrote it ourselves (brief, draft, alert), or an agent did
    COPY = "copy"  # the same content is known already, from here or from another inbox
    MOVED = "moved"  # a message that is known lies in another mailbox now: moved by an agent, or us
    FILED = "filed"  # seen only in a mailbox beside the inbox: not ours to decide about
    PARKED = "parked"  # our code raised: kept with the traceback, retried after an upgrade
    GONE = "gone"  # expunged before we could read it


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the explanation.

    Attributes:
        topic: thread, reply, customer, category, priority, rule, due, draft, brief, or mode.
        text: One sentence for an admin.
    """

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What `explain` shows for one message.

    Attributes:
        category, confidence, sure, evidence: The classifier's and the rules' answer; `evidence`
            holds words and rule names that spoke for it.
        rule_verdicts: (rule name, "matched" or the first failing condition), in reading order.
        effects: One line each, what was done; withheld: what the inbox's mode forbids.
    """

    fingerprint: str
    conversation: str | None
    outcome: Outcome
    category: str
    confidence: float
    sure: bool
    priority: Priority
    queue: str
    assignee: str | None
    due_at: datetime | None
    language: str
    evidence: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    rule_verdicts: tuple[tuple[str, str], ...] = ()
    effects: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


# --- facts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """A message was seen at a location and has this outcome; `detail` says what came of a move."""

    inbox: str
    uid: Uid
    received_at: datetime
    outcome: Outcome
    message: Message
    conversation: str | None
    customer: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MessageMissed:
    """A UID was there but nothing is known of its message: GONE, FILED, or PARKED with why."""

    inbox: str
    uid: Uid
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class ConversationSaved:
    """The conversation as it now is; replaces an earlier one of the same reference."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision for one message, kept for `explain`."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class SentencesUsed:
    """Sentences that a draft to this customer used, so that none is repeated."""

    customer: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """An agent says that a message is of another category than we thought.

    Attributes:
        before: Our category; kept as it first was when the agent changes their mind.
        by: What the agent did: `move`.
    """

    fingerprint: str
    before: str
    after: str
    by: str


Fact = MessageRecorded | MessageMissed | ConversationSaved | Decided | SentencesUsed | Corrected

# --- effects -----------------------------------------------------------------------------------


class Audience(StrEnum):
    """Whom a submitted message is for; decides how a crash is resolved."""

    CUSTOMER = "customer"  # at most once: in doubt `unsure`, a human is told
    TEAM = "team"  # at least once


@dataclass(frozen=True, slots=True)
class ChangeFlags:
    """UID STORE of flags and keywords on one message; refused when UIDVALIDITY changed."""

    key: str
    inbox: str
    uid: Uid
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MoveMessage:
    """UID MOVE (RFC 6851) to `target`; gone from the source and found there counts as done."""

    key: str
    inbox: str
    uid: Uid
    message_id: str | None
    target: str


@dataclass(frozen=True, slots=True)
class AppendDraft:
    r"""APPEND to the inbox's drafts mailbox with \Draft, unread; `message_id` derives from key.

    Attributes:
        replaces, replaces_sha256: The conversation's earlier draft, Message-ID and hex digest of
            its octets; empty for none. It is removed when it is untouched. When an agent has
            seen or edited it, it is theirs: it stays, and this draft is not appended.
    """

    key: str
    inbox: str
    message_id: str
    octets: bytes
    conversation: str
    replaces: str = ""
    replaces_sha256: str = ""


@dataclass(frozen=True, slots=True)
class AppendNote:
    r"""APPEND a brief beside the customer's message, \Seen, dated `received_at`."""

    key: str
    inbox: str
    mailbox: str
    message_id: str
    octets: bytes
    received_at: datetime
    conversation: str


@dataclass(frozen=True, slots=True)
class Discard:
    """Remove a draft or brief of ours, only while it is still ours to the octet.

    Attributes:
        mailbox: Where it lies; empty for the inbox's drafts mailbox.
        sha256: Hex digest of the octets we appended (CRLF line ends).
    """

    key: str
    inbox: str
    mailbox: str
    message_id: str
    sha256: str
    conversation: str


@dataclass(frozen=True, slots=True)
class SubmitMessage:
    """Hand a message to the submission server (RFC 6409)."""

    key: str
    inbox: str
    message_id: str
    recipients: tuple[str, ...]
    octets: bytes
    audience: Audience
    conversation: str


Effect = ChangeFlags | MoveMessage | AppendDraft | AppendNote | Discard | SubmitMessage


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to one input.

    Attributes:
        drafted: The reply as written, also when the inbox's mode withholds it; not recorded.
        linked_by: What joined the message to an earlier conversation; not recorded.
    """

    facts: tuple[Fact, ...] = ()
    effects: tuple[Effect, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())
    drafted: Draft | None = None
    linked_by: LinkedBy | None = None


class EffectState(StrEnum):
    """Where an effect stands in the outbox."""

    PLANNED = "planned"  # committed, not yet begun
    STARTED = "started"  # claimed; a crash here is resolved by the effect's own look-before-redo
    DONE = "done"
    FAILED = "failed"  # given up; a human can `queue retry` or `queue drop` it
    UNSURE = "unsure"  # may or may not have reached a customer; only a human resends it
    DROPPED = "dropped"  # a human said no


@dataclass(frozen=True, slots=True)
class EffectResult:
    """What came of carrying out one effect.

    Attributes:
        state: DONE, FAILED, UNSURE, or PLANNED when it is to be tried again (temporary).
        detail: The server's words or ours, one line; empty when all went well.
        undo: The effect that takes this one back, or None when nothing changed or nothing can.
    """

    key: str
    state: EffectState
    detail: str = ""
    undo: Effect | None = None


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far one mailbox has been read; moves only in the commit that records what was read.

    Attributes:
        last_uid: Highest UID that has an outcome (or belongs to the baseline).
        message_count: EXISTS at that moment, to notice a suddenly empty mailbox.
        baseline_at: When we first looked; nothing received earlier is ever touched.
        last_received_at: received_at of the newest message read, to rescan from after a
            UIDVALIDITY change; baseline_at when there was none.
    """

    inbox: str
    mailbox: str
    uidvalidity: int
    last_uid: int
    message_count: int
    baseline_at: datetime
    last_received_at: datetime


def describe(effect: Effect) -> str:
    """Return one line for logs, `explain` and `queue list`."""
    match effect:
        case ChangeFlags(add=add, remove=remove):
            marks = [f"+{flag}" for flag in sorted(add)] + [f"-{flag}" for flag in sorted(remove)]
            return f"mark {' '.join(marks)}"
        case MoveMessage(target=target):
            return f"move to {target}"
        case AppendDraft(conversation=conversation):
            return f"draft for {conversation}"
        case AppendNote(conversation=conversation, mailbox=mailbox):
            return f"brief for {conversation} in {mailbox}"
        case Discard(conversation=conversation, mailbox=mailbox):
            return f"withdraw our message for {conversation} from {mailbox or 'drafts'}"
        case SubmitMessage(recipients=recipients, audience=audience):
            return f"submit to {audience}: {', '.join(recipients)}"
