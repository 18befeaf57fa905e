"""Reads the mailboxes whose names mean something: what agents say by moving a message there.

    Triage/<category>   Assigned/<agent>   Resolved   the archive and everything below it   junk

One STATUS a mailbox and turn tells whether to open it. A mailbox that we see for the first time
may have been made for the message in it, so what is known by then counts.

Fails: MailboxError when the line is lost, StoreError; a mailbox that the server refuses is left
    out until the mailboxes are listed again.
Limits: which of two copies was made later is only known when they are seen in different turns.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection
from inbox_triage.imap.mailbox import Listed, Special, mailboxes
from inbox_triage.logs import format_event
from inbox_triage.reading import Beside, look_again, look_first, plan_each, read_on
from inbox_triage.triage import changes
from inbox_triage.triage.changes import Moved
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.gestures import Gesture, Meaning, meaning_of
from inbox_triage.triage.known import Known
from inbox_triage.triage.plan import Plan

_log = logging.getLogger(__name__)

# A message can come to the inbox with an older INTERNALDATE, when it is moved there from elsewhere.
_OLDER = timedelta(days=14)
_ORDER = list(Gesture)  # what ends a conversation is read last


@dataclass(frozen=True, slots=True)
class _Meant:
    """A mailbox and what it means that a message is moved there."""

    listed: Listed
    meaning: Meaning


def read_moves(
    beside: Beside, special: Special, baseline_at: datetime | None, now: datetime
) -> None:
    """Read what is new in every mailbox that means something.

    Args:
        beside: With what they are read; its `mailbox` is not looked at.
        special: Where the server has its drafts, sent mail, junk, trash and archive.
        baseline_at: The inbox's first look, None when that is now.
        now: The time of this turn.
    """
    since = baseline_at - _OLDER if baseline_at else None
    watermarks = beside.store.watermarks(beside.desk.inbox)
    for meant in _meant(beside.connection, special, now):
        known = watermarks.get(meant.listed.path)
        try:
            here = replace(beside, mailbox=meant.listed.path)
            unread = look_again(here, known) if known else look_first(here, since, now)
            if unread:
                read_on(here, unread, partial(_plans, here, meant), now)
        except MailboxError as error:
            if not beside.connection.usable:
                raise
            _leave_out(beside, meant.listed, error)


def _plans(beside: Beside, meant: _Meant, arrivals: Sequence[Arrival]) -> list[Plan]:
    policy = beside.desk.handbook.policy

    def plan(arrival: Arrival, known: Known) -> Plan:
        return changes.plan(Moved(arrival, meant.listed.name, meant.meaning), known, policy)

    return plan_each(beside, arrivals, plan)


def _meant(connection: Connection, special: Special, now: datetime) -> list[_Meant]:
    """Return the mailboxes that mean something, those that end a conversation last."""
    found = []
    for listed in mailboxes(connection, now):
        meaning = _meaning(connection, special, listed)
        if meaning and connection.native_name(listed.path) == listed.name:
            found.append(_Meant(listed, meaning))
    return sorted(found, key=lambda meant: _ORDER.index(meant.meaning.gesture))


def _meaning(connection: Connection, special: Special, listed: Listed) -> Meaning | None:
    watched = connection.native_name(connection.account.mailbox)
    if listed.name in {watched, special.drafts, special.sent, special.trash}:
        return None
    if listed.name == special.junk:
        return Meaning(Gesture.JUNK)
    archive = connection.levels(special.archive) if special.archive else ()
    if archive and listed.levels[: len(archive)] == archive:
        return Meaning(Gesture.RESOLVE)
    return meaning_of(listed.levels)


def _leave_out(beside: Beside, listed: Listed, error: MailboxError) -> None:
    """Ask no more for a mailbox that is gone, or closed to us, until the next list."""
    event = format_event(
        "mailbox.refused", inbox=beside.desk.inbox, mailbox=listed.path, error=error.what
    )
    _log.warning(event)
    if beside.connection.listed:
        listed_at, every = beside.connection.listed
        beside.connection.listed = listed_at, tuple(one for one in every if one != listed)
