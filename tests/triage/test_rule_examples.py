"""Examples in rule files: how they are read, what a failing one says; and the shipped rules."""

import pytest

from inbox_triage.defaults import defaults_path
from inbox_triage.triage.conversation import Priority, Status
from inbox_triage.triage.rule_examples import Trial, routable_from, try_examples
from inbox_triage.triage.rule_files import parse_rules
from inbox_triage.triage.rules import Rule, RuleSet

HEAD = '[[rule]]\nname = "Money"\nwhy = "a reason"\n'


def rules(text: str) -> RuleSet:
    found, problems = parse_rules({"rules.toml": text})
    assert problems == (), [str(problem) for problem in problems]
    return found


def failures(text: str) -> str:
    return "\n".join(str(p) for trial in try_examples(rules(text)) for p in trial.problems())


def shipped() -> RuleSet:
    files = {path.name: path.read_text("utf-8") for path in defaults_path("rules").glob("*.toml")}
    found, problems = parse_rules(files)
    assert problems == ()
    return found


def test_an_example_that_says_what_happens_passes() -> None:
    text = (
        HEAD + 'when.category = "refund_billing"\nwhen.subject.contains = "invoice"\n'
        'then = { queue = "billing", tags = ["a", "b"], star = true }\n'
        '[[rule.example]]\nsubject = "Invoice 12"\n'
        'expect = { queue = "billing", tags = ["b"], star = true, brief = false,'
        ' category = "refund_billing" }\n'
    )

    assert failures(text) == ""


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (
            'subject = "Hello"',
            (
                'rules.toml:6: example 1: in "Money", the rule does not match:'
                ' subject has no "invoice".'
            ),
        ),
        (
            'subject = "Invoice"\nmatches = false',
            'in "Money", the rule matches, expected it not to.',
        ),
        (
            'subject = "Invoice"\nexpect = { queue = "tech" }',
            'in "Money", queue is billing (by "Money"), expected tech.',
        ),
        (
            'subject = "Invoice"\nexpect = { priority = "high" }',
            'in "Money", priority is decided by no rule, expected high.',
        ),
        (
            'subject = "Invoice"\nexpect = { tags = ["x"] }',
            'in "Money", tags is decided by no rule, expected [x].',
        ),
        (
            'subject = "Invoice"\nexpect = { star = true }',
            'in "Money", star is decided by no rule, expected true.',
        ),
        (
            'subject = "Invoice"\nexpect = { category = "bug" }',
            'in "Money", category is other (no rule decides it), expected bug.',
        ),
    ],
)
def test_a_failing_example_names_the_field_and_both_values(example: str, expected: str) -> None:
    text = f'{HEAD}when.subject.contains = "invoice"\nthen.queue = "billing"\n[[rule.example]]\n'

    assert failures(text + example) == expected or failures(text + example).endswith(expected)


def test_an_example_shows_that_another_rule_takes_precedence() -> None:
    first = '[[rule]]\nname = "All"\nwhy = "a reason"\nthen.queue = "support"\n'
    second = f'{HEAD}then.queue = "billing"\n[[rule.example]]\nexpect.queue = "billing"\n'

    assert 'queue is support (by "All"), expected billing.' in failures(first + second)


def test_an_example_is_read_as_mail_is() -> None:
    text = (
        f'{HEAD}then.queue = "billing"\n[[rule.example]]\n'
        'from = "Bob Baker <Bob@Example.org>"\nto = ["a@example.com", "b@example.com"]\n'
        'cc = "c@example.com"\nsubject = "Größe 🙂"\nbody = "Zwei\\nZeilen"\n'
        'header.x-shop = "köln"\n'
        'attachment = { name = "bill.pdf", type = "application/pdf" }\n'
    )
    (rule,) = rules(text).rules

    subject = routable_from(rule, rule.examples[0])

    message = subject.message
    assert message.author is not None
    assert (message.author.display_name, subject.customer) == ("Bob Baker", "bob@example.org")
    assert [a.addr_spec for a in message.to] == ["a@example.com", "b@example.com"]
    assert [a.addr_spec for a in message.cc] == ["c@example.com"]
    assert (message.subject, message.header("x-shop")) == ("Größe 🙂", "köln")
    assert message.own_text.split() == ["Zwei", "Zeilen"]
    assert (message.attachments[0].name, message.attachments[0].media_type) == (
        "bill.pdf",
        "application/pdf",
    )


def test_what_an_example_leaves_out_is_taken_from_the_plain_conditions_of_its_rule() -> None:
    text = (
        f'{HEAD}when.category = ["bug", "outage"]\nwhen.priority.below = "high"\n'
        "when.confidence.at_least = 0.6\nwhen.customer.vip = true\nwhen.weekday = 'sunday'\n"
        'when.conversation.status = "resolved"\nwhen.hour = 22\nthen.queue = "q"\n'
        "[[rule.example]]\n"
    )
    (rule,) = rules(text).rules

    subject = routable_from(rule, rule.examples[0])

    assert (subject.category, subject.priority) == ("bug", Priority.LOW)
    assert (subject.confidence, subject.traits.vip) == (0.6, True)
    assert (subject.local_time.weekday(), subject.local_time.hour) == (6, 22)
    assert (subject.status, subject.first_contact, subject.message_count) == (
        Status.RESOLVED,
        False,
        1,
    )
    assert failures(text) == ""


def test_a_line_break_in_a_header_of_an_example_adds_no_header() -> None:
    text = f'{HEAD}then.queue = "q"\n[[rule.example]]\nsubject = "a\\r\\nX-Other: b"\n'
    (rule,) = rules(text).rules

    assert routable_from(rule, rule.examples[0]).message.header("x-other") is None


def trials() -> tuple[Trial, ...]:
    return try_examples(shipped())


@pytest.mark.parametrize("trial", trials(), ids=lambda t: f"{t.rule.name} {t.number}")
def test_the_shipped_rules_do_what_their_examples_say(trial: Trial) -> None:
    assert trial.failures == ()


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.name)
def test_every_shipped_rule_has_an_example(rule: Rule) -> None:
    assert rule.examples
