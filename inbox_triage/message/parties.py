"""Finds whose request a message is: the author's, or that of a person somebody passes on."""

from inbox_triage.message.automatic import is_no_reply
from inbox_triage.message.message import Address, Message

_PROGRAMS = (
    "wordpress",
    "www-data",
    "webform",
    "webmaster",
    "website",
    "formular",
    "kontaktformular",
    "contactform",
    "contact-form",
    "apache",
    "nobody",
)


def customer_of(message: Message, own_addresses: frozenset[str]) -> Address | None:
    """Return the person outside whom an answer should reach, or None when there is only us.

    Args:
        message: As parsed.
        own_addresses: addr-specs in lower case of the inboxes and the agents.
    """
    author = message.author
    ours = author is not None and _is_own(author, own_addresses)
    if ours and message.forwarded_author and not _is_own(message.forwarded_author, own_addresses):
        return message.forwarded_author
    answer_to = next(
        (a for a in message.reply_to if not _is_own(a, own_addresses) and not is_no_reply(a)), None
    )
    if ours or is_no_reply(author) or _is_form(message, answer_to):
        for candidate in (answer_to, message.form_author):
            if candidate and not _is_own(candidate, own_addresses):
                return _named(candidate, message)
    if author is None:
        return answer_to
    return None if ours else author


def _is_own(address: Address, own_addresses: frozenset[str]) -> bool:
    return address.addr_spec.lower() in own_addresses


def _is_form(message: Message, answer_to: Address | None) -> bool:
    """Return whether a program wrote down what a person filled in.

    Fields in the text alone are not enough: customers write the names of others, too.
    """
    author, form = message.author, message.form_author
    if author is not None and author.addr_spec.lower().startswith(_PROGRAMS):
        return True
    generated = (message.header("auto-submitted") or "no").lower() != "no"
    confirmed = answer_to and form and answer_to.addr_spec.lower() == form.addr_spec.lower()
    return form is not None and (generated or bool(confirmed))


def _named(address: Address, message: Message) -> Address:
    """Give an address without a name the one that the form's fields name."""
    form = message.form_author
    same = form is not None and form.addr_spec.lower() == address.addr_spec.lower()
    return form if form and same and not address.display_name else address
