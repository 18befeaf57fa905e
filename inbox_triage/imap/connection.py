"""One IMAP connection, from login to LOGOUT: its state, and its failures told apart.

Fails: MailboxError, always with the host, the server's words, `temporary` and a remedy. After a
    lost line or an answer that cannot be read the connection is unusable: `reconnect` or leave.
Limits: 15 s to connect, 60 s for an answer; not for two threads.
"""

import contextlib
import imaplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from inbox_triage.imap.account import Account
from inbox_triage.imap.logging_in import UNREADABLE, log_in
from inbox_triage.imap.refusals import lost, refused, words_of

UIDS_AT_ONCE = 500  # Courier hangs up at 10 000, Exchange reads 10 240 octets of a command
TIMEOUT = SocketTimeout(connect=15, read=60)

_GOODBYE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Selected:
    r"""A mailbox as SELECT showed it (RFC 9051 §6.3.2).

    Attributes:
        uidnext: At least one above every UID in it.
        exists: Number of messages.
        permanent_flags: What STORE can change, lower case; `\*` stands for any new keyword.
        highestmodseq: RFC 7162 §3.1.2.1, or None where the server has no CONDSTORE.
    """

    mailbox: str
    uidvalidity: int
    uidnext: int
    exists: int
    read_only: bool
    permanent_flags: frozenset[str]
    highestmodseq: int | None = None

    @property
    def keywords_allowed(self) -> bool:
        """Whether a keyword that is not there yet can be set."""
        return not self.read_only and "\\*" in self.permanent_flags

    def allows(self, flag: str) -> bool:
        """Tell whether STORE of this flag or keyword will last."""
        if self.read_only:
            return False
        is_keyword = not flag.startswith("\\")
        return flag.lower() in self.permanent_flags or (is_keyword and self.keywords_allowed)


@dataclass(frozen=True, slots=True)
class Listed:
    """A mailbox that can be opened: the server's own name, and its levels below our own prefix."""

    name: str
    levels: tuple[str, ...]

    @property
    def path(self) -> str:
        """The name as admins write it, with `/` between the levels."""
        return "/".join(self.levels)


@dataclass(frozen=True, slots=True)
class _Namespaces:
    """How names are built here (RFC 2342 §5): our prefix, its separator, everybody's prefixes."""

    personal: str
    separator: str
    prefixes: tuple[str, ...]


def connect(account: Account, *, timeout: SocketTimeout = TIMEOUT) -> "Connection":
    """Return a connection that is logged in, with nothing selected.

    Raises:
        MailboxError: `temporary` unless the server refuses the login itself or TLS fails.
    """
    return Connection(account, timeout)


class Connection:
    """A logged-in connection; a context manager that logs out.

    Attributes:
        selected: What is selected, as it was then, or None.
        searched_uidnext: UIDNEXT of the watched mailbox when new mail was last searched there,
            or None; what came later must not be waited for.
        listed: What `mailbox.mailboxes` was told last, and when; None before that.
        usable: False after the line was lost.
    """

    def __init__(self, account: Account, timeout: SocketTimeout) -> None:
        self.account = account
        self.searched_uidnext: int | None = None
        self._timeout = timeout
        self._open()

    def _open(self) -> None:
        self.selected: Selected | None = None
        self.listed: tuple[datetime, tuple[Listed, ...]] | None = None
        self._namespaces: _Namespaces | None = None
        self.client = log_in(self.account, self._timeout)
        self.usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Log out, or only hang up when the line is lost; never raises."""
        with contextlib.suppress(OSError, IMAPClientError, *UNREADABLE):
            if self.usable:
                self.client.socket().settimeout(_GOODBYE_SECONDS)
                self.client.logout()
        with contextlib.suppress(OSError, AttributeError):  # no socket left to close
            self.client.shutdown()
        self.usable = False

    def reconnect(self) -> None:
        """Hang up and log in again; nothing is selected afterwards."""
        self.close()
        self._open()

    @contextlib.contextmanager
    def talking(self, doing: str) -> Iterator[IMAPClient]:
        """Give the client for one exchange; what fails in it is a MailboxError that says `doing`.

        After a plain refusal (NO or BAD) the connection stays usable, after anything else not.
        """
        if not self.usable:
            raise lost(self.account, doing, "the connection was lost before")
        try:
            yield self.client
        except (OSError, imaplib.IMAP4.abort, *UNREADABLE) as error:
            self.usable = False
            raise lost(self.account, doing, words_of(error)) from error
        except IMAPClientError as error:
            if "got more than" in str(error):  # imaplib stopped in the middle of a line
                self.usable = False
                raise lost(self.account, doing, words_of(error)) from error
            raise refused(self.account, doing, words_of(error)) from error

    def has(self, capability: str) -> bool:
        """Tell whether the server offered this capability after login."""
        return bool(self.client.has_capability(capability))

    def heard(self, response: str) -> list[Any]:
        """Take the untagged responses of this kind that no command asked for."""
        taken: list[Any] = self.client._imap.untagged_responses.pop(response, [])  # noqa: SLF001 - imapclient drops them
        return taken

    def refresh(self) -> None:
        """Let the server tell what changed in the selected mailbox; some hide it until asked."""
        with self.talking("ask for news") as client:
            client._imap.noop()  # noqa: SLF001 - unparsed: keywords may hold anything
        self.heard("FETCH")  # else the next answer would be mixed with it

    def native_name(self, name: str) -> str:
        """Return a name written with `/` as this server has it; a native one stays as it is."""
        if name.upper() == "INBOX":
            return name
        spaces = self._ask_namespaces()
        if any(name.startswith(prefix) for prefix in spaces.prefixes):
            return name
        return spaces.personal + (name.replace("/", spaces.separator) if spaces.separator else name)

    def levels(self, native_name: str) -> tuple[str, ...]:
        """Return the levels of a mailbox's name below our own prefix."""
        spaces = self._ask_namespaces()
        own = native_name.removeprefix(spaces.personal)
        return tuple(own.split(spaces.separator)) if spaces.separator else (own,)

    def _ask_namespaces(self) -> _Namespaces:
        if self._namespaces is None:
            with self.talking("ask for the namespaces") as client:
                if self.has("NAMESPACE"):
                    self._namespaces = _namespaces(client.namespace())
                else:
                    listed = client.list_folders("", "")  # RFC 9051 §6.3.9: tells the separator
                    separator = _text(listed[0][1]) if listed else "/"
                    self._namespaces = _Namespaces("", separator, ())
        return self._namespaces


def _namespaces(answer: Sequence[Sequence[tuple[str, str]] | None]) -> _Namespaces:
    """Read what IMAPClient makes of NAMESPACE: our own, other people's and shared ones."""
    personal = answer[0] or [("", "/")]
    every = [prefix for kind in answer for prefix, _ in kind or ()]
    return _Namespaces(personal[0][0], personal[0][1], tuple(filter(None, every)))


def _text(name: Any) -> str:
    return name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)
