"""Decides where a reply to a customer goes: nobody is forgotten, and we never write to us."""

from collections.abc import Iterable
from dataclasses import dataclass

from inbox_triage.message.header_fields import is_addr_spec
from inbox_triage.message.message import Address, Message

_TO_COUNT = 5
_CC_COUNT = 25
_NO_REPLY = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "donot-reply",
    "do-notreply",
)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Where a reply goes; `to` is empty when there is no address that could be written to."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()


def recipients_of_reply(message: Message, customer: Address, own: frozenset[str]) -> Recipients:
    """Return where an answer to this message goes.

    Args:
        message: The customer's message.
        customer: Another address than the author's when the message was forwarded to us or came
            through a contact form: then only the customer is answered, the others are no party.
        own: Lower-case addresses of ours, never answered.
    """
    taken: set[str] = set()
    author = message.author
    if author is None or author.addr_spec.lower() != customer.addr_spec.lower():
        return Recipients(_outsiders([customer], own, taken, _TO_COUNT))
    # RFC 5322 §3.6.3: a reply goes to Reply-To when there is one
    to = _outsiders(message.reply_to, own, taken, _TO_COUNT)
    to = to or _outsiders([customer], own, taken, _TO_COUNT)
    others = [a for a in (*message.to, *message.cc) if not is_no_reply(a.addr_spec)]
    return Recipients(to, _outsiders(others, own, taken, _CC_COUNT))


def is_no_reply(addr_spec: str) -> bool:
    """Return whether the address says that nobody reads it, such as `no-reply@` or `donotreply@`.

    The words are those that Thunderbird warns about.
    """
    local = addr_spec.rpartition("@")[0].lower()
    for separator in "._+":
        local = local.replace(separator, "-")
    return any(f"-{word}-" in f"-{local}-" for word in _NO_REPLY)


def _outsiders(
    addresses: Iterable[Address], own: frozenset[str], taken: set[str], limit: int
) -> tuple[Address, ...]:
    """Return the usable addresses that are neither ours nor in `taken`, which they join."""
    found: list[Address] = []
    for address in addresses:
        lowered = address.addr_spec.lower()
        if lowered in taken or _is_ours(lowered, own) or not is_addr_spec(address.addr_spec):
            continue
        taken.add(lowered)
        found.append(address)
        if len(found) == limit:
            break
    return tuple(found)


def _is_ours(addr_spec: str, own: frozenset[str]) -> bool:
    """Say whether this is an address of ours, also with a `+detail` (RFC 5233)."""
    local, _, domain = addr_spec.rpartition("@")
    return addr_spec in own or f"{local.partition('+')[0]}@{domain}" in own
