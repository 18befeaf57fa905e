"""Names for what we write: Message-IDs derived from a purpose, tokens that survive a draft.

References is the only header that every mail client carries from a draft to the sent message,
so the token is a Message-ID placed first there: `<c.REFERENCE.PURPOSE.HMAC@domain>`.
Derived ids make appending twice detectable: the same purpose always has the same id.
"""

import hashlib
import hmac

_MAC_DIGITS = 16  # 64 bits: not guessable within the rate at which mail can be sent


def format_token(reference: str, purpose: str, *, key: bytes, domain: str) -> str:
    """Return `<c.REFERENCE.PURPOSE.HMAC@domain>`; `purpose` is letters and digits only."""
    return f"<c.{reference}.{purpose}.{_mac(reference, purpose, key)}@{domain}>"


def parse_token(message_id: str, *, key: bytes) -> tuple[str, str] | None:
    """Return (reference, purpose) of a token that we made, None for any other id.

    The domain is not looked at: only who knows the key can have made the code.
    """
    parts = message_id.strip("<>").partition("@")[0].split(".")
    if len(parts) != 4 or parts[0] != "c":  # noqa: PLR2004 - c, reference, purpose, code
        return None
    _, reference, purpose, mac = parts
    expected = _mac(reference, purpose, key)
    return (reference, purpose) if hmac.compare_digest(mac.encode(), expected.encode()) else None


def _mac(reference: str, purpose: str, key: bytes) -> str:
    text = f"{reference}.{purpose}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:_MAC_DIGITS]


def reference_from(fingerprint: str, length: int = 4) -> str:
    """Return a reference such as `K7Q2`, derived from a fingerprint.

    Digits and capital letters without 0, 1, I, L, O and U: read aloud without mistakes and
    without accidental words. The store asks for a longer one when a short one is taken.
    """
    number = int.from_bytes(hashlib.sha256(fingerprint.encode()).digest())
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    digits = []
    for _ in range(length):
        number, index = divmod(number, len(letters))
        digits.append(letters[index])
    return "".join(digits)
