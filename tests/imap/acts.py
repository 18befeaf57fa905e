"""Messages, effects and looks at mailboxes that the tests of effects share."""

from dataclasses import replace
from datetime import UTC, datetime

from inbox_triage.imap.connection import Connection
from inbox_triage.imap.effects import apply
from inbox_triage.imap.mailbox import Special, select
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    ChangeFlags,
    Effect,
    EffectResult,
    EffectState,
    MoveMessage,
    Uid,
)

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SPECIAL = Special(drafts="Drafts", sent="Sent")


def letter(number: int) -> bytes:
    header = f"From: ann@example.net\r\nMessage-ID: <{number}@example.net>\r\n"
    return f"{header}Subject: Order {number}\r\n\r\n-\r\n".encode()


def reply(number: int, body: str = "Dear Ann,") -> bytes:
    return (
        f"From: support@example.com\r\nMessage-ID: <d{number}@example.com>\r\n"
        f"References: <c.K7Q{number}.d1.abcd@example.com> <{number}@example.net>\r\n\r\n{body}\r\n"
    ).encode()


def draft(number: int, body: str = "Dear Ann,", **changes: str) -> AppendDraft:
    effect = AppendDraft(
        key=f"draft:{number}",
        inbox="support",
        message_id=f"<d{number}@example.com>",
        octets=reply(number, body),
        conversation=f"K7Q{number}",
    )
    return replace(effect, **changes)  # type: ignore[arg-type]


def note(number: int, mailbox: str = "INBOX") -> AppendNote:
    return AppendNote(
        key=f"note:{number}",
        inbox="support",
        mailbox=mailbox,
        message_id=f"<d{number}@example.com>",
        octets=reply(number, "Refund, second contact this week."),
        received_at=MONDAY,
        conversation=f"K7Q{number}",
    )


def uid_of(connection: Connection, number: int, mailbox: str = "INBOX") -> Uid:
    return Uid(mailbox, select(connection, mailbox).uidvalidity, number)


def mark(uid: Uid, add: str = "", remove: str = "") -> ChangeFlags:
    names = frozenset(add.split()), frozenset(remove.split())
    return ChangeFlags(f"mark:{uid.uid}:{add}:{remove}", "support", uid, *names)


def move(uid: Uid, target: str, number: int) -> MoveMessage:
    return MoveMessage(f"move:{uid.uid}", "support", uid, f"<{number}@example.net>", target)


def do(connection: Connection, *effects: Effect, redo: bool = False) -> list[EffectResult]:
    results = apply(connection, SPECIAL, [(effect, redo) for effect in effects])
    by_key = {result.key: result for result in results}
    assert len(by_key) == len(effects)
    return [by_key[effect.key] for effect in effects]


def done(connection: Connection, *effects: Effect, redo: bool = False) -> list[EffectResult]:
    results = do(connection, *effects, redo=redo)
    assert [r.state for r in results] == [EffectState.DONE] * len(effects), results
    return results


def flags(connection: Connection, uid: Uid) -> set[str]:
    select(connection, uid.mailbox)
    answer = connection.client.get_flags([uid.uid])[uid.uid]
    return {flag.decode() for flag in answer} - {"\\Recent"}


def contents(connection: Connection, mailbox: str) -> list[bytes]:
    select(connection, mailbox)
    answers = connection.client.fetch(connection.client.search(["ALL"]), ["BODY.PEEK[]"])
    return [answers[uid][b"BODY[]"] for uid in sorted(answers)]


def left_in(connection: Connection, mailbox: str) -> int:
    select(connection, mailbox)
    return len(connection.client.search(["UNDELETED"]))
