"""Which flags, keywords and place show a decision in the agents' mail client.

Keywords are ASCII, lower case, and few: a mailbox on Maildir keeps about 26 names well, Cyrus
keeps 100 for ever. Every client shows the star; keywords are a bonus (docs/agents.md).
"""

from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.findings import Arrival
from inbox_triage.triage.plan import ChangeFlags, MoveMessage, Uid
from inbox_triage.triage.policy import InboxPolicy

CATEGORY_KEYWORDS = {
    "refund_billing": "refund",
    "bug": "bug",
    "outage": "outage",
    "account_access": "account",
    "order_shipping": "shipping",
    "cancellation": "cancellation",
    "feature_request": "feature",
    "how_to": "howto",
    "praise": "praise",
    "complaint": "complaint",
    "sales": "sales",
}
"""Category → keyword; spam, auto_reply and other show none: a tag that says nothing is noise."""

PRIORITY_KEYWORDS = {Priority.URGENT: "p1", Priority.HIGH: "p2"}
STAR = "\\Flagged"


def keywords_for(
    category: str, priority: Priority, tags: tuple[str, ...], *, vip: bool
) -> frozenset[str]:
    """Return the keywords that say this: category, p1 or p2, vip, and the rules' own tags."""
    marks = {CATEGORY_KEYWORDS.get(category), PRIORITY_KEYWORDS.get(priority), *tags}
    if vip:
        marks.add("vip")
    return frozenset(mark for mark in marks if mark)


def label_for(category: str, inbox: InboxPolicy) -> frozenset[str]:
    """Return the one of $label1..$label5 that the admin mapped to this category, if any."""
    label = inbox.labels.get(category)
    return frozenset({label}) if label else frozenset()


def wants_star(category: str, priority: Priority, *, vip: bool) -> bool:
    r"""Say whether \Flagged is due: look at this now (VIP, outage, urgent)."""
    return vip or category == "outage" or priority is Priority.URGENT


def flags_effect(arrival: Arrival, keywords: frozenset[str], *, star: bool) -> ChangeFlags | None:
    """Return the effect that adds what is not there yet, or None when all of it is."""
    wanted = keywords | (frozenset({STAR}) if star else frozenset())
    present = {flag.lower() for flag in arrival.flags}  # RFC 9051 §2.3.2: in any case the same
    missing = frozenset(flag for flag in wanted if flag.lower() not in present)
    if not missing:
        return None
    key = location_key("flags", arrival.inbox, arrival.uid)
    return ChangeFlags(key, arrival.inbox, arrival.uid, add=missing)


def move_effect(arrival: Arrival, target: str | None) -> MoveMessage | None:
    """Return the effect that files the message as a rule says, or None when it stays."""
    if not target or target == arrival.uid.mailbox:
        return None
    key = move_key(arrival.inbox, arrival.uid)
    return MoveMessage(key, arrival.inbox, arrival.uid, arrival.message.message_id, target)


def move_key(inbox: str, uid: Uid) -> str:
    """Name the effect that files the message at this location."""
    return location_key("move", inbox, uid)


def location_key(kind: str, inbox: str, uid: Uid) -> str:
    """Name an effect on a location: what is done to a UID is done once to that UID."""
    return f"{kind}:{inbox}:{uid.mailbox}:{uid.uidvalidity}:{uid.uid}"
