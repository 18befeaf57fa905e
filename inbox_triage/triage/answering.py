"""A person's message → Plan: draft, brief, marks, mail to the team, as far as the mode allows."""

from dataclasses import dataclass, replace
from datetime import datetime

from inbox_triage.message.recipients import recipients_of_reply
from inbox_triage.triage import brief, continuing, drafts, marks, modes
from inbox_triage.triage.brief import BriefRequest
from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.drafts import Draft, DraftRequest, NoDraft
from inbox_triage.triage.episodes import conversation_after
from inbox_triage.triage.findings import Arrival, Finding, Handbook
from inbox_triage.triage.known import Known
from inbox_triage.triage.outgoing import (
    Writing,
    alert_effect,
    digest_of,
    draft_effect,
    note_effect,
    people,
)
from inbox_triage.triage.plan import (
    AppendDraft,
    ConversationSaved,
    Decided,
    Effect,
    Fact,
    Outcome,
    Plan,
    Reason,
    SentencesUsed,
    describe,
)
from inbox_triage.triage.policy import Briefs, Mode
from inbox_triage.triage.recording import message_fact, person_decision
from inbox_triage.triage.replies import ReplyKind

_IN_BRIEF = frozenset({"reply", "priority", "rule"})
"""Topics of reasons that the brief repeats; the others it says in its own words."""


@dataclass(frozen=True, slots=True)
class Work:
    """One person's message with everything known about it, while its plan is made."""

    arrival: Arrival
    finding: Finding
    known: Known
    handbook: Handbook
    writing: Writing

    @property
    def conversation(self) -> Conversation:
        """The conversation with this message in it."""
        return self.writing.conversation


def answer(
    arrival: Arrival, finding: Finding, known: Known, handbook: Handbook, now: datetime
) -> Plan:
    """Return what is recorded and done about a person's message."""
    policy = handbook.policy
    writing = Writing(
        message=arrival.message,
        uid=arrival.uid,
        received_at=arrival.received_at,
        conversation=conversation_after(arrival, finding, known, policy),
        inbox=policy.inboxes[arrival.inbox],
        token_key=known.token_key,
        zone=policy.hours.zone,
        now=now,
    )
    work = Work(arrival, finding, known, handbook, writing)
    request = _draft_request(work)
    why_none = continuing.why_no_draft(finding.reply) or _why_no_more(finding)
    draft = NoDraft(why_none) if why_none else drafts.offer(request, handbook.templates)
    if continuing.is_quiet(finding.reply):
        effects = _quiet_effects(work)
    else:
        effects = _effects(work, request, draft)
    return _plan(work, draft, *modes.split(writing.inbox.mode, effects))


def _why_no_more(finding: Finding) -> str:
    """Return why a conversation gets no draft any more, or nothing when it may have one."""
    earlier = finding.continued
    junk = earlier and earlier.category == "spam" and earlier.status is Status.RESOLVED
    return "an agent said that this conversation is spam" if junk else ""


def _draft_request(work: Work) -> DraftRequest:
    """Ask for a reply to whoever wrote this message, who may not be who began the conversation."""
    finding, policy, conversation = work.finding, work.handbook.policy, work.conversation
    owner = next((a for a in policy.agents.values() if conversation.assignee in a.addresses), None)
    return DraftRequest(
        message=work.arrival.message,
        conversation=replace(conversation, customer=work.arrival.customer_address or ""),
        history=work.known.history,
        inbox=work.writing.inbox,
        zone=work.writing.zone,
        agent=owner,
        confidence=finding.prediction.confidence,
        sure=finding.prediction.sure,
        threshold=policy.draft_confidence,
        frustration=finding.frustration,
        template=finding.route.draft,
        now=work.writing.now,
        own_lists=policy.own_lists,
    )


def _effects(work: Work, request: DraftRequest, draft: Draft | NoDraft) -> tuple[Effect, ...]:
    """Return marks, draft, move and brief, in the order in which they are best done."""
    arrival, conversation = work.arrival, work.conversation
    category, priority = work.finding.category, work.finding.priority
    keywords = marks.keywords_for(
        category, priority, conversation.tags, vip=conversation.vip
    ) | marks.label_for(category, work.writing.inbox)
    effects = [
        marks.flags_effect(arrival, keywords, star=_wants_star(work)),
        _draft(work, draft),
        marks.move_effect(arrival, work.finding.route.file_into),
        *_notes(work, request, draft),
    ]
    return tuple(effect for effect in effects if effect)


def _quiet_effects(work: Work) -> tuple[Effect, ...]:
    """Return what is done about a message that asks nothing: it shows what it belongs to."""
    conversation = work.conversation
    keywords = marks.keywords_for(
        conversation.category, Priority.LOW, conversation.tags, vip=conversation.vip
    ) | marks.label_for(conversation.category, work.writing.inbox)
    effects = (
        marks.flags_effect(work.arrival, keywords, star=False),
        marks.move_effect(work.arrival, work.finding.route.file_into),
    )
    return tuple(effect for effect in effects if effect)


def _wants_star(work: Work) -> bool:
    """Say whether a human should look now: by a rule's word, else by what it is."""
    finding = work.finding
    if finding.reply.kind is ReplyKind.STOP_WRITING:
        return True
    if finding.route.star is not None:
        return finding.route.star
    return marks.wants_star(finding.category, finding.priority, vip=work.conversation.vip)


def _draft(work: Work, draft: Draft | NoDraft) -> AppendDraft | None:
    customer = work.arrival.customer
    if isinstance(draft, NoDraft) or customer is None:
        return None
    own = work.handbook.policy.own_addresses()
    recipients = recipients_of_reply(work.arrival.message, customer, own)
    return draft_effect(work.writing, draft, recipients) if recipients.to else None


def _notes(work: Work, request: DraftRequest, draft: Draft | NoDraft) -> list[Effect]:
    """Return the brief and the mail to the team; they say the same."""
    finding, policy = work.finding, work.handbook.policy
    asked = BriefRequest(
        asked=request,
        drafted=draft,
        evidence=finding.prediction.evidence,
        reasons=tuple(r for r in finding.reasons if r.topic in _IN_BRIEF),
        vip_why=policy.traits_of(request.conversation.customer).why,
    )
    told = people(finding.route.notify, policy)
    has_brief = bool(brief.wanted(_briefs(work), asked))
    if not has_brief and not told:
        return []
    written = brief.write(asked)
    effects: list[Effect] = []
    if has_brief:
        effects.append(note_effect(work.writing, _mailbox_of_brief(work), written))
    if told:
        effects.append(alert_effect(work.writing, told, written))
    return effects


def _briefs(work: Work) -> Briefs:
    """Return the inbox's choice, or what a rule says about this message.

    That a customer wants no more messages is told wherever there are briefs at all.
    """
    stops = work.finding.reply.kind is ReplyKind.STOP_WRITING
    if stops and work.writing.inbox.briefs is not Briefs.NONE:
        return Briefs.ALL
    match work.finding.route.brief:
        case None:
            return work.writing.inbox.briefs
        case True:
            return Briefs.ALL
        case False:
            return Briefs.NONE


def _mailbox_of_brief(work: Work) -> str:
    """Lay the brief beside its message, wherever a rule files that."""
    filed = work.finding.route.file_into
    return filed if filed and work.writing.inbox.mode is Mode.FULL else work.arrival.uid.mailbox


def _plan(
    work: Work,
    draft: Draft | NoDraft,
    allowed: tuple[Effect, ...],
    withheld: tuple[Effect, ...],
) -> Plan:
    is_customers = work.arrival.customer_address == work.conversation.customer
    conversation = _with_draft(work.conversation, allowed if is_customers else ())
    decision = replace(
        person_decision(work.arrival, work.finding, conversation, _reasons(work, draft)),
        effects=tuple(describe(effect) for effect in allowed),
        withheld=tuple(describe(effect) for effect in withheld),
    )
    facts: list[Fact] = [
        message_fact(work.arrival, Outcome.TRIAGED, conversation.reference),
        ConversationSaved(conversation),
        Decided(decision),
    ]
    if isinstance(draft, Draft) and any(isinstance(e, AppendDraft) for e in allowed):
        facts.append(SentencesUsed(work.arrival.customer_address or "", draft.sentences))
    return Plan(
        facts=tuple(facts),
        effects=allowed,
        reasons=decision.reasons,
        drafted=draft if isinstance(draft, Draft) else None,
        linked_by=work.finding.linked_by,
    )


def _with_draft(conversation: Conversation, allowed: tuple[Effect, ...]) -> Conversation:
    for effect in allowed:
        if isinstance(effect, AppendDraft):
            digest = digest_of(effect.octets)
            return replace(conversation, draft_message_id=effect.message_id, draft_sha256=digest)
    return conversation


def _reasons(work: Work, draft: Draft | NoDraft) -> tuple[Reason, ...]:
    match draft:
        case Draft(template_name=name):
            why = Reason("draft", f"written from the template {name}")
        case NoDraft(why=words):
            why = Reason("draft", f"none: {words}")
    due = work.conversation.first_response_due_at
    if due is None or continuing.is_quiet(work.finding.reply):
        return (why,)
    local = due.astimezone(work.writing.zone)
    return (
        Reason("due", f"first response by {local:%a %d %b %H:%M} ({work.writing.zone.key})"),
        why,
    )
