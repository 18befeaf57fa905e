"""Carries out committed effects such that doing one twice is doing it once.

The rows were committed together with the facts that led to them. Here each is claimed
(`planned → started`), done, and its result recorded. A crash between leaves it `started`; the
next start looks before it does anything again (DESIGN §6).

Fails: MailboxError when the connection is lost; what was claimed is taken up after reconnecting.
Limits: CLAIM_COUNT effects a round.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox_triage.errors import SubmissionError
from inbox_triage.imap.connection import Connection
from inbox_triage.imap.effects import apply
from inbox_triage.imap.mailbox import Special
from inbox_triage.logs import format_event
from inbox_triage.smtp.server import Server
from inbox_triage.smtp.submission import submit_all
from inbox_triage.store.database import Store
from inbox_triage.store.outbox import Claimed
from inbox_triage.triage.plan import Effect, EffectResult, EffectState, SubmitMessage, describe

_log = logging.getLogger(__name__)
CLAIM_COUNT = 200


@dataclass(frozen=True, slots=True)
class Hands:
    """What effects of one inbox are carried out with."""

    inbox: str
    connection: Connection
    special: Special
    server: Server | None
    store: Store


def carry_out(hands: Hands, now: datetime) -> int:
    """Carry out everything that is due for this inbox; return how many effects were done."""
    count = 0
    while claimed := hands.store.claim(hands.inbox, CLAIM_COUNT, now):
        _round(hands, claimed, now)
        count += len(claimed)
    return count


def _round(hands: Hands, claimed: Sequence[Claimed], now: datetime) -> None:
    on_server = [(c.effect, c.redo) for c in claimed if not isinstance(c.effect, SubmitMessage)]
    submissions = [c.effect for c in claimed if isinstance(c.effect, SubmitMessage)]
    by_key = {c.effect.key: c.effect for c in claimed}
    if on_server:
        results = apply(hands.connection, hands.special, on_server)
        _record(hands, by_key, results, now)
    if submissions:
        _record(hands, by_key, _submit(hands.server, submissions), now)


def _submit(server: Server | None, submissions: Sequence[SubmitMessage]) -> list[EffectResult]:
    if server is None:
        detail = "no [inbox.….smtp] is configured; add one, then `inbox-triage queue retry`"
        return [EffectResult(s.key, EffectState.FAILED, detail) for s in submissions]
    try:
        return submit_all(server, submissions)
    except SubmissionError as error:  # nothing was handed over: the server did not let us in
        state = EffectState.PLANNED if error.temporary else EffectState.FAILED
        return [EffectResult(s.key, state, str(error)) for s in submissions]


def _record(
    hands: Hands, by_key: dict[str, Effect], results: Sequence[EffectResult], now: datetime
) -> None:
    hands.store.finish(results, now)
    for result in results:
        smooth = result.state is EffectState.DONE and not result.detail
        level = logging.DEBUG if smooth else logging.WARNING
        line = format_event(
            f"effect.{result.state}",
            inbox=hands.inbox,
            what=describe(by_key[result.key]),
            key=result.key,
            detail=result.detail,
        )
        _log.log(level, line)
