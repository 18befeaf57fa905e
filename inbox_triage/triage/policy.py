"""What the admin decided, as frozen values; `config.py` reads the files and fills these."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from inbox_triage.triage.conversation import Priority

CATEGORIES: dict[str, str] = {
    "refund_billing": "money: refunds, invoices, charges",
    "bug": "the product does something wrong",
    "outage": "nothing works, for many",
    "account_access": "cannot log in, password, locked, two-factor",
    "order_shipping": "where is it, wrong address, damaged parcel",
    "cancellation": "wants to end a subscription, contract or order",
    "feature_request": "wishes the product could do more",
    "how_to": "asks how something is done",
    "praise": "is happy, says thanks",
    "complaint": "is unhappy with us rather than with one defect",
    "sales": "wants to buy, asks for prices or an offer",
    "spam": "unsolicited, not a customer's matter",
    "auto_reply": "written by a program",
    "other": "none of these",
}
"""Every category with one sentence; the keys are the only names in use."""


class Mode(StrEnum):
    """What an inbox may do on the server (DESIGN §7); the admin turns it up by facts."""

    SHADOW = "shadow"  # reads only; the record says what it would have done
    ASSIST = "assist"  # keywords, star, drafts, briefs
    FULL = "full"  # also moves, acknowledgements, follow-ups, escalation mail


class Briefs(StrEnum):
    """Which messages get a brief beside them."""

    NONE = "none"
    ATTENTION = "attention"  # VIP, outage, repeat contact, low confidence, urgent
    ALL = "all"


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the team works.

    Attributes:
        zone: Time zone of all wall-clock values here.
        week: For Monday=0 … Sunday=6 the (start, end) intervals of that day, in order, no
            overlap, `end` after `start`; an empty tuple is a closed day. `time.max` ends a day
            at midnight.
        holidays: Closed dates with their names.
    """

    zone: ZoneInfo
    week: tuple[tuple[tuple[time, time], ...], ...]
    holidays: dict[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """SLA promise for one priority, as time in business hours; None means no promise."""

    first_response_for: timedelta | None
    resolution_for: timedelta | None


@dataclass(frozen=True, slots=True)
class Agent:
    """Someone who answers. `addresses` are lower-case addr-specs, the first is the main one."""

    name: str
    display_name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What a team works from; `lead` and `agents` are names of agents.

    Mail for the team goes to `address`, or to the lead when it is empty.
    """

    name: str
    agents: tuple[str, ...] = ()
    lead: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class CustomerTraits:
    """What the admin told us of a customer (VIP lists, CSV); keyed by address or domain."""

    vip: bool = False
    name: str = ""
    company: str = ""
    tier: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class InboxPolicy:
    """One shared support identity.

    Attributes:
        name: Short name, as in `[inbox.support]`.
        address: addr-spec, From of drafts, byte-exact.
        display_name: Of the team, used in From of drafts.
        aliases: Other addresses that arrive here, lower case.
        languages: Configured languages, first is the default.
        labels: Category → one of $label1..$label5, for colours in Thunderbird and Evolution.
        signature: Last lines of drafts, by language; `""` for none.
    """

    name: str
    address: str
    display_name: str
    mode: Mode
    briefs: Briefs
    default_queue: str
    languages: tuple[str, ...] = ("en",)
    aliases: frozenset[str] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)
    signature: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the core needs to know of the admin's will.

    Attributes:
        inboxes: By name.
        agents: By name. queues: By name.
        customers: Traits by lower-case addr-spec. customer_domains: by lower-case domain.
        targets: By priority.
        own_lists: List-Ids that are the team's own groups (mail through them is a customer's).
        draft_confidence: Below this confidence no draft is offered.
    """

    inboxes: dict[str, InboxPolicy]
    agents: dict[str, Agent]
    queues: dict[str, Queue]
    customers: dict[str, CustomerTraits]
    customer_domains: dict[str, CustomerTraits]
    targets: dict[Priority, Target]
    hours: BusinessHours
    own_lists: frozenset[str] = frozenset()
    draft_confidence: float = 0.5

    def own_addresses(self) -> frozenset[str]:
        """Return every address of ours, lower case: inboxes, aliases, agents, queues."""
        inboxes = {i.address.lower() for i in self.inboxes.values()}
        aliases = {a for i in self.inboxes.values() for a in i.aliases}
        agents = {a for agent in self.agents.values() for a in agent.addresses}
        queues = {q.address.lower() for q in self.queues.values() if q.address}
        return frozenset(inboxes | aliases | agents | queues)

    def traits_of(self, addr_spec: str) -> CustomerTraits:
        """Return what the admin told of this customer; the address beats the domain."""
        address = addr_spec.lower()
        domain = address.rpartition("@")[2]
        return self.customers.get(address) or self.customer_domains.get(domain) or CustomerTraits()
