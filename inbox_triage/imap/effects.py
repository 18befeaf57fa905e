"""Carries out what a plan wants changed on the server, such that doing it twice is doing it once.

    marks     UID STORE          what is set already is set
    moves     UID MOVE           what is in the target already is done
    appends   APPEND             what has our Message-ID there already is done
    discards  UID EXPUNGE        what is gone or edited is left

Fails: MailboxError (temporary) when the line is lost: what was given is then begun, not done, and
    is to be given again as `redo`.
Limits: one round trip a group of like effects, 500 messages each.
"""

from collections.abc import Sequence

from inbox_triage.imap.appending import append
from inbox_triage.imap.connection import Connection
from inbox_triage.imap.mailbox import Special
from inbox_triage.imap.marking import change_flags
from inbox_triage.imap.moving import move
from inbox_triage.imap.withdrawing import discard
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    ChangeFlags,
    Discard,
    Effect,
    EffectResult,
    MoveMessage,
    SubmitMessage,
)


def apply(
    connection: Connection, special: Special, effects: Sequence[tuple[Effect, bool]]
) -> list[EffectResult]:
    """Carry these out and return one result for each, in no particular order.

    Another mailbox than before may be selected afterwards.

    Args:
        connection: Logged in.
        special: Where drafts go.
        effects: With each whether it was begun before, so that it is looked for first. Submissions
            are not for this edge and must not be among them.
    """
    marks: list[tuple[ChangeFlags, bool]] = []
    moves: list[tuple[MoveMessage, bool]] = []
    appends: list[tuple[AppendDraft | AppendNote, bool]] = []
    discards: list[Discard] = []
    for effect, redo in effects:
        match effect:
            case ChangeFlags():
                marks.append((effect, redo))
            case MoveMessage():
                moves.append((effect, redo))
            case AppendDraft() | AppendNote():
                appends.append((effect, redo))
            case Discard():
                discards.append(effect)
            case SubmitMessage():
                raise ValueError(f"{effect.key} is for the submission server")
    return [
        *change_flags(connection, marks),  # before the moves: they name the place before it
        *move(connection, moves),
        *append(connection, special.drafts, appends),
        *discard(connection, special.drafts, discards),
    ]
