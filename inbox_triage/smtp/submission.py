"""Hands messages to the submission server (RFC 6409), several over one connection.

What the answer means decides what may happen next: before DATA nothing has been handed over, so
trying again is safe; once DATA is under way a lost connection tells nothing (RFC 5321 §4.2.5),
so a customer's message is `unsure` and a human looks, and the team's is sent again.

Fails: SubmissionError when the server cannot be reached, does not offer the TLS or the login that
    is configured, or refuses us; temporary, for nothing is wrong with the messages.
Limits: 30 s to connect, 60 s for an answer, 300 s for the answer to DATA; addresses of at most
    254 octets; plain text only on loopback.
"""

import asyncio
import contextlib
import ipaddress
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import parseaddr

import aiosmtplib
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPSenderRefused

from inbox_triage.errors import SubmissionError
from inbox_triage.smtp.server import Security, Server
from inbox_triage.triage.plan import Audience, EffectResult, EffectState, SubmitMessage

_CONNECT_SECONDS = 30
_ANSWER_SECONDS = 60
_DATA_SECONDS = 300
_QUIT_SECONDS = 5
_ADDRESS_OCTETS = 254  # RFC 5321 §4.5.3.1.3: 256 with its angle brackets
_HEADER_OCTETS = 65_536
_DETAIL_LENGTH = 500

_ANSWERS = {2: EffectState.DONE, 4: EffectState.PLANNED, 5: EffectState.FAILED}
_ENHANCED_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463 §2


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A message as it is handed over; everything in it has been checked."""

    effect: SubmitMessage
    reverse_path: str

    @property
    def encoding(self) -> str:
        addresses = "".join((self.reverse_path, *self.effect.recipients))
        return "ascii" if addresses.isascii() else "utf-8"


def submit_all(server: Server, submissions: Sequence[SubmitMessage]) -> list[EffectResult]:
    """Hand these messages over, in order; return one result each.

    Returns:
        DONE when the server has taken it, FAILED with its words when it never will, PLANNED when
        it may later, UNSURE when only the server knows whether it has a customer's message.

    Raises:
        SubmissionError: Nothing was handed over: the server did not let us in.
    """
    checked = [_envelope(effect) for effect in submissions]
    envelopes = [item for item in checked if isinstance(item, _Envelope)]
    handed_over = iter(asyncio.run(_submit(server, envelopes)) if envelopes else ())
    return [item if isinstance(item, EffectResult) else next(handed_over) for item in checked]


def check_login(server: Server) -> None:
    """Connect, protect and log in as for a submission, and hand nothing over.

    Raises:
        SubmissionError: The server did not let us in.
    """
    asyncio.run(_submit(server, ()))


def _envelope(effect: SubmitMessage) -> _Envelope | EffectResult:
    """Check what the server will be told; a bad address is never sent to it."""
    headers = BytesHeaderParser().parsebytes(effect.octets[:_HEADER_OCTETS])
    # Bounces go where the replies go: to the inbox, which reads them.
    reverse_path = parseaddr(str(headers.get("From", "")))[1]
    for address in (reverse_path, *effect.recipients):
        if not _is_sendable(address):
            what = f"not an address that mail can be sent to: {address!r}"
            return EffectResult(effect.key, EffectState.FAILED, what[:_DETAIL_LENGTH])
    if not effect.recipients:
        return EffectResult(effect.key, EffectState.FAILED, "it has no recipients")
    return _Envelope(effect, reverse_path)


def _is_sendable(address: str) -> bool:
    """Say whether SMTP can carry an address as it is.

    The library does not refuse `"a CR LF b"@x`, it sends to `a`; so: no space, control character,
    quote or bracket, and the standard library must read the address as the same.
    """
    local, at, domain = address.rpartition("@")
    return (
        bool(local and at and domain)
        and len(address.encode(errors="replace")) <= _ADDRESS_OCTETS
        and address.isprintable()
        and not set(address) & set(' <>()[]\\,:;"')
        and parseaddr(address)[1] == address
    )


async def _submit(server: Server, envelopes: Sequence[_Envelope]) -> list[EffectResult]:
    client = await _connect(server)
    try:
        return [await _hand_over(client, envelope) for envelope in envelopes]
    finally:
        # What the server has taken stays taken, whatever comes of saying goodbye.
        with contextlib.suppress(SMTPException, OSError):
            await client.quit(timeout=_QUIT_SECONDS)
        client.close()


async def _connect(server: Server) -> SMTP:
    """Connect, protect, log in; TLS is explicit, never "if offered" (RFC 8314 §3)."""
    if server.security is Security.NONE and not _is_loopback(server.host):
        raise SubmissionError(
            f"{server.host} would get the password and the mail in plain text.",
            temporary=False,
            remedy='Set security = "tls" or "starttls" in its smtp section.',
        )
    client = SMTP(
        hostname=server.host,
        port=server.port,
        timeout=_CONNECT_SECONDS,
        use_tls=server.security is Security.TLS,
        start_tls=server.security is Security.STARTTLS,
        tls_context=_tls_context(server),
    )
    try:
        await client.connect()
        if server.username:
            await client.login(server.username, server.password)
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
    except (SMTPException, OSError) as error:
        client.close()
        raise _not_let_in(server, error) from error
    client.timeout = _ANSWER_SECONDS
    return client


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls_context(server: Server) -> ssl.SSLContext | None:
    if server.security is Security.NONE:
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)  # verifies name and chain
    except OSError as error:
        raise SubmissionError(
            f"ca_file {server.ca_file} cannot be read: {error}.",
            temporary=True,
            remedy="Name a PEM file of the authority that signed the server's certificate.",
        ) from error


def _not_let_in(server: Server, error: Exception) -> SubmissionError:
    """Say what to do about it. The messages wait, as Postfix lets them: nothing is wrong with them.

    A password that was just changed must not turn every message of the morning into a failure.
    """
    remedy = "Check the host, the port and the network."
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        remedy = "Check username and password; many providers want a password for the application."
    elif isinstance(error.__cause__ or error, ssl.SSLCertVerificationError):
        remedy = "Check the host name; a private authority is named with ca_file."
    elif isinstance(error.__cause__ or error, ssl.SSLError) or "TLS" in str(error):
        remedy = 'Check security and port: "tls" is usual on 465, "starttls" on 587.'
    answer = error if isinstance(error, aiosmtplib.SMTPResponseException) else None
    return SubmissionError(
        f"{server.host}:{server.port} did not let us in: {_one_line(_words(error))}.",
        temporary=True,
        code=str(answer.code) if answer else "",
        enhanced_status=_enhanced_status(answer.message) if answer else "",
        remedy=remedy,
    )


async def _hand_over(client: SMTP, envelope: _Envelope) -> EffectResult:
    """Hand one message over; the envelope first, so that DATA alone can leave us in doubt."""
    effect = envelope.effect
    try:
        refused = await _give_envelope(client, envelope)
        if refused and (
            effect.audience is Audience.CUSTOMER or len(refused) == len(effect.recipients)
        ):
            # All or nobody: were a part taken, the rest could only be reached by sending twice.
            with contextlib.suppress(SMTPException, OSError):
                await client.rset()
            return _refusal(effect, refused)
    except (SMTPException, OSError) as error:
        return _before_data(effect, error)
    try:
        await client.data(effect.octets, timeout=_DATA_SECONDS)
    except (SMTPException, OSError) as error:
        return _after_data(effect, error)
    return EffectResult(effect.key, EffectState.DONE, "; ".join(map(_refused_words, refused)))


async def _give_envelope(client: SMTP, envelope: _Envelope) -> list[SMTPRecipientRefused]:
    """Send MAIL and RCPT; return who was refused."""
    octets, encoding = envelope.effect.octets, envelope.encoding
    options = []
    if encoding != "ascii":
        options.append("SMTPUTF8")  # RFC 6531 §3.4; a server without it refuses, rightly
    if not octets.isascii() and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")  # RFC 6152 §3
    if client.supports_extension("size"):
        options.append(f"SIZE={len(octets)}")  # RFC 1870 §5: too large is said at once
    await client.mail(envelope.reverse_path, options=options, encoding=encoding)
    refused = []
    for recipient in envelope.effect.recipients:
        try:
            await client.rcpt(recipient, encoding=encoding)
        except SMTPRecipientRefused as refusal:
            refused.append(refusal)
    return refused


def _before_data(effect: SubmitMessage, error: Exception) -> EffectResult:
    """Nobody has it: again later, unless the server refused the sender or the size for good."""
    never = isinstance(error, SMTPSenderRefused) and not _is_temporary(error.code)
    state = EffectState.FAILED if never else EffectState.PLANNED
    return EffectResult(effect.key, state, f"not handed over: {_words(error)}")


def _after_data(effect: SubmitMessage, error: Exception) -> EffectResult:
    """Only a complete answer tells; RFC 5321 §4.2.1: 2 taken, 4 later, 5 never."""
    if isinstance(error, SMTPDataError) and error.code // 100 in _ANSWERS:
        return EffectResult(effect.key, _ANSWERS[error.code // 100], _words(error))
    for_customer = effect.audience is Audience.CUSTOMER
    state = EffectState.UNSURE if for_customer else EffectState.PLANNED
    detail = f"no answer after the message was sent, it may have arrived: {_words(error)}"
    return EffectResult(effect.key, state, detail)


def _refusal(effect: SubmitMessage, refused: Sequence[SMTPRecipientRefused]) -> EffectResult:
    """Nobody got it: again later when one of the refusals is temporary (greylisting)."""
    temporary = any(_is_temporary(refusal.code) for refusal in refused)
    state = EffectState.PLANNED if temporary else EffectState.FAILED
    return EffectResult(effect.key, state, "; ".join(map(_refused_words, refused)))


def _refused_words(refusal: SMTPRecipientRefused) -> str:
    return _one_line(f"{refusal.recipient}: {refusal.code} {refusal.message}")


def _is_temporary(code: int) -> bool:
    return 400 <= code < 500  # noqa: PLR2004 - RFC 5321 §4.2.1


def _enhanced_status(words: str) -> str:
    found = _ENHANCED_STATUS.match(words)
    return found.group() if found else ""


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _one_line(f"{error.code} {error.message}")
    return _one_line(str(error) or type(error).__name__)


def _one_line(text: str) -> str:
    """A server's words for logs and people: one line, no control characters, not endless."""
    return "".join(c if c.isprintable() else " " for c in text)[:_DETAIL_LENGTH].rstrip(". ")
