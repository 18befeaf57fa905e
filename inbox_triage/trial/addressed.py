"""Guesses the address of a shared inbox from whom its mail is for."""

from collections import Counter
from collections.abc import Sequence

from inbox_triage.message.header_fields import is_addr_spec
from inbox_triage.message.parsing import parse
from inbox_triage.trial.reading import Place, read_header

_SAMPLE = 500


def guess_address(places: Sequence[Place]) -> str | None:
    """Return the addr-spec that most messages are for, looking at 500 of them; None without any."""
    step = max(1, len(places) // _SAMPLE)
    found: Counter[str] = Counter()
    for place in places[::step]:
        message = parse(read_header(place))
        named = [a.addr_spec.lower() for a in (*message.to, *message.cc)]
        found.update({*named, *message.delivered_to})
    return next((a for a, _ in found.most_common() if is_addr_spec(a)), None)
