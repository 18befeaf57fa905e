"""The customer file: what spreadsheets write, and what is told about mistakes in it."""

from pathlib import Path

import pytest

from inbox_triage.triage.policy import CustomerTraits
from tests.config.writing import INBOX, complaints, loaded

CONFIG = f'{INBOX}[vip]\ncsv = "customers.csv"\n'


def test_who_is_in_the_file_is_a_vip_unless_it_says_no(tmp_path: Path) -> None:
    text = (
        "address,domain,name,company,tier,vip,why\n"
        'Carla@example.org,,Carla Costa,"Costa, Sons & Co",gold,,orders for ten years\n'
        ",Example.net,,Example Net,silver,no,\n"
        "\n"
        "dora@example.net,,Dora,,,YES,\n"
    )

    policy = loaded(tmp_path, CONFIG, {"customers.csv": text}).policy

    assert policy.traits_of("carla@example.org") == CustomerTraits(
        vip=True,
        name="Carla Costa",
        company="Costa, Sons & Co",
        tier="gold",
        why="orders for ten years",
    )
    assert policy.traits_of("eve@example.net") == CustomerTraits(
        vip=False, company="Example Net", tier="silver"
    )
    assert policy.traits_of("dora@example.net").vip


def test_the_lists_in_the_config_add_to_what_the_file_says(tmp_path: Path) -> None:
    config = f'{CONFIG}addresses = ["carla@example.org", "dora@example.org"]\n'

    policy = loaded(
        tmp_path, config, {"customers.csv": "address,tier,vip\ncarla@example.org,gold,no\n"}
    ).policy

    assert policy.traits_of("carla@example.org") == CustomerTraits(
        vip=True, tier="gold", why="named in [vip] addresses"
    )
    assert policy.traits_of("dora@example.org").why == "named in [vip] addresses"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_spreadsheet_can_write_it(tmp_path: Path, separator: str, line_end: str) -> None:
    rows = [["address", "Tier"], ["carla@example.org", "gold"]]
    text = "\ufeff" + line_end.join(separator.join(row) for row in rows)
    (tmp_path / "customers.csv").write_bytes(text.encode())

    assert loaded(tmp_path, CONFIG).policy.traits_of("carla@example.org").tier == "gold"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adress,name\n", "customers.csv:1: adress: unknown column. Did you mean address?"),
        ("name,tier\nCarla,gold\n", "customers.csv:1: there is no column address or domain."),
        ("", "customers.csv:1: there is no column address or domain."),
        ("address,address\n", "customers.csv:1: a column is there twice."),
        (
            "address,tier\ncarla@example.org,gold\nnobody,gold\n",
            "customers.csv:3: is not an address.",
        ),
        ("domain\nexample\n", "customers.csv:2: is not a domain."),
        ("address,name\ncarla@example.org\n", "customers.csv:2: has 1 values for 2 columns."),
        (
            "address,vip\ncarla@example.org,maybe\n",
            "customers.csv:2: vip is neither yes nor no.",
        ),
        ("address,tier\n,gold\n", "customers.csv:2: names neither an address nor a domain."),
        ('address\n"carla@example.org\n', "customers.csv:2: is not a table of comma-separated"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in complaints(tmp_path, CONFIG, {"customers.csv": text})


def test_a_file_that_is_no_customer_file_gives_twenty_complaints_and_not_a_million(
    tmp_path: Path,
) -> None:
    told = complaints(tmp_path, CONFIG, {"customers.csv": "address\n" + "nobody\n" * 1000})

    assert len(told.splitlines()) == 20
