"""What an admin writes into a rule file, and what is told about mistakes in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_triage.defaults import defaults_path
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.rule_files import parse_rules
from inbox_triage.triage.rules import (
    ALLOWED_OPERATORS,
    FIELDS,
    HEADER,
    OUTCOME_FIELDS,
    Comparison,
    Group,
    Operator,
    Outcome,
    Quantifier,
    Rule,
)

HEAD = '[[rule]]\nname = "A rule"\nwhy = "a reason"\n'
THEN = 'then.queue = "billing"\n'


def rule(text: str) -> Rule:
    rules, problems = parse_rules({"rules/10.toml": HEAD + text})
    assert problems == ()
    return rules.rules[0]


def complaints(text: str) -> str:
    rules, problems = parse_rules({"rules/10.toml": text})
    assert not problems or rules.rules == ()
    return "\n".join(str(problem) for problem in problems)


def test_the_rule_of_the_manual_is_read() -> None:
    read = rule(
        """
when.category = "refund_billing"
when.any = [{ subject.contains = "invoice" }, { body.matches = '(?i)\\bcharge(d)? twice\\b' }]
unless.customer.tier = "trial"
then = { queue = "billing", priority = "high", tags = ["large-refund"] }
[[rule.example]]
subject = "Invoice 1182 charged twice"
body = "I want my money back"
expect = { queue = "billing", priority = "high" }
"""
    )

    assert (read.name, read.why, read.file, read.line) == ("A rule", "a reason", "rules/10.toml", 1)
    assert read.when.members == (
        Comparison("category", Operator.IS, ("refund_billing",)),
        Group(
            Quantifier.ANY,
            (
                Comparison("subject", Operator.CONTAINS, ("invoice",)),
                Comparison("body", Operator.MATCHES, (r"(?i)\bcharge(d)? twice\b",)),
            ),
        ),
    )
    assert read.unless.members == (Comparison("customer.tier", Operator.IS, ("trial",)),)
    assert read.then == Outcome(queue="billing", priority=Priority.HIGH, tags=("large-refund",))
    (example,) = read.examples
    assert example.line == 9
    assert example.given == {
        "subject": "Invoice 1182 charged twice",
        "body": "I want my money back",
    }
    assert example.expect == {"queue": "billing", "priority": Priority.HIGH}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            'when.category = ["bug", "outage"]',
            Comparison("category", Operator.IS, ("bug", "outage")),
        ),
        ('when.category.in = ["bug"]', Comparison("category", Operator.IS, ("bug",))),
        ('when.subject.equals = "Hello"', Comparison("subject", Operator.IS, ("Hello",))),
        ("when.confidence.at_least = 0.8", Comparison("confidence", Operator.AT_LEAST, (0.8,))),
        ('when.priority.below = "high"', Comparison("priority", Operator.BELOW, ("high",))),
        ("when.customer.vip = true", Comparison("customer.vip", Operator.IS, (True,))),
        ('when.header.X-Spam = "yes"', Comparison("header.x-spam", Operator.IS, ("yes",))),
        (
            "when.header.x-spam.present = false",
            Comparison("header.x-spam", Operator.PRESENT, (False,)),
        ),
        (
            'when.attachment.type = "image/png"',
            Comparison("attachment.type", Operator.IS, ("image/png",)),
        ),
        ('when.author = "@example.org"', Comparison("author", Operator.IS, ("@example.org",))),
    ],
)
def test_a_condition_is_read(written: str, read: Comparison) -> None:
    assert rule(written + "\n" + THEN).when.members == (read,)


def test_conditions_in_one_pair_of_braces_must_all_hold() -> None:
    read = rule('when.any = [{ category = "bug", sure = true }]\n' + THEN)

    (group,) = read.when.members
    assert group == Group(
        Quantifier.ANY,
        (
            Group(
                Quantifier.ALL,
                (
                    Comparison("category", Operator.IS, ("bug",)),
                    Comparison("sure", Operator.IS, (True,)),
                ),
            ),
        ),
    )


def test_files_are_read_in_the_order_of_their_names() -> None:
    files = {
        "rules/20.toml": HEAD.replace("A rule", "second") + THEN,
        "rules/10.toml": HEAD.replace("A rule", "first") + THEN,
    }

    rules, problems = parse_rules(files)

    assert problems == ()
    assert [rule.name for rule in rules.rules] == ["first", "second"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", "rules/10.toml:1: x: unknown key. A rule file holds [[rule]] tables only."),
        ("[rule]\nname = 'a'", "rules/10.toml:1: rule: is not a list of tables."),
        ("[[rule]]\nname = 'a'\n" + THEN, "rules/10.toml:1: rule[1]: every rule has a why."),
        ("[[rule]]\nwhy = 'a'\n" + THEN, "rules/10.toml:1: rule[1]: every rule has a name."),
        ("[[rule]]\nname = ' '\nwhy = 'a'\n" + THEN, "rule[1].name: is empty, too long, or not"),
        ("[[rule]]\nname = 'a'\nwhy = 5\n" + THEN, "rule[1].why: is not text in quotes."),
        (HEAD, "rules/10.toml:1: rule[1]: this rule decides nothing."),
        (HEAD + "then = {}", "this rule decides nothing."),
        (HEAD + "wen.category = 'bug'\n" + THEN, "rule[1].wen: unknown key. Did you mean when?"),
        (HEAD + "when = 'bug'\n" + THEN, "10.toml:4: rule[1].when: is not a table."),
        (
            HEAD + "when.categroy = 'bug'\n" + THEN,
            "10.toml:4: rule[1].when.categroy: there is no condition categroy. Did you mean cat",
        ),
        (
            HEAD + "when.customer.teir = 'a'\n" + THEN,
            "rule[1].when.customer.teir: there is no condition customer.teir. Did you mean cus",
        ),
        (HEAD + "when.customer = 'a'\n" + THEN, "there is no condition customer."),
        (HEAD + "when.category = 'bgu'\n" + THEN, 'category: "bgu" is unknown. Did you mean bug?'),
        (HEAD + "when.category = []\n" + THEN, "is an empty list: it would never hold."),
        (HEAD + "when.category = 5\n" + THEN, "when.category: is not one of refund_billing,"),
        (HEAD + "when.category.contains = 'b'\n" + THEN, "category has no operator contains."),
        (HEAD + "when.subject = 'x'\n" + THEN, "subject: needs an operator. Write subject.cont"),
        (HEAD + "when.subject.contians = 'x'\n" + THEN, "contians. Did you mean contains?"),
        (HEAD + "when.subject.contains = ''\n" + THEN, "when.subject.contains: is empty."),
        (HEAD + "when.subject.contains = '**'\n" + THEN, "when.subject.contains: is empty."),
        (HEAD + f"when.body.contains = '{'x' * 201}'\n" + THEN, "is longer than 200 characters."),
        (HEAD + f"when.body.matches = '{'x' * 1001}'\n" + THEN, "is longer than 1000 characters."),
        (HEAD + "when.body.matches = '(?=x)'\n" + THEN, "is not a pattern of RE2: invalid perl"),
        (HEAD + "when.body.matches = '(a'\n" + THEN, "is not a pattern of RE2: missing )"),
        (HEAD + "when.sure = 'yes'\n" + THEN, "when.sure: is not true or false, without quotes."),
        (HEAD + "when.sure = [true]\n" + THEN, "when.sure: takes one value."),
        (HEAD + "when.hour.at_least = '9'\n" + THEN, "is not a number, without quotes."),
        (HEAD + "when.hour.at_least = true\n" + THEN, "is not a number, without quotes."),
        (HEAD + "when.hour.at_least = nan\n" + THEN, "is not a number, without quotes."),
        (HEAD + f"when.hour.at_least = 1{'0' * 400}\n" + THEN, "is not a number, without quotes."),
        (HEAD + "when.priority.at_least = ['high']\n" + THEN, "takes one value."),
        (HEAD + "when.any = []\n" + THEN, "when.any: is not a list of conditions."),
        (HEAD + "when.any = { sure = true }\n" + THEN, "when.any: is not a list of conditions."),
        (
            HEAD + "when.any = [{ any = [{ any = [{ any = [{ any = [{ sure = true }] }] }] }] }]\n"
            + THEN,
            "is nested too deeply.",
        ),
        (HEAD + "then = 'x'", "rule[1].then: is not a table."),
        (HEAD + "then.queu = 'x'", "rule[1].then.queu: unknown key. Did you mean queue?"),
        (HEAD + "then.queue = ''", "rule[1].then.queue: is empty"),
        (HEAD + 'then.file_into = "a\\nb"', "then.file_into: is empty, too long, or not on"),
        (HEAD + "then.priority = 'hihg'", 'then.priority: "hihg" is unknown. Did you mean high?'),
        (HEAD + "then.tags = ['Ümlaut']", 'rule[1].then.tags: "Ümlaut" cannot be a keyword.'),
        (HEAD + "then.tags = [5]", "rule[1].then.tags: is not a list of texts."),
        (HEAD + "stop = 'yes'\n" + THEN, "rule[1].stop: is not true or false"),
        (
            HEAD + THEN + "[[rule.example]]\nsubjct = 'x'",
            "rule[1].example[1].subjct: an example has no subjct. Did you mean subject?",
        ),
        (HEAD + THEN + "[[rule.example]]\nhour = 24", "rule[1].example[1].hour: is not an hour."),
        (HEAD + THEN + "[[rule.example]]\nexpect.queu = 'x'", "expect.queu: unknown key."),
        (HEAD + THEN + "[[rule.example]]\ncustomer.vip = 'x'", "is not true or false"),
        (HEAD + THEN + "[rule.example]\nsubject = 'x'", "example: is not a list of tables."),
        ("[[rule]\n", "rules/10.toml:1: this is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_and_remedy(text: str, expected: str) -> None:
    assert expected in complaints(text)


def test_two_rules_of_one_name_are_a_mistake_since_verdicts_name_them() -> None:
    _, problems = parse_rules({"a.toml": HEAD + THEN, "b.toml": HEAD + THEN})

    (problem,) = problems
    assert str(problem).startswith(
        'b.toml:1: name: "A rule" is also the name of the rule at a.toml:1.'
    )


def test_more_tags_than_servers_keep_are_a_mistake() -> None:
    tags = [f"tag-{n}" for n in range(13)]

    _, problems = parse_rules({"a.toml": f"{HEAD}then.tags = {tags}"})

    assert "there are 13 tags" in str(problems[0])


def test_more_rules_than_anybody_can_read_are_a_mistake() -> None:
    text = "".join(HEAD.replace("A rule", f"rule {n}") + THEN for n in range(501))

    _, problems = parse_rules({"a.toml": text})

    assert "this is rule 501" in str(problems[0])


JSON = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.floats(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*FIELDS, "any", "all", "customer", "header", "contains", "equals"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


@given(when=JSON, then=JSON, example=JSON)
def test_whatever_is_written_is_read_or_told(when: Any, then: Any, example: Any) -> None:
    text = f"{HEAD}when = {toml(when)}\nthen = {toml(then)}\n"
    text += f"[[rule.example]]\ncategory = {toml(example)}"

    rules, problems = parse_rules({"a.toml": text})

    assert bool(rules.rules) != bool(problems)


def toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {toml(inner)}' for key, inner in value.items()) + " }"
    return str(value)


def test_every_word_is_in_the_manual_beside_the_rules() -> None:
    manual = (defaults_path("rules") / "README.md").read_text(encoding="utf-8")

    for name, field in [*FIELDS.items(), ("header.<name>", HEADER)]:
        choices = f": {', '.join(field.choices)}" if field.choices else ""
        assert f"| `{name}` | {field.shape} | {field.doc}{choices} |\n" in manual
    for name in OUTCOME_FIELDS:
        assert f"| `{name}` |" in manual
    for words in ALLOWED_OPERATORS.values():
        assert all(f"`{word}`" in manual for word in words)
