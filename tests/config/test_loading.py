"""What an admin writes into config.toml and what comes of it."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inbox_triage.config.loading import load
from inbox_triage.errors import ConfigError
from inbox_triage.imap import account as imap
from inbox_triage.smtp import server as smtp
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.policy import Briefs, Mode, Queue
from tests.config.writing import INBOX, RULE, complaints, loaded, write_site


def test_an_address_and_a_login_are_enough(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    inbox = settings.policy.inboxes["support"]
    assert (inbox.mode, inbox.briefs, inbox.languages) == (Mode.SHADOW, Briefs.ATTENTION, ("en",))
    assert settings.policy.queues == {"support": Queue("support")}
    assert inbox.default_queue == "support"
    account = settings.accounts["support"]
    assert (account.port, account.security) == (993, imap.Security.TLS)
    assert (account.mailbox, account.drafts, account.sent) == ("INBOX", None, None)
    assert account.poll_every == timedelta(seconds=60)
    assert settings.servers == {}
    assert settings.state_dir == tmp_path / "state"
    assert settings.database == str(tmp_path / "state" / "inbox-triage.sqlite3")
    assert (settings.message_octets, settings.batch_size) == (131072, 50)
    assert settings.moves_per_turn == 1000
    assert settings.policy.targets[Priority.URGENT].first_response_for == timedelta(hours=1)
    assert settings.policy.targets[Priority.LOW].resolution_for is None


def test_without_rules_and_templates_it_works_and_warns(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    assert settings.rules.rules == ()
    assert [Path(warning.file).name for warning in settings.warnings] == [
        "rules",
        "reply_templates",
    ]


def test_a_directory_of_rules_that_is_named_must_be_there(tmp_path: Path) -> None:
    assert "other: cannot be read" in complaints(tmp_path, f'rules = "other"\n{INBOX}')


def test_every_key_has_its_place(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """
state_dir = "memory"
database = "postgresql://triage@localhost/triage"
own_lists = ["<Support.Example.com>"]
[inbox.support]
address = "Support@EXAMPLE.com"
mode = "assist"
briefs = "all"
queue = "billing"
languages = ["de", "en"]
aliases = ["Help@example.com"]
labels = { outage = "$label1" }
signature = "Example"
product = "Lamp"
[inbox.support.imap]
host = "127.0.0.1"
security = "none"
username = "support"
password = "secret"
mailbox = "Support"
drafts = "Drafts"
sent = "Sent"
poll_every = "2m"
[inbox.support.smtp]
host = "smtp.example.com"
security = "starttls"
[hours]
time_zone = "Europe/Berlin"
monday = "09:00-12:00, 13:00-24:00"
tuesday = "closed"
closed = [2026-12-24, "2026-12-31"]
holidays = { country = "DE", subdivision = "BE" }
[targets.urgent]
first_response = "30m"
[agents.alice]
display_name = "Alice Archer"
addresses = ["Alice@example.com", "a@example.org"]
[queues.billing]
agents = ["alice"]
lead = "alice"
address = "billing@example.com"
[vip]
addresses = ["Carla@example.org"]
domains = ["Example.net"]
[drafts]
confidence = 0.7
[limits]
message_octets = 65536
batch_size = 10
moves_per_turn = 5
""",
    )

    policy = settings.policy
    inbox = policy.inboxes["support"]
    assert inbox.address == "Support@example.com"
    assert (inbox.mode, inbox.briefs, inbox.default_queue) == (Mode.ASSIST, Briefs.ALL, "billing")
    assert (inbox.languages, inbox.aliases) == (("de", "en"), frozenset({"help@example.com"}))
    assert (inbox.labels, inbox.signature, inbox.product) == (
        {"outage": "$label1"},
        "Example",
        "Lamp",
    )
    account = settings.accounts["support"]
    assert (account.port, account.mailbox, account.drafts) == (143, "Support", "Drafts")
    assert account.poll_every == timedelta(minutes=2)
    server = settings.servers["support"]
    assert (server.port, server.security) == (587, smtp.Security.STARTTLS)
    assert (server.username, server.password) == ("support", "secret")
    assert policy.hours.zone == ZoneInfo("Europe/Berlin")
    assert policy.hours.week[0] == ((time(9), time(12)), (time(13), time.max))
    assert policy.hours.week[1] == ()
    assert policy.hours.week[2] == ((time(9), time(17, 30)),)
    assert date(2026, 12, 24) in policy.hours.holidays
    assert date(2031, 12, 25) in policy.hours.holidays
    assert date(2027, 3, 8) in policy.hours.holidays  # International Women's Day, Berlin only
    assert date(2026, 12, 23) not in policy.hours.holidays
    assert policy.targets[Priority.URGENT].first_response_for == timedelta(minutes=30)
    assert policy.targets[Priority.URGENT].resolution_for is None
    assert policy.agents["alice"].addresses == ("alice@example.com", "a@example.org")
    assert policy.queues["billing"] == Queue("billing", ("alice",), "alice", "billing@example.com")
    assert policy.traits_of("carla@example.org").vip
    assert policy.traits_of("somebody@example.net").vip
    assert not policy.traits_of("somebody@example.org").vip
    assert policy.own_lists == frozenset({"support.example.com"})
    assert policy.draft_confidence == 0.7
    assert settings.database == "postgresql://triage@localhost/triage"
    assert settings.state_dir == tmp_path / "memory"
    assert (settings.message_octets, settings.batch_size) == (65536, 10)
    assert settings.moves_per_turn == 5
    assert settings.handbook.policy is policy


def test_a_calendar_that_is_known_for_few_years_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    settings = loaded(tmp_path, INBOX + '[hours]\nholidays = { country = "IN" }')

    assert date(2026, 1, 26) in settings.policy.hours.holidays


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    told = complaints(
        tmp_path,
        """\
databse = "x"
[inbox.support]
address = "support"
mode = "ful"
[inbox.support.imap]
host = "imap.example.com"
port = 99999
username = 5
poll_every = "5"
[hours]
monday = "17:00-09:00"
time_zone = "Mars/Crater"
closed = ["2026-13-01"]
[targets.urgent]
first_response = "2d"
[agents.alice]
addresses = "alice@example.com"
[drafts]
confidence = 2
""",
    )

    assert told.splitlines() == [
        "config.toml:1: databse: unknown key. Did you mean database?",
        (
            "config.toml:3: inbox.support.address: is not an address."
            ' Write it like "support@example.com", without a name.'
        ),
        "config.toml:4: inbox.support.mode: is not one of 'shadow', 'assist' or 'full'.",
        (
            "config.toml:5: inbox.support.imap.password: is missing."
            ' One of { env = "NAME" }, { file = "path" }, { command = ["pass", "show", "imap"] },'
            ' { keyring = "service" }, or the password itself, when nobody else may read this file.'
        ),
        "config.toml:7: inbox.support.imap.port: is more than 65535.",
        (
            "config.toml:8: inbox.support.imap.username: is not text on one line."
            " Put it in quotes, without line breaks."
        ),
        (
            "config.toml:9: inbox.support.imap.poll_every: 5 has no unit."
            ' Write "5m" for minutes; s, h and d work too.'
        ),
        (
            'config.toml:11: hours.monday: "17:00-09:00" ends before it begins.'
            " Divide a night shift at midnight: until 24:00, next day from 00:00."
        ),
        (
            "config.toml:12: hours.time_zone: is not a time zone that this system knows."
            ' Write one like "Europe/Berlin" or "UTC" (the system needs its tzdata package).'
        ),
        'config.toml:13: hours.closed[1]: is not a date. Write it like "2026-12-24".',
        (
            "config.toml:15: targets.urgent.first_response: a day of business time is ambiguous."
            ' Write hours of your working time, such as "8h" for one working day.'
        ),
        "config.toml:17: agents.alice.addresses: is not a list.",
        "config.toml:19: drafts.confidence: is more than 1.0.",
    ]


def test_mistakes_in_rules_are_told_together_with_those_in_the_config(tmp_path: Path) -> None:
    told = complaints(
        tmp_path,
        f"databse = 1\n{INBOX}",
        {"rules/10-x.toml": RULE.replace("refund_billing", "refund_biling")},
    )

    assert "config.toml:1: databse" in told
    assert 'rules/10-x.toml:5: rule[1].when.category: "refund_biling" is unknown.' in told


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        (
            '[queues.billing]\nagents = ["bob"]\n[agents.alice]\naddresses = ["a@example.com"]',
            "config.toml:10: queues.billing.agents: there is no agent bob. Known here: alice.",
        ),
        (
            '[queues.billing]\nlead = "bob"',
            "config.toml:10: queues.billing.lead: there is no agent bob. Add a section [agents.bob",
        ),
        (
            (
                '[inbox.b]\naddress = "SUPPORT@example.com"\n[inbox.b.imap]\nhost = "h"\n'
                'username = "b"\npassword = "p"'
            ),
            "config.toml:10: inbox.b.address: SUPPORT@example.com is also an address of the inbox",
        ),
        (
            '[agents.alice]\naddresses = ["support@example.com"]',
            "config.toml:10: agents.alice.addresses: support@example.com is also an address of",
        ),
        ("[agents.alice]\naddresses = []", "agents.alice.addresses: is empty."),
        (
            '[queues.billing]\naddress = "Support@example.com"',
            "config.toml:10: queues.billing.address: mail for the team would arrive in the shared",
        ),
        ('[queues."a/b"]', "config.toml:9: queues.a/b: is not a name."),
        (
            '[hours]\nholidays = { country = "XX" }',
            "config.toml:10: hours.holidays: the holidays of XX are not known.",
        ),
        (
            '[hours]\nholidays = { country = "DE", subdivision = "ZZ" }',
            "config.toml:10: hours.holidays: the holidays of DE ZZ are not known.",
        ),
        ('[vip]\ncsv = "vips.csv"', "vips.csv: cannot be read: No such file or directory."),
        ("[inbox.support.smtp]", "config.toml:9: inbox.support.smtp.host: is missing."),
        (
            '[inbox.support.smtp]\nhost = "192.0.2.1"\nsecurity = "none"',
            "config.toml:11: inbox.support.smtp.security: none would send the password readable",
        ),
        (
            '[inbox.support.smtp]\nhost = "h"\nca_file = "none.pem"',
            "config.toml:11: inbox.support.smtp.ca_file: there is no file",
        ),
        ("[rules]", "config.toml:9: rules: is not text in quotes."),
        ("[[inbox.support.imap]]", "config.toml:9: this is not TOML"),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path: Path, addition: str, expected: str) -> None:
    assert expected in complaints(tmp_path, INBOX + addition)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('display_name = "Example Support"', 'queue = "bilings"', "there is no queue bilings."),
        ('display_name = "Example Support"', "languages = []", "languages: is empty."),
        ('display_name = "Example Support"', 'languages = ["english"]', "is not a language."),
        (
            'display_name = "Example Support"',
            'labels = { outge = "$label1" }',
            "inbox.support.labels.outge: there is no category outge. Did you mean outage?",
        ),
        (
            'display_name = "Example Support"',
            'labels = { outage = "red" }',
            "inbox.support.labels.outage: is not a label.",
        ),
        ('host = "imap.example.com"', 'host = "imap.example.com"\nsecurity = "none"', "readable"),
        ('username = "support"', 'username = "support"\npoll_every = "1s"', "out of range"),
        ('username = "support"', 'username = ""', "username: is empty."),
        ('"imap.example.com"', '"imap.example.com:993"', "the port is a key of its own."),
        ('"Example Support"', '"a\\r\\nBcc: b"', "display_name: is not text on one line."),
        ('username = "support"', "username = support", "config.toml:7: this is not TOML"),
        ('password = "correct horse"', "password = 12345", "password: is neither text nor"),
        (
            'password = "correct horse"',
            'password = { env = "A", file = "b" }',
            "config.toml:8: inbox.support.imap.password: does not name exactly one source.",
        ),
        ('password = "correct horse"', "password = {}", "does not name exactly one source."),
        (
            'password = "correct horse"',
            'password = { envv = "A" }',
            "inbox.support.imap.password.envv: unknown key. Did you mean env?",
        ),
        (INBOX, "", "config.toml: inbox: is missing. Name at least one inbox."),
        (INBOX, "[inbox]", "config.toml:1: inbox: is empty."),
    ],
)
def test_a_wrong_value_is_told(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in complaints(tmp_path, INBOX.replace(old, new))


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ('queue = "biling"', 'in "Money", there is no queue biling.'),
        ('assignee = "bob"', 'in "Money", there is no agent bob.'),
        ('notify = ["bob"]', 'in "Money", there is no agent or queue bob.'),
        ('draft = "bugg"', 'in "Money", there is no template bugg.'),
    ],
)
def test_a_rule_may_only_name_what_the_config_has(tmp_path: Path, then: str, expected: str) -> None:
    rule = RULE.replace('priority = "high"', then)

    assert f"rules/10-x.toml:2: then.{then.split(maxsplit=1)[0]}: {expected}" in complaints(
        tmp_path, INBOX, {"rules/10-x.toml": rule}
    )


def test_a_rule_may_only_ask_for_inboxes_that_exist(tmp_path: Path) -> None:
    rule = RULE.replace('when.category = "refund_billing"', 'when.inbox = "suport"')

    told = complaints(tmp_path, INBOX, {"rules/10-x.toml": rule})

    assert 'in "Money", there is no inbox suport. Did you mean support?' in told


def test_a_rule_whose_example_fails_is_refused(tmp_path: Path) -> None:
    example = '[[rule.example]]\nsubject = "Invoice"\nexpect = { priority = "low" }\n'

    told = complaints(tmp_path, INBOX, {"rules/10-x.toml": RULE + example})

    assert told == (
        'rules/10-x.toml:7: example 1: in "Money", priority is high (by "Money"), expected low.'
    )


def test_a_broken_template_is_refused(tmp_path: Path) -> None:
    told = complaints(tmp_path, INBOX, {"reply_templates/bug.en.md.j2": "{% if %}"})

    assert told.startswith("reply_templates/bug.en.md.j2:1:")


def test_who_only_looks_at_the_store_is_not_kept_waiting_by_templates(tmp_path: Path) -> None:
    rule = '[[rule]]\nname = "Bugs"\nwhy = "x"\nwhen.category = "bug"\nthen.draft = "bug"\n'
    files = {"reply_templates/bug.en.md.j2": "{% if %}", "rules/a.toml": rule}

    settings = load(write_site(tmp_path, INBOX, files), with_templates=False)

    assert settings.templates.compiled == {}
    assert [rule.name for rule in settings.rules.rules] == ["Bugs"]


@pytest.mark.parametrize("name", ["config.toml", "rules/10.toml"])
def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    path = write_site(tmp_path)
    (tmp_path / "rules").mkdir()
    with (tmp_path / name).open("ab") as file:
        file.write(b"# a comment\n# caf\xe9\n")
    lines = (tmp_path / name).read_bytes().count(b"\n")

    with pytest.raises(ConfigError) as caught:
        load(path)

    assert f"{name}:{lines}: is not UTF-8 text." in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    told = complaints(tmp_path, INBOX, {"rules/10-x.toml": "#" * (1 << 20) + "\n"})

    assert "rules/10-x.toml: is larger than 1048576 octets." in told


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load(tmp_path / "config.toml")


def test_a_name_with_a_nul_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    told = complaints(tmp_path, 'rules = "a\\u0000b"\n' + INBOX + '[vip]\ncsv = "a\\u0000b"')

    assert told.count("its name holds a NUL") == 2


def test_the_byte_order_mark_of_windows_editors_is_no_mistake(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert load(path).policy.inboxes["support"].address == "support@example.com"


def test_files_that_editors_leave_behind_are_no_rules(tmp_path: Path) -> None:
    files = {"rules/10-x.toml": RULE, "rules/.#10-x.toml": "?", "rules/10-x.toml~": "?"}

    settings = loaded(tmp_path, INBOX, files)

    assert [rule.name for rule in settings.rules.rules] == ["Money"]


def test_full_mode_without_submission_is_allowed_and_warned_about(tmp_path: Path) -> None:
    settings = loaded(tmp_path, INBOX.replace("display_name", 'mode = "full"\ndisplay_name'))

    assert any("stays unsent" in str(warning) for warning in settings.warnings)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_no_tls_is_fine_on_the_machine_itself(tmp_path: Path, host: str) -> None:
    config = INBOX.replace('host = "imap.example.com"', f'host = "{host}"\nsecurity = "none"')

    assert loaded(tmp_path, config).accounts["support"].security is imap.Security.NONE
