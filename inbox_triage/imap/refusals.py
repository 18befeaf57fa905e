"""What a server said when it said no, as a MailboxError that tells whether trying again helps.

Fails: never.
Limits: 200 characters of the server's words.
"""

import re
import ssl

from inbox_triage.errors import MailboxError
from inbox_triage.imap.account import Account

_CODE = re.compile(r"\[([A-Z][A-Z-]{1,30})[] ]")  # a response code, RFC 9051 §7.1
_REFUSED_CODES = frozenset(
    ("AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN")
)
_TEMPORARY_CODES = frozenset(
    ("UNAVAILABLE", "LIMIT", "INUSE", "SERVERBUG", "OVERQUOTA", "THROTTLED", "EXPUNGEISSUED")
)
_TEMPORARY_WORDS = (
    "temporar", "try again", "too many", "throttl", "unavailable", "internal error",
    "not connected", "over quota", "exceeded",
)  # fmt: skip
_REFUSED_WORDS = (
    "authentication fail", "login failed", "credentials", "invalid login", "password", "denied",
)  # fmt: skip
_VAGUE_CODES = frozenset(("", "ALERT"))
_REMEDIES = {
    "OVERQUOTA": "Free space in the mailbox or raise its quota.",
    "LIMIT": "Close other connections of this account or raise the server's limit.",
    "NOPERM": "Give this account the right on the server.",
    "PRIVACYREQUIRED": 'Set security = "tls".',
    "EXPIRED": "Renew the password on the server.",
}
_WORDS_LENGTH = 200


def place_of(account: Account) -> str:
    """Return `IMAP server host:port`, for the beginning of a sentence."""
    return f"IMAP server {account.host}:{account.port}"


def words_of(error: Exception) -> str:
    """Return what a server or the system said, one line of at most 200 characters."""
    text = str(error) or type(error).__name__
    text = text.removeprefix("b'").removeprefix('b"')  # imaplib puts bytes into its errors
    line = " ".join(text[: 2 * _WORDS_LENGTH].split()).rstrip("'\"")
    return "".join(c if c.isprintable() else "?" for c in line)[:_WORDS_LENGTH]


def code_in(words: str) -> str:
    """Return the response code in a server's words, such as `OVERQUOTA`, or an empty string."""
    found = _CODE.search(words)
    return found[1] if found else ""


def login_refused(account: Account, words: str) -> MailboxError:
    """A refused login is only permanent when the server says that it is (RFC 9051 §7.1)."""
    code, lower = code_in(words), words.lower()
    by_code = code in _REFUSED_CODES
    by_words = code in _VAGUE_CODES and any(word in lower for word in _REFUSED_WORDS)
    busy = code in _TEMPORARY_CODES or any(word in lower for word in _TEMPORARY_WORDS)
    permanent = by_code or (by_words and not busy)
    remedy = "Check username and password of this inbox." if permanent else "It is tried again."
    return MailboxError(
        f"{place_of(account)} refuses the login of {account.username}: {words}",
        temporary=not permanent,
        code=code,
        remedy=_REMEDIES.get(code, remedy),
    )


def unreachable(account: Account, error: Exception) -> MailboxError:
    """No connection: permanent only when the certificate is not trusted."""
    untrusted = isinstance(error, ssl.SSLCertVerificationError)
    no_ca_file = isinstance(error, FileNotFoundError)
    remedy = "Check host, port and security of this inbox; it is tried again."
    if untrusted or no_ca_file:
        remedy = "Set ca_file to the PEM file of the authority that signed the certificate."
    words = words_of(error)
    return MailboxError(
        f"{place_of(account)} cannot be reached: {words}",
        temporary=not (untrusted or no_ca_file),
        code=code_in(words),
        remedy=remedy,
    )


def lost(account: Account, doing: str, words: str) -> MailboxError:
    """The line broke, or what came over it was no IMAP."""
    what = f"{place_of(account)} went away, could not {doing}: {words}"
    return MailboxError(what, temporary=True, code=code_in(words))


def refused(account: Account, doing: str, words: str) -> MailboxError:
    """NO or BAD (RFC 9051 §7.1) to one command."""
    code = code_in(words)
    by_words = code in _VAGUE_CODES and any(word in words.lower() for word in _TEMPORARY_WORDS)
    return MailboxError(
        f"{place_of(account)} would not {doing}: {words}",
        temporary=code in _TEMPORARY_CODES or by_words,
        code=code,
        remedy=_REMEDIES.get(code, ""),
    )
