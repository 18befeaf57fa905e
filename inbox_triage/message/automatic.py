"""Tells people from programs: RFC 3834 auto-replies, reports, lists, notifications.

On doubt a message is a person's: a request must never be lost because a program carried it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inbox_triage.message.automatic_words import (
    ABSENCE_SUBJECTS,
    ACKNOWLEDGED,
    AUTO_REPLY_NOUNS,
    AUTO_REPLY_SUBJECTS,
    DAEMON_NAMES,
    DAEMONS,
    DELAY_WORDS,
    LIST_FIELDS,
    LIST_SENDERS,
    NO_REPLY,
    OUT_OF_OFFICE,
    REPORT_SUBJECTS,
    REPORT_TEXTS,
    REQUEST_SUBJECTS,
    RETURNED_TEXTS,
    TRACKER_FIELDS,
)
from inbox_triage.message.message import Address, Kind

_TEXT_LENGTH = 3000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of message it is, the header or words that say so, and whether to answer it."""

    kind: Kind
    reason: str
    answerable: bool


@dataclass(frozen=True, slots=True)
class Clues:
    """What the decision looks at.

    Attributes:
        header: Returns the first decoded value of a field by its lower-case name, or "".
        names: Of all fields.
        author, reply_to, subject: As in `Message`.
        content_type: Of the whole message, with its report-type.
        part_types: Media types of the parts, with `;method=…` for calendars.
        text: Readable text.
        status: What a delivery-status part says, None without one.
        has_status: Whether there is such a part.
        opinion: Returns the failed addresses that the second opinion finds; costly.
        has_form_author: The text names a customer in form fields.
    """

    header: Callable[[str], str]
    names: tuple[str, ...]
    author: Address | None
    reply_to: tuple[Address, ...]
    subject: str
    content_type: str
    part_types: tuple[str, ...]
    text: str
    status: Kind | None
    has_status: bool
    opinion: Callable[[], tuple[str, ...]]
    has_form_author: bool


def judge(clues: Clues) -> Verdict:
    """Return what kind of message this is; the first rule that is sure decides."""
    for rule in (
        _report,
        _calendar,
        _auto_reply,
        _report_in_words,
        _on_behalf,
        _list,
        _notification,
    ):
        found = rule(clues)
        if found:
            kind, reason = found
            return Verdict(kind, reason, kind is Kind.PERSON and _may_be_answered(clues))
    return Verdict(Kind.PERSON, "", _may_be_answered(clues))


def is_no_reply(address: Address | None) -> bool:
    """Return whether nobody reads what is sent to this address."""
    if address is None:
        return False
    local = address.addr_spec.partition("@")[0].lower()
    return any(name in local.replace(".", "-").replace("_", "-") for name in NO_REPLY)


def _may_be_answered(clues: Clues) -> bool:
    """Return whether RFC 3834 §2 allows an automatic answer to what seems to be a person's."""
    bulk = clues.header("precedence").lower() in {"bulk", "junk"}
    return not _null_sender(clues) and (not bulk or _is_on_behalf(clues))


def _null_sender(clues: Clues) -> bool:
    # RFC 3834 §2: never answer a message without a reverse-path
    return clues.header("return-path").strip() == "<>"


def _report(clues: Clues) -> tuple[Kind, str] | None:
    """Reports that say by their media type what they are."""
    types = clues.part_types
    if clues.subject.lower().startswith("complaint about message from"):  # Microsoft's own form
        return Kind.ABUSE_REPORT, "the subject says so"
    if "feedback-report" in clues.content_type or "message/feedback-report" in types:
        return Kind.ABUSE_REPORT, "RFC 5965 feedback report"
    if (
        "message/disposition-notification" in types
        or "report-type=disposition-notification" in clues.content_type
    ):
        return Kind.READ_RECEIPT, "RFC 8098 disposition notification"
    if clues.has_status or clues.content_type.endswith("report-type=delivery-status"):
        return clues.status or _failed_or_delayed(clues), "RFC 3464 delivery status"
    return None


def _failed_or_delayed(clues: Clues) -> Kind:
    said = f"{clues.subject}\n{clues.text[:_TEXT_LENGTH]}".lower()
    delayed = any(words in said for words in DELAY_WORDS)
    return Kind.DELIVERY_DELAYED if delayed else Kind.DELIVERY_FAILED


def _calendar(clues: Clues) -> tuple[Kind, str] | None:
    for kind in clues.part_types:
        if kind.startswith("text/calendar;method=") and kind.endswith(("reply", "counter")):
            return Kind.CALENDAR, "RFC 5546 reply to an invitation"
    return None


def _auto_reply(clues: Clues) -> tuple[Kind, str] | None:
    submitted = clues.header("auto-submitted").lower()
    if submitted.startswith("auto-replied") and not _is_daemon(clues):
        return Kind.AUTO_REPLY, "Auto-Submitted: auto-replied"
    for name in clues.names:
        if _is_auto_reply_field(name) and clues.header(name).lower() not in {"no", "false", "none"}:
            return Kind.AUTO_REPLY, name
    if clues.header("precedence").lower().replace("-", "_") == "auto_reply":
        return Kind.AUTO_REPLY, "Precedence: auto_reply"
    if "mailbox rules agent" in clues.header("x-ms-exchange-generated-message-source").lower():
        return Kind.AUTO_REPLY, "X-MS-Exchange-Generated-Message-Source"
    if _auto_reply_subject(clues) and not _is_on_behalf(clues):
        return Kind.AUTO_REPLY, "the subject says so"
    return _answering_program(clues, submitted)


def _is_auto_reply_field(name: str) -> bool:
    """Return whether a field such as X-Autoreply or X-Yahoo-Auto-Reply marks an auto-reply."""
    plain = name.replace("-", "")
    if not plain.startswith("x") or plain == "xautoresponsesuppress":  # the latter asks for none
        return False
    return any(word in plain for word in ("autoreply", "autorespon", "autogenerated"))


def _auto_reply_subject(clues: Clues) -> bool:
    """Return whether the subject is an auto-reply's: `Automatic reply: …`, `Out of office`.

    People write such words, too; theirs go on without a colon. In an answer to us, and from a
    sender that is none, the words are enough.
    """
    subject = clues.subject.lower().lstrip("[( *")
    phrase = next((p for p in AUTO_REPLY_SUBJECTS if subject.startswith(p)), "")
    if not phrase:
        return _has_second_sign(clues) and subject.startswith(ABSENCE_SUBJECTS)
    rest = subject[len(phrase) :].strip(" ])")
    noun = next((n for n in AUTO_REPLY_NOUNS if rest.startswith(n)), "")
    rest = rest[len(noun) :].strip(" ])")
    return not rest or rest[0] in ":：-–—(|" or _has_second_sign(clues)


def _has_second_sign(clues: Clues) -> bool:
    fields = ("in-reply-to", "references", "x-auto-response-suppress", "precedence")
    return _null_sender(clues) or any(clues.header(name) for name in fields)


def _answering_program(clues: Clues, submitted: str) -> tuple[Kind, str] | None:
    """Programs that answer our message without saying that they answer."""
    if _is_daemon(clues) or _report_subject(clues):
        return None
    answers = bool(clues.header("in-reply-to") or clues.header("references"))
    generated = submitted.startswith("auto-") or is_no_reply(clues.author)
    if not generated and not _null_sender(clues):
        return None
    if answers and generated and not _is_on_behalf(clues):
        return Kind.AUTO_REPLY, "a program answered our message"
    said = clues.text[:_TEXT_LENGTH].lower()
    if any(words in said for words in OUT_OF_OFFICE) and not is_no_reply(clues.author):
        return Kind.AUTO_REPLY, "automatic, and the text tells of an absence"
    if any(words in said for words in ACKNOWLEDGED) and not _is_on_behalf(clues):
        return Kind.AUTO_REPLY, "automatic, and the text confirms our message"
    return None


def _is_daemon(clues: Clues) -> bool:
    """Return whether the sender is a mail server."""
    source = clues.header("from").lower()[:300]
    local = clues.author.addr_spec.partition("@")[0].lower() if clues.author else source
    local = local.replace("_", "").replace(".", "")
    return (
        local.startswith(DAEMONS)
        or any(name in source for name in DAEMON_NAMES)
        or "mailer-daemon" in source
    )


def _report_subject(clues: Clues) -> bool:
    subject = clues.subject.lower()
    return any(words in subject for words in REPORT_SUBJECTS)


def _report_in_words(clues: Clues) -> tuple[Kind, str] | None:
    """Delivery reports in words: a server's sender, a telling subject, a telling text.

    People complain about lost parcels and pass on the bounces that they got. Without a server's
    sender only an enclosed message or the second opinion makes a report of it.
    """
    daemon, subject = _is_daemon(clues), _report_subject(clues)
    server = _null_sender(clues) or bool(clues.header("x-failed-recipients"))
    told = subject and not clues.subject.lower().startswith(("re:", "fw", "aw:"))
    if not (daemon or server or told or is_no_reply(clues.author)):
        return None
    said = clues.text[:_TEXT_LENGTH].lower()
    text = any(words in said for words in REPORT_TEXTS)
    enclosed = any(kind in clues.part_types for kind in ("message/rfc822", "text/rfc822-headers"))
    signs = subject + text + enclosed
    returned = any(words in said for words in RETURNED_TEXTS)
    sure = signs >= 2 if (server or enclosed) else daemon and (subject or (text and returned))  # noqa: PLR2004 - two of three
    sure = sure or (server and daemon and signs > 0)
    if sure or (signs > 0 and clues.opinion()):
        return _failed_or_delayed(clues), "a mail server says so in words"
    return None


def _is_on_behalf(clues: Clues) -> bool:
    """Return whether a program carries a person's request: a form, a voicemail, a shop's return."""
    author = clues.author.addr_spec.lower() if clues.author else ""
    answer_to = [a for a in clues.reply_to if a.addr_spec.lower() != author and not is_no_reply(a)]
    subject = clues.subject.lower()
    telling = any(words in subject for words in REQUEST_SUBJECTS)
    tracker = any(name in clues.names for name in TRACKER_FIELDS)
    carried = tracker and not clues.header("in-reply-to")
    return bool(answer_to) or clues.has_form_author or telling or carried


def _on_behalf(clues: Clues) -> tuple[Kind, str] | None:
    generated = bool(clues.header("auto-submitted")) or is_no_reply(clues.author)
    listed = clues.header("list-id") or clues.header("list-unsubscribe")
    if generated and not listed and _is_on_behalf(clues):
        return Kind.PERSON, ""
    return None


def _list(clues: Clues) -> tuple[Kind, str] | None:
    """RFC 2919, RFC 2369, and what list programs set before those."""
    if _is_own_list(clues):
        return None
    named = next((name for name in LIST_FIELDS if clues.header(name)), "")
    precedence = clues.header("precedence").lower()
    if named or precedence == "list":
        return Kind.LIST, named or "Precedence: list"
    campaign = clues.header("feedback-id") or clues.header("x-campaign")
    bulk = precedence in {"bulk", "junk"} or bool(campaign)
    answers = clues.subject.lower().startswith("re:") or bool(clues.header("in-reply-to"))
    one_click = bool(clues.header("list-unsubscribe-post"))  # RFC 8058
    if clues.header("list-unsubscribe") and (bulk or one_click or not answers):
        return Kind.LIST, "List-Unsubscribe"
    sender = f"{clues.header('sender')} {clues.header('return-path')}".lower()
    relayed = any(name in sender for name in LIST_SENDERS)
    if relayed and (bulk or "listserv" in sender or clues.header("x-loop")):
        return Kind.LIST, "Sender: a list's owner"
    return None


def _is_own_list(clues: Clues) -> bool:
    """Return whether the list is a group of a company's own domain, as Google runs them.

    Teams use such groups as their support address: what arrives there are customers' requests.
    """
    program = clues.header("x-google-group-id") or "+owners@" in clues.header("mailing-list")
    return bool(program) and "googlegroups.com" not in clues.header("list-id")


def _notification(clues: Clues) -> tuple[Kind, str] | None:
    submitted = clues.header("auto-submitted").lower()
    if submitted.startswith("auto-"):
        return Kind.NOTIFICATION, f"Auto-Submitted: {submitted[:40]}"
    if is_no_reply(clues.author):
        return Kind.NOTIFICATION, "a no-reply sender"
    if _is_daemon(clues) and _null_sender(clues):
        return Kind.NOTIFICATION, "a mail server sent it"
    return None
