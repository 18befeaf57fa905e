"""The story of a morning at the shop, told while the real daemon does its work.

Every decision is read from the store as `inbox-triage explain` reads it, everything an agent sees
is read over IMAP as a mail client reads it.
"""

import smtplib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.console import Console
from rich.text import Text

from inbox_triage.config.settings import Settings
from inbox_triage.demo import telling
from inbox_triage.demo.client import Client, Shown, answer_to, finished
from inbox_triage.demo.samples import SUPPORT, Sample, load_samples
from inbox_triage.demo.world import HOST, World
from inbox_triage.errors import TriageError
from inbox_triage.message.parsing import parse
from inbox_triage.store.database import Store
from inbox_triage.store.looking import Explanation
from inbox_triage.triage.plan import EffectState

_PATIENCE_SECONDS = 60
_GLANCE_SECONDS = 0.05
_UNFINISHED = (EffectState.PLANNED, EffectState.STARTED)
# Told at length, in this order; everything else is one row of a table.
_VIP = "01-charged-twice-vip"
_HOW_TO = "25-how-to"
_TOLD = (_VIP, "06-bug-without-details", "03-refund-de")
_ROBOTS = ("12-out-of-office", "13-delivery-report", "14-newsletter")
_ADDED = "Our bank has the second payment on its list for today; I have just checked."
_ANSWERED = "Thank you, Alice, that was quick. Which day will the money be on our account?"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays.

    Attributes:
        support, billing: The shared mailboxes as an agent's client sees them.
        world: What customers received.
    """

    console: Console
    servers: World
    settings: Settings
    store: Store
    support: Client
    billing: Client
    world: Client
    clock: Callable[[], datetime]


def tell_story(stage: Stage) -> None:
    """Tell it from the first message to the customer's answer; TriageError when it gets stuck."""
    samples = {sample.name: sample for sample in load_samples(stage.clock())}
    rest = [s for name, s in samples.items() if name not in (*_TOLD, *_ROBOTS)]
    console = stage.console
    telling.tell_chapter(console, "What was there before we came stays as it is")
    _tell_the_past(stage)
    telling.tell_chapter(console, "Mail arrives: a VIP charged twice, a thin bug report, a refund")
    told = {name: _tell_one(stage, samples[name]) for name in _TOLD}
    telling.tell_chapter(console, "Robots write too: recorded, never answered")
    _tell_many(stage, [samples[name] for name in _ROBOTS])
    telling.tell_chapter(
        console, "The rest of the morning: three languages, one outage, one spammer"
    )
    _tell_many(stage, rest)
    telling.tell_chapter(console, "Alice answers in her own mail client, from the draft")
    _tell_work(stage, told[_VIP], samples[_HOW_TO])
    telling.tell_chapter(console, "The customer answers; it is the same conversation")
    _tell_reply(stage)
    telling.tell_chapter(console, "Nothing lost: every message has exactly one outcome")
    _tell_count(stage)


def _tell_the_past(stage: Stage) -> None:
    inboxes = stage.settings.accounts
    _wait("its first look", lambda: all(stage.store.watermark(i, "INBOX") for i in inboxes))
    for shown in stage.support.list("INBOX"):
        telling.tell_shown(stage.console, shown, None)
    drafts = stage.support.list("Drafts")
    telling.tell(stage.console, "", f"no tags, no stars, {len(drafts)} drafts about old mail")


def _tell_one(stage: Stage, sample: Sample) -> Explanation:
    """Let one message arrive and tell all about it."""
    found = _arrive(stage, [sample])[0]
    telling.tell_arrival(stage.console, found, stage.settings.policy.hours.zone)
    listed = stage.support.list("INBOX")
    for shown in listed:
        if shown.message.fingerprint == found.decision.fingerprint:
            telling.tell_shown(stage.console, shown, _brief_on(shown, listed))
    if draft := _draft_for(stage, found):
        telling.tell_draft(stage.console, draft)
    return found


def _brief_on(shown: Shown, listed: Sequence[Shown]) -> Shown | None:
    answers = (s for s in listed if shown.message.message_id in s.message.in_reply_to)
    return next((s for s in answers if s.message.header("auto-submitted")), None)


def _draft_for(stage: Stage, found: Explanation) -> Shown | None:
    """Return the draft that answers this message, as an agent finds it in Drafts."""
    drafts = stage.support.list("Drafts")
    return next((d for d in drafts if found.message_id in d.message.in_reply_to), None)


def _tell_many(stage: Stage, samples: Sequence[Sample]) -> None:
    """Let several messages arrive at once and tell each in a row."""
    found = _arrive(stage, samples)
    drafts = [*stage.support.list("Drafts"), *stage.billing.list("Drafts")]
    answered = {message_id for draft in drafts for message_id in draft.message.in_reply_to}
    telling.tell_table(stage.console, [(one, one.message_id in answered) for one in found])


def _arrive(stage: Stage, samples: Sequence[Sample]) -> list[Explanation]:
    for sample in samples:
        _submit(stage.servers, sample.sender, sample.recipients, sample.octets)
    return [_decided(stage, sample.octets) for sample in samples]


def _tell_work(stage: Stage, vip: Explanation, how_to: Sample) -> None:
    """Alice finishes and sends the VIP's draft, then resolves another message."""
    console, now = stage.console, stage.clock()
    draft = _draft_for(stage, vip)
    question = stage.support.find("INBOX", parse(how_to.octets).fingerprint)
    assert draft
    assert question
    octets = finished(draft, _ADDED, now)
    recipients = [address.addr_spec for address in draft.message.to]
    _submit(stage.servers, SUPPORT, recipients, octets)
    stage.support.put("Sent", octets, seen=True, received_at=now)
    stage.support.remove("Drafts", draft.uid)
    telling.tell(console, "Alice", f"adds “{_ADDED}”")
    telling.tell(console, "", f"sends it to {draft.message.to[0]}; her client files it in Sent")
    stage.support.star("INBOX", question.uid)
    stage.support.move("INBOX", question.uid, "Resolved")
    telling.tell(console, "", f"stars “{question.message.subject}” and moves it to Resolved")
    _tell_answer(stage, _decided(stage, octets), vip)
    _tell_move(stage, how_to)


def _tell_answer(stage: Stage, answer: Explanation, vip: Explanation) -> None:
    """What the daemon made of the message in Sent."""
    telling.tell_arrival(stage.console, answer, stage.settings.policy.hours.zone)
    if answer.conversation:
        status = answer.conversation.status
        telling.tell(stage.console, "status", f"conversation {status}: the customer has our answer")
    if shown := stage.support.find("INBOX", vip.decision.fingerprint):
        telling.tell_shown(stage.console, shown, None)


def _tell_move(stage: Stage, moved: Sample) -> None:
    """What the daemon made of the message in Resolved."""
    fingerprint = parse(moved.octets).fingerprint
    _wait("the move", lambda: bool(stage.store.find_decision(fingerprint)[0].moves))
    found = _decided(stage, moved.octets)
    draft = _draft_for(stage, found)
    status = found.conversation.status if found.conversation else "-"
    telling.tell(stage.console, "moved", Text(found.subject, style="bold"))
    telling.tell(stage.console, "because", found.moves[-1])
    left = "its draft stays" if draft else "its untouched draft is taken back"
    telling.tell(stage.console, "status", f"conversation {status}: {left}")


def _tell_reply(stage: Stage) -> None:
    """The customer answers what Alice sent."""
    received = stage.world.list("INBOX")[-1]
    answer = answer_to(received, _ANSWERED, stage.clock())
    sender = received.message.to[0].addr_spec
    _submit(stage.servers, sender, (SUPPORT,), answer)
    found = _decided(stage, answer)
    telling.tell_arrival(stage.console, found, stage.settings.policy.hours.zone)
    if draft := _draft_for(stage, found):
        telling.tell_draft(stage.console, draft)


def _tell_count(stage: Stage) -> None:
    """Compare what the server shows with what is recorded."""
    shown = [s for mailbox in ("INBOX", "Resolved") for s in stage.support.list(mailbox)]
    known = [stage.store.find_decision(s.message.fingerprint) for s in shown]
    outcomes = Counter(found[0].decision.outcome for found in known if found)
    tell = partial(telling.tell, stage.console)
    tell("server", f"{len(shown)} messages in the support inbox and in Resolved")
    tell("store", f"{known.count([])} from before we came, {outcomes.total()} with an outcome:")
    tell("", ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))


def _submit(servers: World, sender: str, recipients: Sequence[str], octets: bytes) -> None:
    with smtplib.SMTP(HOST, servers.smtp_port, timeout=_PATIENCE_SECONDS) as smtp:
        smtp.sendmail(sender, list(recipients), octets)


def _decided(stage: Stage, octets: bytes) -> Explanation:
    """Return what is recorded about this message once all its effects are carried out."""
    fingerprint = parse(octets).fingerprint

    def is_over() -> bool:
        found = stage.store.find_decision(fingerprint)
        return bool(found) and not any(e.state in _UNFINISHED for e in found[0].effects)

    _wait("a decision", is_over)
    return stage.store.find_decision(fingerprint)[0]


def _wait(what: str, is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_there():
        if time.monotonic() > until:
            raise TriageError(f"The demo waited {_PATIENCE_SECONDS} s for {what}.")
        time.sleep(_GLANCE_SECONDS)
