"""Reads the header of a message by what its fields mean: addresses, ids, text."""

from dataclasses import dataclass

from inbox_triage.message.addresses import read_addresses
from inbox_triage.message.headers import decode_words, one_line, raw_text
from inbox_triage.message.identifiers import read_ids
from inbox_triage.message.message import Address
from inbox_triage.message.mime import Fields

_HEADERS = 500
_HEADER_LENGTH = 4000
_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


@dataclass(frozen=True, slots=True)
class Header:
    """A header with its values as text, encoded words still in place.

    Attributes:
        values: Lower-case name and value, in order.
        decoded: As `Message.headers`.
        firsts: The first of `decoded` by name; dozens are asked for of every message.
    """

    values: tuple[tuple[str, str], ...]
    decoded: tuple[tuple[str, str], ...]
    firsts: dict[str, str]

    def first(self, name: str) -> str:
        """Return the first value with its encoded words, or an empty string."""
        return next((value for key, value in self.values if key == name), "")

    def first_decoded(self, name: str) -> str:
        """Return the first decoded value, or an empty string."""
        return self.firsts.get(name, "")

    def all(self, name: str) -> list[str]:
        """Return all values of the name."""
        return [value for key, value in self.values if key == name]

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Return the addresses of all fields of the name."""
        return tuple(a for value in self.all(name) for a in read_addresses(value))

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the message ids of all fields of the name, without repeats."""
        return read_ids(" ".join(self.all(name)))

    def delivered_to(self) -> tuple[str, ...]:
        """Return where servers on the way say they delivered it, lower case, without repeats."""
        found = [a.addr_spec.lower() for name in _DELIVERED_TO for a in self.addresses(name)]
        return tuple(dict.fromkeys(found))

    def reverse_path(self) -> str | None:
        """Return the Return-Path in lower case, an empty string for `<>`, None without one."""
        value = next(iter(self.all("return-path")), None)
        if value is None or not value.strip():
            return None
        found = read_addresses(value)
        return found[0].addr_spec.lower() if found else ""


def read_header(fields: Fields, charset: str) -> Header:
    """Make text of raw fields, the first 500.

    Args:
        fields: Of the message.
        charset: What octets that are neither ASCII nor UTF-8 probably are: that of the body.
    """
    values = tuple((name, raw_text(value, charset)) for name, value in fields[:_HEADERS])
    decoded = tuple(
        (name, one_line(decode_words(value[: 4 * _HEADER_LENGTH]))[:_HEADER_LENGTH])
        for name, value in values
    )
    return Header(values, decoded, dict(reversed(decoded)))
