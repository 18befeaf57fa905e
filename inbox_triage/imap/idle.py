"""Waiting until a mailbox changes: IDLE where it is offered (RFC 2177), else a pause.

imapclient's `idle_check` misses what came with the `+ idling` line, chokes on a line that comes
in two segments, and spins when the peer has closed. Here what is buffered is looked at first, a
line that has begun is read to its end, and a closed line raises.

Fails: MailboxError (temporary) when the line is lost; a half-open line is found at the end of a
    slice, when DONE is not answered in time.
Limits: a change is noticed when the server tells; some tell late or never, so look anyway.
"""

import select as system
import socket
import ssl
import time
from dataclasses import dataclass
from enum import Enum, auto

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from inbox_triage.errors import MailboxError
from inbox_triage.imap.connection import Connection, Selected
from inbox_triage.imap.selecting import opened

_CHANGES = (b" EXISTS", b" EXPUNGE", b" FETCH ", b"* VANISHED ")


class _Line(Enum):
    """What there is to read on a connection."""

    DATA = auto()
    QUIET = auto()
    CLOSED = auto()


@dataclass(frozen=True, slots=True)
class _Listening:
    """Until when to listen, what may ring meanwhile, and how many messages are known."""

    until: float
    wake_fd: int
    exists: int | None


def wait_for_change(connection: Connection, seconds: float, wake_fd: int) -> bool:
    """Wait until the watched mailbox changes, `wake_fd` is readable, or the time is over.

    The watched mailbox is selected when another one is; what arrived there since the last search
    for new mail counts as a change.

    Returns:
        True when the server told of a change; False says nothing: look anyway.
    """
    selected = opened(connection, connection.account.mailbox)
    connection.refresh()  # some do not tell when IDLE begins what they have kept to themselves
    if _missed_an_arrival(connection, selected):
        return True
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not _is_ringing(wake_fd):
        if _take_a_slice(connection, left, wake_fd):
            return True
    return False


def _take_a_slice(connection: Connection, left: float, wake_fd: int) -> bool:
    """Wait for a part of the time that is left; short slices find lines that are half open."""
    if not connection.has("IDLE"):
        return _pause(left, wake_fd)
    seconds = min(left, connection.account.idle_for.total_seconds())
    try:
        with connection.talking("wait for news") as client:
            exists = connection.selected.exists if connection.selected else None
            return idle_wait(client, seconds, wake_fd, exists)
    except MailboxError:
        if not connection.usable:
            raise
        return _pause(left, wake_fd)  # it offers IDLE and refuses it


def idle_wait(client: IMAPClient, timeout: float, wake_fd: int, exists: int | None = None) -> bool:
    """Take one slice of IDLE in the selected mailbox; tell whether anything changed there.

    `exists` is the number of messages as it is known: some servers repeat it without need.

    Raises:
        OSError, imaplib.IMAP4.abort: The line is lost, or DONE was not answered in time.
        imaplib.IMAP4.error: The server refuses IDLE.
    """
    imap = client._imap  # noqa: SLF001 - imapclient has no safe way to wait
    tag = imap._command("IDLE")  # noqa: SLF001
    changed = False
    while (line := imap._get_response()) is not None:  # noqa: SLF001 - None: the continuation
        if imap.tagged_commands[tag]:
            raise IMAPClientError(f"IDLE: {imap.tagged_commands.pop(tag)}")
        changed = changed or _is_change(line, exists)
    listening = _Listening(time.monotonic() + timeout, wake_fd, exists)
    changed = changed or _listen(client, listening)
    imap.send(b"DONE\r\n")
    while not imap.tagged_commands[tag]:
        changed = _is_change(imap._get_response(), exists) or changed  # noqa: SLF001
    imap.tagged_commands.pop(tag)
    return changed


def _listen(client: IMAPClient, listening: _Listening) -> bool:
    """Read lines as they come, until one tells of a change or the time is over."""
    while True:
        state = _state(client)
        if state is _Line.CLOSED:
            raise IMAPClientAbortError("the server closed the line")
        if state is _Line.QUIET:
            left = listening.until - time.monotonic()
            if left <= 0 or not _becomes_readable(client.socket(), listening.wake_fd, left):
                return False
            continue
        line = client._imap._get_line()  # noqa: SLF001 - to its end, under the read timeout
        if line.upper().startswith(b"* BYE"):
            raise IMAPClientAbortError(line.decode("ascii", "replace"))
        if _is_change(line, listening.exists):
            return True


def _state(client: IMAPClient) -> _Line:
    """Look at what is buffered, in Python, in TLS or in the system, without taking it."""
    sock = client.socket()
    sock.setblocking(False)  # noqa: FBT003 - the name is the only way to call it
    try:
        if client._imap.file.peek(1):  # noqa: SLF001 - the buffer that imaplib reads from
            return _Line.DATA
        # Nothing: TLS raises while there is only nothing yet, a plain socket has to be asked.
        if isinstance(sock, ssl.SSLSocket) or not sock.recv(1, socket.MSG_PEEK):
            return _Line.CLOSED
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return _Line.QUIET
    else:
        return _Line.DATA
    finally:
        client._set_read_timeout()  # noqa: SLF001 - blocking again


def _becomes_readable(sock: socket.socket, wake_fd: int, seconds: float) -> bool:
    """Wait for the socket; False when the time is over or somebody rings."""
    poll = system.poll()
    poll.register(sock.fileno(), system.POLLIN)
    poll.register(wake_fd, system.POLLIN)
    ready = {fd for fd, _ in poll.poll(seconds * 1000)}
    return bool(ready) and wake_fd not in ready


def _is_change(line: bytes, exists: int | None) -> bool:
    """Tell a change from a mere sign of life such as `* OK Still here`."""
    upper = line[:200].upper()
    if not upper.startswith(b"* ") or upper == b"* %d EXISTS" % (-1 if exists is None else exists):
        return False
    return any(word in upper for word in _CHANGES)


def _missed_an_arrival(connection: Connection, selected: Selected) -> bool:
    """Something came after the last search for new mail: IDLE will not tell of it again."""
    counts = connection.heard("EXISTS")
    told = bool(counts) and (
        bool(connection.heard("EXPUNGE")) or counts[-1] != b"%d" % selected.exists
    )
    searched = connection.searched_uidnext
    newer = searched is not None and selected.uidnext > searched
    if newer:
        connection.searched_uidnext = selected.uidnext  # said once; the caller looks now
    return told or newer


def _pause(seconds: float, wake_fd: int) -> bool:
    """Wait without the server, which therefore tells of no change."""
    system.select([wake_fd], [], [], seconds)
    return False


def _is_ringing(wake_fd: int) -> bool:
    return bool(system.select([wake_fd], [], [], 0)[0])
