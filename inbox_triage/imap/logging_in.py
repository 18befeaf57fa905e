"""From a host name to a logged-in client: connected, secured, introduced.

Fails: MailboxError with the host, the server's words, `temporary` and a remedy.
Limits: plaintext only on loopback; passwords, no OAuth.
"""

import contextlib
import ipaddress
import socket
import ssl

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from inbox_triage import __version__
from inbox_triage.errors import MailboxError
from inbox_triage.imap.account import Account, Security
from inbox_triage.imap.refusals import login_refused, place_of, unreachable, words_of

# What imapclient raises when an answer does not look like IMAP; seen with NIL structures and with
# keywords that hold a bracket.
UNREADABLE = (ProtocolError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
_KEEPALIVE_SECONDS = 60


def log_in(account: Account, timeout: SocketTimeout) -> IMAPClient:
    """Return a client that is logged in and knows what the server offers.

    Raises:
        MailboxError: `temporary` unless the server refuses the login itself or TLS fails.
    """
    _refuse_plaintext(account)
    with contextlib.ExitStack() as until_in:
        try:
            context = _tls_context(account)
            client = _dial(account, context, timeout)
            until_in.callback(_hang_up, client)
            if account.security is Security.STARTTLS:
                _start_tls(client, account, context)
            _authenticate(client, account)
            _introduce(client)
        except LoginError as error:
            raise login_refused(account, words_of(error)) from error
        except (OSError, IMAPClientError, *UNREADABLE) as error:
            raise unreachable(account, error) from error
        until_in.pop_all()
    return client


def _authenticate(client: IMAPClient, account: Account) -> None:
    """LOGIN everywhere; only AUTHENTICATE PLAIN (RFC 4616 §2) can say more than ASCII."""
    if account.password.isascii() and account.username.isascii():
        client.login(account.username, account.password)
    else:
        client.plain_login(account.username, account.password)


def _tls_context(account: Account) -> ssl.SSLContext | None:
    if account.security is Security.NONE:
        return None
    return ssl.create_default_context(cafile=account.ca_file)


def _dial(account: Account, context: ssl.SSLContext | None, timeout: SocketTimeout) -> IMAPClient:
    client = IMAPClient(
        account.host,
        account.port,
        ssl=account.security is Security.TLS,
        ssl_context=context,
        timeout=timeout,
    )
    client.normalise_times = False  # aware dates, not local ones
    client._imap.debug = 0  # noqa: SLF001 - else imaplib formats every answer for a log nobody reads
    _tune(client.socket())
    return client


def _start_tls(client: IMAPClient, account: Account, context: ssl.SSLContext | None) -> None:
    """Upgrade before any password is sent; a server that cannot is refused (RFC 8314 §3.2)."""
    if not client.has_capability("STARTTLS"):
        raise MailboxError(
            f"{place_of(account)} offers no STARTTLS: nothing was sent to it.",
            temporary=False,
            remedy='Set security = "tls" and its port, usually 993.',
        )
    client.starttls(context)


def _tune(sock: socket.socket) -> None:
    """Send small commands at once, and let the system notice a peer that is gone."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_SECONDS)


def _introduce(client: IMAPClient) -> None:
    """Learn what is offered now that we are in (RFC 9051 §6.1.1), and turn on what we use."""
    client.capabilities()
    if client.has_capability("ID"):
        with contextlib.suppress(IMAPClientError):  # RFC 2971: nothing depends on it
            client.id_({"name": "inbox-triage", "version": __version__})
    if client.has_capability("ENABLE") and client.has_capability("CONDSTORE"):
        client.enable("CONDSTORE")  # RFC 7162 §3.1: SELECT then tells HIGHESTMODSEQ


def _hang_up(client: IMAPClient | None) -> None:
    if client is not None:
        with contextlib.suppress(OSError, IMAPClientError):
            client.shutdown()


def _refuse_plaintext(account: Account) -> None:
    if account.security is Security.NONE and not _is_loopback(account.host):
        raise MailboxError(
            f"{place_of(account)} would get the password unprotected.",
            temporary=False,
            remedy='Set security = "tls" or "starttls".',
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
