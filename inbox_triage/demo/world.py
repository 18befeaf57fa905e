"""A small mail world inside this process: an IMAP server and an SMTP server on loopback.

pymap keeps the mailboxes in memory, aiosmtpd takes what is submitted. Mail to the address of an
account lands in its INBOX, mail to anyone else in the INBOX of the account `world`, so that what
customers receive can be looked at as well. Both run in one thread with its own event loop.

Fails: OSError when the loopback interface cannot be bound.
Limits: for demonstration and tests: no TLS, any sender is believed, all is gone when it closes.
"""

import asyncio
import socket
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag, Wildcard
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import Cleartext

HOST = "127.0.0.1"
WORLD = "world"
MAILBOXES = ("Drafts", "Sent", "Resolved", "Archive", "Junk", "Trash")
_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One IMAP login of the world; mail to `address` is delivered to its INBOX."""

    username: str
    address: str
    password: str = field(default="demo", repr=False)


class _Mailbox(MailboxData):
    r"""A mailbox that keeps keywords; pymap's own drops all but the system flags."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        allowed: frozenset[Flag] = super().permanent_flags
        return allowed | {Wildcard}  # RFC 9051 §7.1: \* in PERMANENTFLAGS


class _Mailboxes(MailboxSet):
    """All mailboxes of one account."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Mailbox(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> Any:
        """Make a mailbox; ValueError when it exists."""
        await super().add_mailbox(name)
        self._set[name] = made = _Mailbox(self._content_cache, self._thread_cache)
        return made.mailbox_id


class _Config(Config):
    """pymap's settings, without what its own command line would add."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(),
            host=HOST,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            tls_enabled=False,
            hash_context=Cleartext(),  # these passwords are printed on the screen
            cpu_subsystem=Subsystem.for_asyncio(),
            proxy_protocol=ProxyProtocolVersion.get(None),
        )

    @property
    def greeting(self) -> bytes:
        """Greet without a name: pymap's own greeting waits for the DNS."""
        return b"inbox-triage demo ready"


class World:
    """The two servers while they run."""

    def __init__(self, accounts: tuple[DemoAccount, ...]) -> None:
        self.accounts = (*accounts, DemoAccount(WORLD, WORLD))
        self.imap_port = 0
        self.smtp_port = 0
        self._mailboxes: dict[str, _Mailboxes] = {}
        self._started: Future[None] = Future()
        self._stop: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=self._run, name="demo-world", daemon=True)

    def start(self) -> None:
        """Start both servers on free ports; return when they answer."""
        self._thread.start()
        self._started.result(_PATIENCE_SECONDS)

    def close(self) -> None:
        """End both servers and all their connections."""
        self._stop()
        self._thread.join(_PATIENCE_SECONDS)

    def username_of(self, address: str) -> str:
        """Return whose INBOX takes mail to this addr-spec: `world` when it is nobody's here."""
        local, _, domain = address.lower().rpartition("@")
        base = f"{local.partition('+')[0]}@{domain}"
        return next((a.username for a in self.accounts if a.address == base), WORLD)

    async def deliver(
        self, username: str, octets: bytes, received_at: datetime, mailbox: str = "INBOX"
    ) -> None:
        """Put a message into a mailbox of this account; whoever idles there is told."""
        place = await self._mailboxes[username].get_mailbox(mailbox)
        await place.append(AppendMessage(octets, received_at), recent=True)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._started.set_exception(error)

    async def _serve(self) -> None:
        config = _Config()
        config.apply_context()
        login = Login(config)
        for account in self.accounts:
            await self._add(account, login, config)
        imap = await _start_imap(login, config)
        smtp = await _start_smtp(_Postman(self))
        self.imap_port, self.smtp_port = _port_of(imap), _port_of(smtp)
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(stop.set)
        self._started.set_result(None)
        await stop.wait()
        imap.close()
        smtp.close()

    async def _add(self, account: DemoAccount, login: Login, config: _Config) -> None:
        password = await Passwords(config).hash_password(account.password)
        identity = Identity(account.username, login, None, frozenset())
        await identity.set(UserMetadata(config, account.username, password=password))
        self._mailboxes[account.username] = mailboxes = _Mailboxes()
        config.set_cache[account.username] = (mailboxes, FilterSet())
        for name in MAILBOXES:
            await mailboxes.add_mailbox(name)
            await mailboxes.set_subscribed(name, subscribed=True)


class _Postman:
    """What aiosmtpd calls: takes every recipient, delivers to each."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        sender, content = envelope.mail_from or "", envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            trace = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
            now = datetime.now(UTC)  # noqa: TID251 - a server reads its own clock
            username = self._world.username_of(recipient)
            await self._world.deliver(username, trace.encode() + content, now)
        return "250 2.0.0 delivered"


async def _start_imap(login: Login, config: _Config) -> asyncio.Server:
    reader = ProxyProtocolReader(config.proxy_protocol)
    answer = reader.get_callback(IMAPServer(login, config))
    return await asyncio.start_server(answer, HOST, 0, family=socket.AF_INET)


async def _start_smtp(postman: _Postman) -> asyncio.Server:
    def protocol() -> SMTP:
        return SMTP(postman, hostname="demo.example", enable_SMTPUTF8=True)

    return await asyncio.get_running_loop().create_server(protocol, HOST, 0)


def _port_of(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


@contextmanager
def open_world(accounts: tuple[DemoAccount, ...]) -> Iterator[World]:
    """Run the world with these accounts (and `world`) until the block ends."""
    world = World(accounts)
    world.start()
    try:
        yield world
    finally:
        world.close()
