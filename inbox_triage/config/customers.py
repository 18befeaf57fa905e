"""Reads who the customers are: the lists in [vip] and the customer file, a CSV.

Limits: 8 MiB, 200 000 rows, cells of 500 characters.
"""

import csv
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from pydantic_core import PydanticCustomError

from inbox_triage.config.kinds import parse_address, parse_domain, wrong
from inbox_triage.config.reading import read_text
from inbox_triage.config.sections import VipSection
from inbox_triage.errors import Problem
from inbox_triage.toml import suggest
from inbox_triage.triage.policy import CustomerTraits

_OCTETS = 8 << 20
_ROWS = 200_000
_CELL_LENGTH = 500
_PROBLEMS = 20  # of one file; a wrong column makes one a row
_COLUMNS = frozenset({"address", "domain", "name", "company", "tier", "vip", "why"})
_YES = frozenset({"", "yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Customers:
    """Traits by lower-case address and by lower-case domain, and what was wrong."""

    by_address: dict[str, CustomerTraits] = field(default_factory=dict)
    by_domain: dict[str, CustomerTraits] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_customers(section: VipSection, directory: Path) -> Customers:
    """Return all customers with traits; the lists in [vip] make a VIP of who is in the file too."""
    customers = Customers()
    if section.csv is not None:
        path = directory / section.csv
        text = read_text(path, _OCTETS)
        if isinstance(text, Problem):
            customers.problems.append(text)
        else:
            _read_csv(str(path), text, customers)
    for address in section.addresses:
        _make_vip(customers.by_address, address.lower(), "named in [vip] addresses")
    for domain in section.domains:
        _make_vip(customers.by_domain, domain, "named in [vip] domains")
    return customers


def _make_vip(traits: dict[str, CustomerTraits], name: str, why: str) -> None:
    known = traits.get(name, CustomerTraits())
    traits[name] = CustomerTraits(
        vip=True, name=known.name, company=known.company, tier=known.tier, why=known.why or why
    )


def _read_csv(file: str, text: str, customers: Customers) -> None:
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        problem = _check_columns(file, columns)
        if problem:
            customers.problems.append(problem)
            return
        for count, row in enumerate(rows):
            place = Problem(file, rows.line_num, "", f"has more than {_ROWS} customers.")
            if count >= _ROWS:
                customers.problems.append(place)
            if len(customers.problems) >= _PROBLEMS or count >= _ROWS:
                return
            if any(cell.strip() for cell in row):
                _read_row(place, columns, row, customers)
    except csv.Error as error:
        what = f"is not a table of comma-separated values: {error}."
        customers.problems.append(Problem(file, rows.line_num, "", what))


def _delimiter(text: str) -> str:
    """Return what separates the columns: spreadsheets in Europe write semicolons."""
    first_line = text.partition("\n")[0]
    return max(",;\t", key=first_line.count)


def _check_columns(file: str, columns: list[str]) -> Problem | None:
    for name in columns:
        if name not in _COLUMNS:
            return Problem(file, 1, name, "unknown column.", suggest(name, _COLUMNS))
    if len(set(columns)) < len(columns):
        return Problem(file, 1, "", "a column is there twice.", "Keep one.")
    if not {"address", "domain"} & set(columns):
        remedy = "The first line names the columns, such as address,name,company,tier,vip,why."
        return Problem(file, 1, "", "there is no column address or domain.", remedy)
    return None


def _read_row(place: Problem, columns: list[str], row: list[str], customers: Customers) -> None:
    cells = {k: v.strip()[:_CELL_LENGTH] for k, v in zip(columns, row, strict=False)}
    vip = cells.get("vip", "").lower()
    traits = CustomerTraits(
        vip=vip in _YES,
        name=cells.get("name", ""),
        company=cells.get("company", ""),
        tier=cells.get("tier", ""),
        why=cells.get("why", ""),
    )
    try:
        if len(row) != len(columns):
            raise wrong(f"has {len(row)} values for {len(columns)} columns.", "Quote separators.")
        if vip not in _YES | _NO:
            raise wrong("vip is neither yes nor no.", "Write yes or no; empty means yes.")
        if cells.get("address"):
            customers.by_address[parse_address(cells["address"]).lower()] = traits
        elif cells.get("domain"):
            customers.by_domain[parse_domain(cells["domain"])] = traits
        else:
            raise wrong("names neither an address nor a domain.")
    except PydanticCustomError as error:
        said = error.context or {}
        customers.problems.append(replace(place, what=said["what"], remedy=said["remedy"]))
