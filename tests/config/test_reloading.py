"""An edit is taken over; a bad edit leaves what worked."""

import os
from pathlib import Path

import pytest

from inbox_triage.config.reloading import Watched, reload
from tests.config.writing import INBOX, RULE, loaded, write_site

FILES = {
    "rules/10-money.toml": RULE,
    "reply_templates/README.md": "nothing that is read",
    "vips.csv": "address\ncarla@example.org\n",
}
CONFIG = f'{INBOX}[vip]\ncsv = "vips.csv"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_site(tmp_path, CONFIG, FILES)


def test_nothing_changed_until_something_is_edited(config: Path) -> None:
    watched = Watched(config)

    assert not watched.changed()
    assert not watched.changed()


@pytest.mark.parametrize("name", ["config.toml", "rules/10-money.toml", "vips.csv"])
def test_every_file_that_is_read_is_watched(config: Path, name: str) -> None:
    watched = Watched(config)

    with (config.parent / name).open("a") as file:
        file.write("\n")

    assert watched.changed()
    assert not watched.changed()


def test_a_new_time_is_enough_when_the_size_stays(config: Path) -> None:
    watched = Watched(config)

    os.utime(config.parent / "rules/10-money.toml", ns=(1, 1))

    assert watched.changed()


def test_a_new_rule_file_and_one_that_went_are_seen(config: Path) -> None:
    watched = Watched(config)
    (config.parent / "rules/20-more.toml").write_text("")
    assert watched.changed()

    (config.parent / "rules/20-more.toml").unlink()

    assert watched.changed()


def test_another_directory_of_rules_is_watched_as_soon_as_it_is_named(config: Path) -> None:
    watched = Watched(config)
    config.write_text(f'rules = "others"\n{CONFIG}')
    assert watched.changed()
    (config.parent / "others").mkdir()

    assert watched.changed()


def test_a_config_that_is_away_or_broken_for_a_moment_is_no_error(config: Path) -> None:
    watched = Watched(config)
    config.write_text("half a li")
    assert watched.changed()
    config.unlink()
    assert watched.changed()

    write_site(config.parent, CONFIG)

    assert watched.changed()


def test_a_good_edit_is_taken_over(config: Path) -> None:
    old = loaded(config.parent, CONFIG)
    write_site(config.parent, CONFIG.replace("Example Support", "Lamps"))

    new, problems = reload(old)

    assert problems == ()
    assert new.policy.inboxes["support"].display_name == "Lamps"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.toml", "half a li"),
        ("rules/10-money.toml", RULE.replace("why", "whi")),
        ("vips.csv", "adress\n"),
    ],
)
def test_a_bad_edit_keeps_the_old_settings_and_says_why(config: Path, name: str, text: str) -> None:
    old = loaded(config.parent, CONFIG)
    (config.parent / name).write_text(text)

    new, problems = reload(old)

    assert new is old
    assert problems[0].file.endswith(name)
    assert problems[0].line
