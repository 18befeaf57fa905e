"""What a rule is: conditions, outcome, examples; and every word that a rule file may use.

`rule_files.py` reads them, `routing.py` applies them. To add a condition: its word here, what it
looks at in `routing.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from inbox_triage.message.message import Kind
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.policy import CATEGORIES

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Value = str | float | bool | tuple[str, ...]
"""A value in a rule file: text, number, yes or no, or a list of texts."""


class Shape(StrEnum):
    """What sort of value a condition looks at; decides which operators make sense."""

    TEXT = "text"  # long: needs an operator, a plain value would hardly ever be all of it
    WORD = "word"  # short: a plain value is all of it, in any case
    ADDRESS = "address"  # a word; `@example.org` is everyone at that domain
    CHOICE = "choice"  # one of a closed list
    RANK = "rank"  # one of a closed list with an order
    NUMBER = "number"
    FLAG = "flag"  # true or false


class Operator(StrEnum):
    """How a value is compared; several values are alternatives."""

    IS = "is"
    CONTAINS = "contains"  # whole words in any case; `*` at an end lifts the word's border there
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    MATCHES = "matches"  # RE2
    PRESENT = "present"
    AT_LEAST = "at_least"
    BELOW = "below"


OPERATOR_WORDS: dict[str, Operator] = {
    **{operator.value: operator for operator in Operator if operator is not Operator.IS},
    "equals": Operator.IS,
    "in": Operator.IS,
}
"""Word in a rule file → operator; `equals` and `in` say in words what a plain value says."""

_TEXTUAL = frozenset({"contains", "equals", "in", "starts_with", "ends_with", "matches", "present"})
ALLOWED_OPERATORS: dict[Shape, frozenset[str]] = {
    Shape.TEXT: _TEXTUAL,
    Shape.WORD: _TEXTUAL,
    Shape.ADDRESS: _TEXTUAL,
    Shape.CHOICE: frozenset({"equals", "in"}),
    Shape.RANK: frozenset({"equals", "in", "at_least", "below"}),
    Shape.NUMBER: frozenset({"equals", "in", "at_least", "below"}),
    Shape.FLAG: frozenset({"equals"}),
}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a condition can look at."""

    shape: Shape
    doc: str
    choices: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    "category": Field(Shape.CHOICE, "the classifier's, or an earlier rule's", tuple(CATEGORIES)),
    "confidence": Field(Shape.NUMBER, "of the classifier, 0 to 1"),
    "sure": Field(Shape.FLAG, "confidence is above the category's own threshold"),
    "priority": Field(Shape.RANK, "so far, or an earlier rule's", tuple(Priority)),
    "inbox": Field(Shape.WORD, "name of the inbox"),
    "language": Field(Shape.WORD, "two letters"),
    "kind": Field(Shape.CHOICE, "who or what wrote it", tuple(Kind)),
    "automatic": Field(Shape.FLAG, "a program wrote it; mailing lists are among them"),
    "subject": Field(Shape.TEXT, "decoded, as the customer wrote it"),
    "body": Field(Shape.TEXT, "what the person wrote this time: no quotes, no signature"),
    "text": Field(Shape.TEXT, "the subject or the body, whichever has it"),
    "author": Field(Shape.ADDRESS, "address in From"),
    "to": Field(Shape.ADDRESS, "any address in To"),
    "cc": Field(Shape.ADDRESS, "any address in Cc"),
    "list_id": Field(Shape.WORD, "List-Id without brackets"),
    "attachment.name": Field(Shape.WORD, "file name of any attachment"),
    "attachment.type": Field(Shape.WORD, "media type of any attachment, such as application/pdf"),
    "customer.address": Field(Shape.ADDRESS, "whose matter it is; not always the author"),
    "customer.domain": Field(Shape.WORD, "domain of that address"),
    "customer.company": Field(Shape.WORD, "from the customer file"),
    "customer.tier": Field(Shape.WORD, "from the customer file"),
    "customer.vip": Field(Shape.FLAG, "from [vip], the customer file, or an earlier rule"),
    "customer.contacts": Field(Shape.NUMBER, "conversations that they had with us before"),
    "customer.first_contact": Field(Shape.FLAG, "we never had a message of theirs"),
    "frustration": Field(Shape.NUMBER, "how upset the text sounds, 0 calm to 3"),
    "hour": Field(Shape.NUMBER, "when it was received, 0 to 23 in the team's time zone"),
    "weekday": Field(Shape.CHOICE, "when it was received", WEEKDAYS),
    "business_hours": Field(Shape.FLAG, "it was received while the team works"),
    "conversation.status": Field(Shape.CHOICE, "before this message", tuple(Status)),
    "conversation.continued": Field(Shape.FLAG, "it belongs to a conversation we know"),
    "conversation.reopened": Field(Shape.FLAG, "that conversation was resolved"),
    "conversation.messages": Field(Shape.NUMBER, "the customer's earlier messages in it"),
}
"""Every word after `when.` and `unless.`, but for `header.<name>`."""

HEADER = Field(Shape.WORD, "any value of that header field, decoded")


_HEADER_WORD = re.compile(r"header\.[!-9;-~]{1,76}")  # RFC 5322 §2.2: printable, no colon


def find_field(name: str) -> Field | None:
    """Return what this word looks at, or None for an unknown word."""
    return FIELDS.get(name) or (HEADER if _HEADER_WORD.fullmatch(name) else None)


class Quantifier(StrEnum):
    """How many of a group's conditions must hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition: `subject.contains = ["invoice", "refund"]`."""

    field: str
    operator: Operator
    wanted: tuple[str | float | bool, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all, at least one, or none must hold."""

    quantifier: Quantifier
    members: tuple["Condition", ...]


Condition = Comparison | Group


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule decides; None and the empty tuple mean that it leaves it to others.

    Attributes:
        queue: Name of a queue. assignee: Name of an agent, as in `[agents.NAME]`.
        tags: Keywords to add, lower-case ASCII.
        file_into: Name of the mailbox to move the message to.
        draft: `none`, or the name of a template.
        brief: Whether the message gets a brief, whatever the inbox says.
        notify: Names of agents and queues to tell by mail.
        set_aside: Treat as a robot's: recorded and marked, never answered.
    """

    category: str | None = None
    priority: Priority | None = None
    queue: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    star: bool | None = None
    file_into: str | None = None
    draft: str | None = None
    brief: bool | None = None
    notify: tuple[str, ...] = ()
    vip: bool | None = None
    set_aside: bool | None = None


OUTCOME_FIELDS = tuple(f.name for f in fields(Outcome))
ADDING_UP = frozenset({"tags", "notify"})
"""Outcome fields in which matching rules add up; in all others the first rule's word stands."""

EXAMPLE_TEXTS = ("subject", "body", "from")
EXAMPLE_LISTS = ("to", "cc")
EXAMPLE_FIELDS = frozenset(FIELDS) - {
    "subject",
    "body",
    "text",
    "author",
    "to",
    "cc",
    "list_id",
    "automatic",
    "customer.address",
    "customer.domain",
    "conversation.continued",
    "conversation.reopened",
}
"""Conditions that an example states as such; the others follow from the message it describes."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message a rule is about, and what must become of it when all rules are read.

    Attributes:
        given: By example word: `subject`, `from`, `header.x-spam`, `customer.tier` …
        expect: By outcome field.
        matches: Whether the rule that carries the example must match it.
    """

    line: int | None
    given: Mapping[str, Value]
    expect: Mapping[str, Value]
    matches: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when all of `when` and none of `unless` hold, `then` is decided.

    Attributes:
        why: The admin's reason, shown by `explain`.
        file, line: Where it is written.
        stop: No later rule is read when this one matches.
    """

    name: str
    why: str
    file: str
    line: int | None
    when: Group = Group(Quantifier.ALL, ())
    unless: Group = Group(Quantifier.NONE, ())
    then: Outcome = field(default_factory=Outcome)
    stop: bool = False
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in reading order."""

    rules: tuple[Rule, ...] = ()
