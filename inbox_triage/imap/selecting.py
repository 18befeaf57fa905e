"""Opening a mailbox: what SELECT tells of it.

Fails: MailboxError; permanent when the server gives a mailbox no UIDVALIDITY or refuses it.
Limits: flags and numbers of the server are taken as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from imapclient.exceptions import IMAPClientReadOnlyError

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, Selected

_SYSTEM_FLAGS = frozenset(("\\seen", "\\answered", "\\flagged", "\\deleted", "\\draft"))


def select(connection: Connection, mailbox: str) -> Selected:
    """Select a mailbox afresh: what other clients did since is known afterwards."""
    connection.selected = None
    name = connection.native_name(mailbox)
    with connection.talking(f"open {mailbox}") as client:
        try:
            answer = client.select_folder(name)
        except IMAPClientReadOnlyError:  # we asked for more than we may have; looking is allowed
            answer = client.select_folder(name, readonly=True)
        if b"UIDNEXT" not in answer:  # Courier; STATUS would count what came after SELECT
            answer[b"UIDNEXT"] = max(client.search(["ALL"]), default=0) + 1
    connection.heard("EXISTS")  # in `answer`; what is heard from now on is news
    connection.selected = _selected(connection, mailbox, answer)
    return connection.selected


def opened(connection: Connection, mailbox: str) -> Selected:
    """Return the mailbox, selected now or already; SELECT can take a second in a large one."""
    selected = connection.selected
    return selected if selected and selected.mailbox == mailbox else select(connection, mailbox)


def reopen(connection: Connection, selected: Selected) -> None:
    """Renew a lost connection and open the same mailbox again."""
    connection.reconnect()
    verify(select(connection, selected.mailbox), selected)


def verify(now: Selected, before: Selected) -> None:
    """Raise when the UIDs of before name nothing any more (RFC 9051 §2.3.1.1)."""
    if now.uidvalidity != before.uidvalidity:
        raise MailboxError(f"{now.mailbox} got a new UIDVALIDITY meanwhile.", temporary=True)


def _selected(connection: Connection, mailbox: str, answer: Mapping[bytes, Any]) -> Selected:
    try:
        uidvalidity = int(answer[b"UIDVALIDITY"])
    except (KeyError, TypeError, ValueError) as error:
        raise MailboxError(  # RFC 9051 §2.3.1.1: every mailbox has one
            f"{connection.account.host} gives {mailbox} no UIDVALIDITY: no message has a name.",
            temporary=False,
            remedy="Use another IMAP server for this inbox.",
        ) from error
    flags = answer.get(b"PERMANENTFLAGS")
    modseq = answer.get(b"HIGHESTMODSEQ")
    return Selected(
        mailbox=mailbox,
        uidvalidity=uidvalidity,
        uidnext=int(answer[b"UIDNEXT"]),
        exists=int(answer.get(b"EXISTS", 0)),
        read_only=b"READ-ONLY" in answer,
        # RFC 9051 §7.1: without the code, all flags can be changed permanently
        permanent_flags=_SYSTEM_FLAGS | {"\\*"} if flags is None else flag_names(flags),
        highestmodseq=int(modseq) if isinstance(modseq, int) else None,
    )


def flag_names(flags: Iterable[Any]) -> frozenset[str]:
    """Return flags and keywords in lower case: servers differ in case (RFC 9051 §2.3.2)."""
    return frozenset(
        (flag.decode("utf-8", "replace") if isinstance(flag, bytes) else str(flag)).lower()
        for flag in flags
    )
