"""An SMTP server on loopback for tests: real sockets, faults chosen by a recipient's name.

greylist@  450 the first time     reject@  550          full@  452
spam@      554 after DATA         later@   451 after DATA
taken-cut@ stored, then the connection is cut before the answer
lost-cut@  cut after DATA, nothing stored
cut@       cut at RCPT            busy@    421 at RCPT
silent@    stored, no answer to DATA
"""

import asyncio
import ssl
import threading
import warnings
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_AT_RCPT = {
    "reject": "550 5.1.1 No such user",
    "full": "452 4.2.2 Mailbox full",
    "busy": "421 4.7.0 Too many connections",
}
_AFTER_DATA = {"spam": "554 5.7.1 Message refused", "later": "451 4.3.0 Try later"}


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server has taken."""

    reverse_path: str
    recipients: tuple[str, ...]
    octets: bytes
    options: tuple[str, ...]
    over_tls: bool
    login: str | None


class SmtpServer:
    """Runs in its own thread; `received` grows, `connection_count` too."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        from_first_octet: bool = False,
        login: tuple[str, str] | None = None,
        octets: int | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.connection_count = 0
        self._seen: set[str] = set()
        self._tls, self._from_first_octet = tls, from_first_octet
        self._login, self._octets = login, octets
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-server")

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        context = self._tls if self._from_first_octet else None
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=context)

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _protocol(self) -> SMTP:
        self.connection_count += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a login without TLS, over loopback
            return self._smtp()

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            hostname="smtp.example.com",
            enable_SMTPUTF8=True,
            data_size_limit=self._octets or 33_554_432,
            tls_context=None if self._from_first_octet else self._tls,
            authenticator=self._authenticate if self._login else None,
            auth_required=bool(self._login),
            auth_require_tls=not self._login,
            loop=self._loop,
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: LoginPassword
    ) -> AuthResult:
        given = data.login.decode(), data.password.decode()
        known = given == self._login
        return AuthResult(success=known, handled=known, auth_data=given[0])

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it so
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name == "cut":
            _abort(server)
        if name == "greylist" and address not in self._seen:
            self._seen.add(address)
            return "450 4.7.1 Greylisted, try again later"
        if name in _AT_RCPT:
            return _AT_RCPT[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        names = {address.partition("@")[0] for address in envelope.rcpt_tos}
        for name in names & _AFTER_DATA.keys():
            return _AFTER_DATA[name]
        if "lost-cut" not in names:
            self.received.append(self._taken(session, envelope))
        if names & {"taken-cut", "lost-cut"}:
            _abort(server)
        if "silent" in names:
            await asyncio.sleep(3600)
        return "250 2.0.0 Ok"

    def _taken(self, session: Session, envelope: Envelope) -> Received:
        content = envelope.original_content or b""
        return Received(
            reverse_path=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            octets=content,
            options=tuple(envelope.mail_options),
            over_tls=self._from_first_octet or session.ssl is not None,
            login=session.auth_data,
        )


def _abort(server: SMTP) -> None:
    """Cut the connection without another word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
