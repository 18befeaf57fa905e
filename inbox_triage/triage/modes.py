"""What an inbox's mode lets us do on the server (DESIGN §7)."""

from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    ChangeFlags,
    Discard,
    Effect,
    MoveMessage,
    SubmitMessage,
)
from inbox_triage.triage.policy import Mode


def allows(mode: Mode, effect: Effect) -> bool:
    """Say whether this mode carries out this effect.

    shadow reads only; assist marks, drafts and notes; full also moves and submits.
    """
    match effect:
        case ChangeFlags() | AppendDraft() | AppendNote() | Discard():
            return mode is not Mode.SHADOW
        case MoveMessage() | SubmitMessage():
            return mode is Mode.FULL


def split(mode: Mode, effects: tuple[Effect, ...]) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """Return (allowed, withheld) in their order."""
    allowed = tuple(effect for effect in effects if allows(mode, effect))
    withheld = tuple(effect for effect in effects if not allows(mode, effect))
    return allowed, withheld
