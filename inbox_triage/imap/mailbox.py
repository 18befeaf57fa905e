"""Looking at mailboxes: which there are, what one holds, what is new in it.

Fails: MailboxError, temporary when the line was lost or the server is busy.
Limits: names and flags of the server are taken as they are; SEARCH answers are not limited, a
    million UIDs are 10 MB.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inbox_triage.imap.account import Account
from inbox_triage.imap.connection import Connection, Listed, Selected
from inbox_triage.imap.fetching import Fetched, Missed, fetch
from inbox_triage.imap.selecting import flag_names, opened, select, verify

__all__ = [
    "Fetched",
    "Listed",
    "Missed",
    "Selected",
    "Special",
    "fetch",
    "has_news",
    "mailboxes",
    "new_uids",
    "select",
    "special_mailboxes",
    "uids_since",
]


_LIST_EVERY = timedelta(minutes=5)
_CLOSED = frozenset({"\\noselect", "\\nonexistent"})  # RFC 9051 §7.3.1: a name, no mailbox


@dataclass(frozen=True, slots=True)
class Special:
    """The server's own names of mailboxes with a purpose (RFC 6154 §2); None when absent."""

    drafts: str | None = None
    sent: str | None = None
    junk: str | None = None
    trash: str | None = None
    archive: str | None = None


def new_uids(connection: Connection, selected: Selected, last_uid: int) -> list[int]:
    """Return the UIDs above `last_uid`, ascending."""
    verify(opened(connection, selected.mailbox), selected)
    _note_search(connection, selected)
    found = _search(connection, ["UID", f"{max(last_uid, 0) + 1}:*"])
    return [uid for uid in found if uid > last_uid]  # n:* holds the last one too (RFC 9051 §9)


def uids_since(connection: Connection, since: datetime) -> list[int]:
    """Return the UIDs in the selected mailbox received since that day, ascending.

    SEARCH knows whole days in a time zone of the server's choice (RFC 9051 §6.4.4): the day
    before is searched too.
    """
    if connection.selected:
        _note_search(connection, connection.selected)
    return _search(connection, ["SINCE", (since - timedelta(days=1)).date()])


def mailboxes(connection: Connection, now: datetime) -> tuple[Listed, ...]:
    """Return the mailboxes that can be opened; the server is asked again every few minutes."""
    if connection.listed is None or now - connection.listed[0] >= _LIST_EVERY:
        with connection.talking("list mailboxes") as client:
            listed = client.list_folders()
        names = (name for flags, _, name in listed if not flag_names(flags) & _CLOSED)
        connection.listed = now, tuple(Listed(name, connection.levels(name)) for name in names)
    return connection.listed[1]


def has_news(connection: Connection, mailbox: str, uidvalidity: int, last_uid: int) -> bool:
    """Tell without opening a mailbox whether a UID above the last one may be in it.

    A new UIDVALIDITY, or an answer that leaves something out, says yes.
    """
    name = connection.native_name(mailbox)
    with connection.talking(f"ask about {mailbox}") as client:
        status = client.folder_status(name, ["UIDVALIDITY", "UIDNEXT"])  # RFC 9051 §6.3.11
    known = (uidvalidity, last_uid + 1)
    return (status.get(b"UIDVALIDITY"), status.get(b"UIDNEXT")) != known


def special_mailboxes(connection: Connection, account: Account) -> Special:
    """Return where drafts, sent mail, junk, trash and archive lie.

    What the admin named wins, then what the server says (RFC 6154 §2, any case), then names that
    mail clients commonly give in several languages.
    """
    with connection.talking("list mailboxes") as client:
        listed = [(flag_names(flags), name) for flags, _, name in client.list_folders()]
    names = {name for flags, name in listed if "\\noselect" not in flags}

    def find(purpose: str) -> str | None:
        by_flag = (name for flags, name in listed if f"\\{purpose}" in flags and name in names)
        return next(by_flag, None) or _by_common_name(names, purpose)

    drafts = connection.native_name(account.drafts) if account.drafts else find("drafts")
    sent = connection.native_name(account.sent) if account.sent else find("sent")
    return Special(drafts, sent, find("junk"), find("trash"), find("archive"))


_COMMON_NAMES: Mapping[str, tuple[str, ...]] = {
    "drafts": (
        "drafts", "draft", "entwürfe", "brouillons", "borradores", "bozze", "concepten",
        "rascunhos", "kopie robocze", "utkast", "kladder", "luonnokset", "черновики", "下書き",
        "草稿",
    ),
    "sent": (
        "sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete elemente",
        "gesendete objekte", "envoyés", "éléments envoyés", "messages envoyés", "enviados",
        "elementos enviados", "inviata", "posta inviata", "verzonden", "verzonden items",
        "itens enviados", "wysłane", "elementy wysłane", "skickat", "sendt", "отправленные",
        "送信済み", "已发送",
    ),
    "junk": (
        "junk", "spam", "junk e-mail", "junk email", "junk-e-mail", "spamverdacht",
        "courrier indésirable", "indésirables", "correo no deseado", "posta indesiderata",
        "ongewenste e-mail", "lixo eletrônico", "wiadomości-śmieci", "skräppost", "спам",
    ),
    "trash": (
        "trash", "deleted items", "deleted messages", "deleted", "papierkorb", "gelöscht",
        "gelöschte elemente", "corbeille", "éléments supprimés", "papelera",
        "elementos eliminados", "cestino", "posta eliminata", "prullenbak", "lixeira", "kosz",
        "papperskorgen", "корзина",
    ),
    "archive": (
        "archive", "archives", "archiv", "archivo", "archivio", "archief", "arquivo",
        "archiwum", "arkiv", "архив",
    ),
}  # fmt: skip
_SEPARATORS = re.compile(r"[/.\\]")


def _by_common_name(names: set[str], purpose: str) -> str | None:
    """Look at the last level only: `INBOX.Drafts` and `[Gmail]/Drafts` are drafts; short first."""
    for wanted in _COMMON_NAMES[purpose]:
        for name in sorted(names, key=len):
            if _SEPARATORS.split(name)[-1].casefold() == wanted:
                return name
    return None


def _note_search(connection: Connection, selected: Selected) -> None:
    """Keep in mind how far the watched mailbox was looked at, for `idle.wait_for_change`."""
    if selected.mailbox == connection.account.mailbox:
        connection.searched_uidnext = selected.uidnext


def _search(connection: Connection, criteria: Sequence[Any]) -> list[int]:
    with connection.talking("search") as client:
        return sorted(set(client.search(criteria)))
