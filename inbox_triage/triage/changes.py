"""An agent moved a message → Plan: resolved, assigned, spam, of another category, or taken back.

Only a customer's message speaks, and only when somebody else than we moved it. A message that is
seen in two mailboxes at once, as after a copy, lies where it was seen last.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inbox_triage.triage import marks, modes
from inbox_triage.triage.category import Prediction
from inbox_triage.triage.conversation import Conversation, Status
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.gestures import (
    Gesture,
    Meaning,
    agent_called,
    category_called,
    meaning_of,
)
from inbox_triage.triage.known import EarlierCopy, Known, Whereabouts
from inbox_triage.triage.outgoing import withdraw_effect
from inbox_triage.triage.plan import (
    ChangeFlags,
    ConversationSaved,
    Corrected,
    Discard,
    Fact,
    MessageMissed,
    Outcome,
    Plan,
    Reason,
    describe,
)
from inbox_triage.triage.policy import InboxPolicy, Policy
from inbox_triage.triage.recording import message_fact
from inbox_triage.triage.tokens import parse_token

_BRIEF = "n"  # purposes of tokens that name a brief begin with it (outgoing.Writing.token)
SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Moved:
    """A message in a mailbox that means something.

    Attributes:
        arrival: The message where it lies now; its mailbox with levels separated by `/`.
        native_name: The server's own name of that mailbox.
    """

    arrival: Arrival
    native_name: str
    meaning: Meaning

    @property
    def names(self) -> frozenset[str]:
        """What this mailbox may be called where a target is written."""
        return frozenset({self.arrival.uid.mailbox, self.native_name})


@dataclass(frozen=True, slots=True)
class _Change:
    """What a gesture changes: the conversation afterwards, and the sentence that says so."""

    after: Conversation
    text: str
    correction: Corrected | None = None


def plan(moved: Moved, known: Known, policy: Policy) -> Plan:
    """Answer one message that appeared in a mailbox that means something.

    Args:
        moved: The message and what the mailbox means.
        known: What is remembered of it.
        policy: The admin's will.
    """
    if known.copy is None:
        return _unknown(moved.arrival, known)
    conversation = known.by_reference.get(known.copy.conversation or "")
    if conversation is None:
        return _recorded(moved, None, "it belongs to no conversation")
    lay = known.whereabouts.get(moved.arrival.inbox)
    if lay and lay.last in moved.names:
        return Plan(facts=(message_fact(moved.arrival, Outcome.COPY, conversation.reference),))
    why_not = _why_no_gesture(moved, known.copy, lay)
    if why_not:
        return _recorded(moved, conversation, why_not)
    return _changed(moved, conversation, known, policy)


def _unknown(arrival: Arrival, known: Known) -> Plan:
    """Record what was never in the inbox: a brief of ours, laid beside what we filed, or not ours.

    The latter is not recorded as a message: when it comes to the inbox, out of Junk perhaps, it
    is new.
    """
    token = parse_token(arrival.message.message_id or "", key=known.token_key)
    if token and token[1].startswith(_BRIEF):
        return Plan(facts=(message_fact(arrival, Outcome.OURS, None),))
    why = "never seen in the inbox"
    return Plan(facts=(MessageMissed(arrival.inbox, arrival.uid, Outcome.FILED, why),))


def was_elsewhere(arrival: Arrival, known: Known) -> bool:
    """Say whether a customer's message in the watched mailbox lay in another one before."""
    lay = known.whereabouts.get(arrival.inbox)
    is_theirs = known.copy is not None and not known.copy.ours
    return is_theirs and lay is not None and lay.last != arrival.uid.mailbox


def _why_no_gesture(moved: Moved, copy: EarlierCopy, lay: Whereabouts | None) -> str:
    """Return why this says nothing about the conversation, or nothing when it does."""
    if copy.ours:
        return "one of us wrote it"
    if copy.inbox != moved.arrival.inbox:
        return f"its conversation is one of the inbox {copy.inbox}"
    return "we moved it here ourselves" if lay and _carried_here(moved, lay) else ""


def _carried_here(moved: Moved, lay: Whereabouts) -> bool:
    """Say whether a move of ours led here; each accounts for one appearance only."""
    arrived = [at for mailbox, at in lay.seen if mailbox in moved.names]
    planned = [at for target, at in lay.carried if target in moved.names]
    return any(all(seen_at < planned_at for seen_at in arrived) for planned_at in planned)


def _recorded(moved: Moved, conversation: Conversation | None, text: str) -> Plan:
    reference = conversation.reference if conversation else None
    fact = replace(message_fact(moved.arrival, Outcome.MOVED, reference), detail=text)
    return Plan(facts=(fact,), reasons=(Reason("thread", text),))


def _changed(moved: Moved, conversation: Conversation, known: Known, policy: Policy) -> Plan:
    change = _CHANGES[moved.meaning.gesture](moved, conversation, known, policy)
    if change.after == conversation:
        return _recorded(moved, conversation, change.text)
    inbox = policy.inboxes[moved.arrival.inbox]
    allowed, withheld = modes.split(inbox.mode, _effects(moved, conversation, change.after, inbox))
    text = change.text
    if withheld:
        text += f" (not done in this mode: {', '.join(describe(effect) for effect in withheld)})"
    recorded = _recorded(moved, conversation, text)
    facts: list[Fact] = [*recorded.facts, ConversationSaved(change.after)]
    if change.correction:
        facts.append(change.correction)
    return replace(recorded, facts=tuple(facts), effects=allowed)


def _resolve(moved: Moved, before: Conversation, known: Known, policy: Policy) -> _Change:
    del known, policy
    if _is_outdated(moved, before):
        return _Change(before, _OUTDATED)
    return _Change(_resolved(before), f"moved to {moved.arrival.uid.mailbox}: resolved")


def _junk(moved: Moved, before: Conversation, known: Known, policy: Policy) -> _Change:
    del known, policy
    if _is_outdated(moved, before):
        return _Change(before, _OUTDATED)
    after = replace(_resolved(before), category=SPAM, confidence=1.0)
    text = f"moved to {moved.arrival.uid.mailbox}: spam, so resolved"
    return _Change(after, text, _correction(moved, before, SPAM))


_OUTDATED = "the customer wrote again since: a move of an earlier message resolves nothing"


def _is_outdated(moved: Moved, conversation: Conversation) -> bool:
    """Say whether a later message is there, which the agent who moved this may not have seen.

    When a message was moved is not known: it may have been before the later one came.
    """
    return moved.arrival.received_at < conversation.last_customer_at


def _resolved(before: Conversation) -> Conversation:
    return replace(
        before, status=Status.RESOLVED, wake_at=None, draft_message_id=None, draft_sha256=None
    )


def _assign(moved: Moved, before: Conversation, known: Known, policy: Policy) -> _Change:
    del known
    agent = agent_called(moved.meaning.name, policy)
    if agent is None:
        return _Change(before, f"no agent is called {moved.meaning.name}")
    after = replace(before, assignee=agent.addresses[0], status=_owed(before))
    return _Change(after, f"moved to {moved.arrival.uid.mailbox}: assigned to {agent.name}")


def _classify(moved: Moved, before: Conversation, known: Known, policy: Policy) -> _Change:
    del known, policy
    category = category_called(moved.meaning.name)
    if category is None:
        return _Change(before, f"no category is called {moved.meaning.name}")
    after = replace(before, category=category, confidence=1.0)
    text = f"moved to {moved.arrival.uid.mailbox}: {category}, it was {before.category}"
    return _Change(after, text, _correction(moved, before, category))


def _take_back(moved: Moved, before: Conversation, known: Known, policy: Policy) -> _Change:
    """Reopen what was resolved; what lay with an agent is nobody's again."""
    del policy
    last = known.whereabouts[moved.arrival.inbox].last
    meant = meaning_of(tuple(last.split("/")))
    assignee = None if meant and meant.gesture is Gesture.ASSIGN else before.assignee
    after = replace(before, status=_owed(before), assignee=assignee)
    if before.category != SPAM or before.status is not Status.RESOLVED:
        return _Change(after, f"moved back from {last}: {after.status}")
    category = _not_spam(moved.arrival.prediction)
    after = replace(after, category=category, confidence=moved.arrival.prediction.confidence)
    text = f"moved back from {last}: no spam, {category}, open again"
    return _Change(after, text, _correction(moved, before, category))


_CHANGES: dict[Gesture, Callable[[Moved, Conversation, Known, Policy], _Change]] = {
    Gesture.CLASSIFY: _classify,
    Gesture.ASSIGN: _assign,
    Gesture.RESOLVE: _resolve,
    Gesture.JUNK: _junk,
    Gesture.TAKE_BACK: _take_back,
}


def _owed(before: Conversation) -> Status:
    return Status.OPEN if before.status is Status.RESOLVED else before.status


def _not_spam(prediction: Prediction) -> str:
    """Return the category that the classifier thinks of when it is told that it is no spam."""
    candidates = (prediction.category, *(name for name, _ in prediction.runners_up))
    return next((name for name in candidates if name != SPAM), "other")


def _correction(moved: Moved, before: Conversation, category: str) -> Corrected | None:
    if before.category == category:
        return None
    return Corrected(moved.arrival.message.fingerprint, before.category, category, by="move")


def _effects(
    moved: Moved, before: Conversation, after: Conversation, inbox: InboxPolicy
) -> tuple[Discard | ChangeFlags, ...]:
    """Take the draft back when nothing is owed; show the new category instead of the old one."""
    effects: list[Discard | ChangeFlags] = []
    if after.status is Status.RESOLVED and (discard := withdraw_effect(before, inbox.name)):
        effects.append(discard)
    if before.category != after.category:
        old, new = _shown(before, inbox), _shown(after, inbox)
        present = {flag for flag in moved.arrival.flags if flag.lower() in old - new}
        missing = new - {flag.lower() for flag in moved.arrival.flags}
        if present or missing:
            key = marks.location_key("reclassify", inbox.name, moved.arrival.uid)
            effects.append(
                ChangeFlags(key, inbox.name, moved.arrival.uid, missing, frozenset(present))
            )
    return tuple(effects)


def _shown(conversation: Conversation, inbox: InboxPolicy) -> frozenset[str]:
    """Return the keywords that show the category, in lower case."""
    keyword = marks.CATEGORY_KEYWORDS.get(conversation.category)
    label = marks.label_for(conversation.category, inbox)
    return frozenset({keyword} if keyword else ()) | {name.lower() for name in label}
