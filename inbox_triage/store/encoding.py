"""Values to columns and back: the only place that knows how a frozen value lies in a row.

JSON is written in ASCII and text loses what no database takes (NUL, halves of surrogate pairs):
a hostile header must never make a whole batch fail to be recorded.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    Audience,
    ChangeFlags,
    Decision,
    Discard,
    Effect,
    MoveMessage,
    Outcome,
    Reason,
    SubmitMessage,
    Uid,
)

_KINDS: dict[type[Effect], str] = {
    ChangeFlags: "flags",
    MoveMessage: "move",
    AppendDraft: "draft",
    AppendNote: "note",
    Discard: "discard",
    SubmitMessage: "submit",
}
SUBMIT = _KINDS[SubmitMessage]


@dataclass(frozen=True, slots=True)
class PackedEffect:
    """An effect as three columns; its key and inbox have columns of their own."""

    kind: str
    body: str
    octets: bytes | None


def clean(text: str) -> str:
    """Return `text` as every database takes it: without NUL and lone surrogates."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.encode(errors="replace").decode().replace("\x00", "")


def pack_effect(effect: Effect) -> PackedEffect:
    """Return the columns of an effect; `unpack_effect` reverses it."""
    body = {
        name: getattr(effect, name)
        for name in effect.__slots__
        if name not in {"key", "inbox", "octets"}
    }
    return PackedEffect(_KINDS[type(effect)], _to_json(body), getattr(effect, "octets", None))


def unpack_effect(packed: PackedEffect, key: str, inbox: str) -> Effect:
    """Return the effect that was packed."""
    body: dict[str, Any] = json.loads(packed.body)
    body |= {"key": key, "inbox": inbox}
    octets = packed.octets or b""
    match packed.kind:
        case "flags":
            marks = {name: frozenset(body[name]) for name in ("add", "remove")}
            return ChangeFlags(**{**body, **marks, "uid": Uid(**body["uid"])})
        case "move":
            return MoveMessage(**{**body, "uid": Uid(**body["uid"])})
        case "draft":
            return AppendDraft(**body, octets=octets)
        case "note":
            received_at = datetime.fromisoformat(body.pop("received_at"))
            return AppendNote(**body, received_at=received_at, octets=octets)
        case "discard":
            return Discard(**body)
        case _:
            whom = {"audience": Audience(body["audience"]), "recipients": tuple(body["recipients"])}
            return SubmitMessage(**{**body, **whom, "octets": octets})


def format_decision(decision: Decision) -> str:
    """Return a decision as JSON; `parse_decision` reverses it."""
    return _to_json(decision)


def parse_decision(text: str) -> Decision:
    """Return the decision that `format_decision` wrote."""
    body: dict[str, Any] = json.loads(text)
    due_at = body["due_at"]
    verdicts = body["rule_verdicts"]
    return Decision(
        **{
            **body,
            "outcome": Outcome(body["outcome"]),
            "priority": Priority(body["priority"]),
            "due_at": datetime.fromisoformat(due_at) if due_at else None,
            "evidence": tuple(body["evidence"]),
            "reasons": tuple(Reason(**reason) for reason in body["reasons"]),
            "rule_verdicts": tuple((rule, verdict) for rule, verdict in verdicts),
            "effects": tuple(body["effects"]),
            "withheld": tuple(body["withheld"]),
        }
    )


def conversation_columns(conversation: Conversation) -> dict[str, Any]:
    """Return the columns of a conversation; `conversation_from` reverses it."""
    columns = {name: getattr(conversation, name) for name in Conversation.__slots__}
    columns["tags"] = json.dumps(conversation.tags)
    return {
        name: clean(value) if isinstance(value, str) else value for name, value in columns.items()
    }


def conversation_from(columns: Any) -> Conversation:
    """Return the conversation in one row of its table (a mapping of column to value)."""
    values = {name: columns[name] for name in Conversation.__slots__}
    values["status"] = Status(values["status"])
    values["priority"] = Priority(values["priority"])
    values["tags"] = tuple(json.loads(values["tags"]))
    return Conversation(**values)


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return {name: getattr(value, name) for name in value.__slots__}


_to_json = json.JSONEncoder(default=_plain).encode  # made once: it costs more than most values
