"""A mailbox and a submission server in memory: only what the effects mean, and a fuse that blows.

It follows DESIGN's table "doing it twice is doing it once"; `searches_first` and
`resends_what_was_started` switch on the two mistakes that the crash test must notice.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from inbox_triage.store.database import Store
from inbox_triage.store.outbox import Claimed
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    ChangeFlags,
    Discard,
    Effect,
    EffectResult,
    EffectState,
    MoveMessage,
    SubmitMessage,
    Uid,
)
from tests.builders import NOON


class Crashed(Exception):  # noqa: N818 - an event, not a mistake
    """The process ended here."""


@dataclass(slots=True)
class Fuse:
    """Counts the points at which a process can end, and ends it at the chosen ones."""

    blows_at: frozenset[int]
    count: int = 0

    def point(self) -> None:
        self.count += 1
        if self.count in self.blows_at:
            raise Crashed


@dataclass(slots=True)
class FakeServer:
    """What the outside world holds; survives every crash.

    Attributes:
        places: Where each message lies now, by its first location.
        appended: Drafts and notes as (mailbox, Message-ID, octets); a double shows twice.
        submitted: How often each Message-ID was handed over.
    """

    searches_first: bool = True
    places: dict[Uid, str] = field(default_factory=dict)
    keywords: dict[Uid, frozenset[str]] = field(default_factory=dict)
    appended: list[tuple[str, str, bytes]] = field(default_factory=list)
    submitted: Counter[str] = field(default_factory=Counter)

    def do(self, effect: Effect, *, redo: bool) -> None:
        match effect:
            case ChangeFlags(uid=uid, add=add, remove=remove) if self._is_there(uid):
                self.keywords[uid] = (self.keywords.get(uid, frozenset()) | add) - remove
            case MoveMessage(uid=uid, target=target) if self._is_there(uid):
                self.places[uid] = target
            case AppendDraft(message_id=message_id, octets=octets):
                self._append("Drafts", message_id, octets, redo=redo)
            case AppendNote(mailbox=mailbox, message_id=message_id, octets=octets):
                self._append(mailbox, message_id, octets, redo=redo)
            case Discard():
                self.appended = [item for item in self.appended if not _is_meant(effect, item)]
            case SubmitMessage(message_id=message_id):
                self.submitted[message_id] += 1
            case ChangeFlags() | MoveMessage():
                pass  # gone from there: nothing to do

    def _is_there(self, uid: Uid) -> bool:
        return self.places.get(uid, uid.mailbox) == uid.mailbox

    def _append(self, mailbox: str, message_id: str, octets: bytes, *, redo: bool) -> None:
        present = any(item[:2] == (mailbox, message_id) for item in self.appended)
        if not (redo and self.searches_first and present):
            self.appended.append((mailbox, message_id, octets))

    def mailbox(self) -> object:
        """Everything but the submissions, to compare two worlds."""
        return self.places, self.keywords, sorted(self.appended)


def _is_meant(effect: Discard, item: tuple[str, str, bytes]) -> bool:
    _, message_id, octets = item
    return message_id == effect.message_id and hashlib.sha256(octets).hexdigest() == effect.sha256


def carry_out(store: Store, server: FakeServer, fuse: Fuse) -> None:
    """Do what the executor does: claim, do each, record the results of the round together."""
    while claimed := store.claim("support", 4, NOON):
        fuse.point()
        store.finish(_round(claimed, server, fuse), NOON)
        fuse.point()


def _round(claimed: Sequence[Claimed], server: FakeServer, fuse: Fuse) -> list[EffectResult]:
    results = []
    for item in claimed:
        fuse.point()
        server.do(item.effect, redo=item.redo)
        fuse.point()
        results.append(EffectResult(item.effect.key, EffectState.DONE))
    return results
