"""Runs the examples that rules carry: each is a message sent through all rules, as a real one is.

What an example leaves out is taken from its rule's own plain conditions (`when.category = "bug"`
makes the example a bug), else from an ordinary message: a person's, written on a Monday morning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox_triage.errors import Problem
from inbox_triage.message.message import Attachment, Kind, Message
from inbox_triage.message.parsing import parse
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.policy import CustomerTraits
from inbox_triage.triage.routing import MATCHED, Routable, Route, route
from inbox_triage.triage.rules import (
    ADDING_UP,
    EXAMPLE_FIELDS,
    WEEKDAYS,
    Comparison,
    Example,
    Operator,
    Rule,
    RuleSet,
    Value,
)

_MONDAY_TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_AUTHOR = "Alice Example <alice@example.net>"
_INBOX_ADDRESS = "support@example.com"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one example; it passed when there are no failures."""

    rule: Rule
    number: int
    example: Example
    failures: tuple[str, ...]

    def problems(self) -> tuple[Problem, ...]:
        """Return the failures as problems at the example's line."""
        key = f"example {self.number}"
        head = f'in "{self.rule.name}",'
        return tuple(
            Problem(self.rule.file, self.example.line, key, f"{head} {failure}")
            for failure in self.failures
        )


def try_examples(rules: RuleSet) -> tuple[Trial, ...]:
    """Send every example through all rules, in reading order."""
    return tuple(
        Trial(rule, number, example, _failures(rules, rule, example))
        for rule in rules.rules
        for number, example in enumerate(rule.examples, start=1)
    )


def _failures(rules: RuleSet, rule: Rule, example: Example) -> tuple[str, ...]:
    subject = routable_from(rule, example)
    routed = route(rules, subject)
    failures = []
    verdict = dict(routed.verdicts)[rule.name]
    if example.matches and verdict != MATCHED:
        failures.append(f"the rule does not match: {verdict}.")
    if not example.matches and verdict == MATCHED:
        failures.append("the rule matches, expected it not to.")
    for field, expected in example.expect.items():
        got = getattr(routed, field)
        if field == "category" and got is None:
            got = subject.category
        if not _agrees(field, got, expected):
            failures.append(f"{field} is {_told(field, got, routed)}, expected {_shown(expected)}.")
    return tuple(failures)


def _agrees(field: str, got: Any, expected: Value) -> bool:
    if field in ADDING_UP:
        assert isinstance(expected, tuple)
        return set(expected) <= set(got)
    if isinstance(expected, bool):
        return bool(got) is expected
    return bool(got == expected)


def _told(field: str, got: Any, routed: Route) -> str:
    by = [rule for filled, rule in routed.filled_by if filled == field]
    if not by:
        return f"{_shown(got)} (no rule decides it)" if got else "decided by no rule"
    return f'{_shown(got)} (by "{by[-1]}")'


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- from the words of an example to a message that rules can look at --------------------------


def routable_from(rule: Rule, example: Example) -> Routable:
    """Return the message that the example describes."""
    given: dict[str, Any] = {**_implied(rule), **example.given}
    message = _message(given)
    weekday = WEEKDAYS.index(given.get("weekday", "monday"))
    status = Status(given["conversation.status"]) if "conversation.status" in given else None
    new = given.get("customer.first_contact", status is None)
    return Routable(
        message=message,
        inbox=given.get("inbox", "support"),
        category=given.get("category", "other"),
        confidence=given.get("confidence", 0.9 if "category" in given else 0.0),
        sure=given.get("sure", "category" in given),
        priority=Priority(given.get("priority", Priority.NORMAL)),
        language=given.get("language", "en"),
        customer=message.author.addr_spec.lower() if message.author else "",
        local_time=_MONDAY_TEN.replace(hour=int(given.get("hour", 10))) + timedelta(days=weekday),
        business_hours=given.get("business_hours", True),
        traits=_traits(given),
        contact_count=int(given.get("customer.contacts", not new)),
        first_contact=new and not given.get("customer.contacts"),
        frustration=int(given.get("frustration", 0)),
        status=status,
        message_count=int(given.get("conversation.messages", status is not None)),
    )


def _implied(rule: Rule) -> dict[str, Value]:
    """Return what the rule's plain conditions say of any message that it matches."""
    implied: dict[str, Value] = {}
    plain = [member for member in rule.when.members if isinstance(member, Comparison)]
    for asked in sorted(plain, key=lambda asked: asked.operator is Operator.BELOW):
        if asked.field not in EXAMPLE_FIELDS:
            continue
        if asked.operator in {Operator.IS, Operator.AT_LEAST}:
            implied.setdefault(asked.field, asked.wanted[0])
        elif asked.operator is Operator.BELOW:
            implied.setdefault(asked.field, Priority.LOW if asked.field == "priority" else 0)
    return implied


def _traits(given: Mapping[str, Any]) -> CustomerTraits:
    return CustomerTraits(
        vip=given.get("customer.vip", False),
        company=given.get("customer.company", ""),
        tier=given.get("customer.tier", ""),
    )


def _message(given: Mapping[str, Any]) -> Message:
    """Write the message out and read it as any other, so that nothing is detected differently."""
    headers = {
        "From": given.get("from", _AUTHOR),
        "To": ", ".join(given.get("to", (_INBOX_ADDRESS,))),
        "Cc": ", ".join(given.get("cc", ())),
        "Subject": given.get("subject", ""),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }
    headers |= {k.removeprefix("header."): v for k, v in given.items() if k.startswith("header.")}
    # RFC 6532 §3: header fields may hold UTF-8 as it is.
    head = "".join(f"{key}: {_one_line(value)}\r\n" for key, value in headers.items() if value)
    octets = (head + "\r\n" + given.get("body", "")).encode()
    message = parse(octets, len(octets))
    if "kind" in given:
        message = replace(message, kind=Kind(given["kind"]))
    if "attachment.name" in given or "attachment.type" in given:
        name = given.get("attachment.name", "attachment")
        media_type = given.get("attachment.type", "application/octet-stream")
        message = replace(message, attachments=(Attachment(name, media_type, 0),))
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())
