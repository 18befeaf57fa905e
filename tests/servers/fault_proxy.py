"""A TCP proxy on loopback that breaks connections in the ways networks and servers do.

    with FaultProxy(server.imap_port, Rule("client", rb"DONE", Do.STALL)) as proxy: ...

A rule looks at one side's octets as they come in; loopback delivers short commands whole.

Fails: never; a connection that it cannot carry on is closed.
Limits: plaintext; patterns do not match across two segments.
"""

import contextlib
import re
import socket
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal, Self

_SEGMENT = 65536
_REACH_SECONDS = 0.05  # for what was forwarded to be carried out before the line is cut


class Do(Enum):
    """What happens when a rule matches."""

    CUT = auto()  # both sides see the line close; what matched is not forwarded
    CUT_AFTER = auto()  # the other side gets it and acts, this side never hears the answer
    STALL = auto()  # nothing is forwarded any more, both lines stay open: a half-open peer
    REPLACE = auto()  # what matched is replaced
    SPLIT = auto()  # the segment comes in two pieces, parted after what matched
    HOLD = auto()  # the segment comes together with the next one


@dataclass(slots=True)
class Rule:
    """When `says` says something that matches, `do` it, `times` times (None: always).

    The first `pass_over` matches are let through.
    """

    says: Literal["client", "server"]
    pattern: bytes
    do: Do
    replacement: bytes = b""
    times: int | None = 1
    pass_over: int = 0

    def matches(self, segment: bytes) -> re.Match[bytes] | None:
        """Return the match while the rule is still in force, and count it."""
        found = re.search(self.pattern, segment) if self.times != 0 else None
        if found and self.pass_over:
            self.pass_over -= 1
            return None
        if found and self.times is not None:
            self.times -= 1
        return found


class FaultProxy:
    """Listens on `port` and forwards to a port of the same machine."""

    def __init__(self, upstream_port: int, *rules: Rule) -> None:
        self.rules = list(rules)
        self.connection_count = 0
        self._upstream_port = upstream_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the acceptor
        self._listener.close()
        self.cut_all()
        self._acceptor.join(1)

    def cut_all(self) -> None:
        """Close every connection, as a restart of the network would."""
        for sock in list(self._open):
            _close(sock)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._upstream_port))
            except OSError:
                return
            self.connection_count += 1
            for sock in (client, server):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            line = _Line(self, threading.Event())
            for side, source, target in (("client", client, server), ("server", server, client)):
                arguments = (side, source, target)
                threading.Thread(target=line.carry, args=arguments, daemon=True).start()


@dataclass(slots=True)
class _Line:
    """One client's connection through the proxy."""

    proxy: FaultProxy
    stalled: threading.Event

    def carry(self, side: str, source: socket.socket, target: socket.socket) -> None:
        held = b""
        with contextlib.suppress(OSError):
            while segment := source.recv(_SEGMENT):
                if self.stalled.is_set():
                    continue
                forward = self._apply(side, held + segment, target)
                if forward is None:
                    held += segment
                    continue
                held = b""
                target.sendall(forward)
        _close(source)
        _close(target)

    def _apply(self, side: str, segment: bytes, target: socket.socket) -> bytes | None:
        """Return what to forward, None to hold it back; raises OSError to cut."""
        for rule in self.proxy.rules:
            found = rule.matches(segment) if rule.says == side else None
            if found and rule.do is Do.HOLD:
                return None
            if found:
                segment = self._break(rule, found, segment, target)
        return segment

    def _break(
        self, rule: Rule, found: re.Match[bytes], segment: bytes, target: socket.socket
    ) -> bytes:
        match rule.do:
            case Do.REPLACE:
                before, after = segment[: found.start()], segment[found.end() :]
                return before + rule.replacement + after
            case Do.SPLIT:
                target.sendall(segment[: found.end()])
                time.sleep(_REACH_SECONDS)
                return segment[found.end() :]
            case Do.STALL:
                self.stalled.set()
                return b""
            case Do.CUT_AFTER:
                self.stalled.set()
                target.sendall(segment)
                time.sleep(_REACH_SECONDS)
            case Do.CUT | Do.HOLD:
                pass
        raise ConnectionAbortedError


def _close(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
