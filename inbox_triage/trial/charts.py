"""Draws the report's charts as SVG and HTML without a script; every text in them is escaped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from inbox_triage.trial.figures import Author

_DAYS = 62  # more than this and weeks are shown, more than two years and months
_WEEKS = 104
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 960, 220, 44, 26
_STACK = (Author.CUSTOMER, Author.TEAM, Author.PROGRAM)
_LABELS = 8
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: its name, a share 0-1 of the width, and what is written behind it.

    `strong` is the part of the share that is drawn in the full colour.
    """

    name: str
    share: float
    text: str
    strong: float | None = None
    style: str = ""


def bar_rows(bars: Iterable[Bar]) -> str:
    """Return horizontal bars, one a row."""
    rows = []
    for bar in bars:
        strong = bar.share if bar.strong is None else bar.strong
        rows.append(
            f'<tr><th scope="row"><bdi>{escape(bar.name)}</bdi></th><td class="track">'
            f'<span class="bar {escape(bar.style)}" style="width:{100 * bar.share:.1f}%">'
            f'<span style="width:{100 * strong / bar.share if bar.share else 0:.1f}%"></span>'
            f'</span></td><td class="value">{escape(bar.text)}</td></tr>'
        )
    return f'<table class="bars">{"".join(rows)}</table>'


def volume_chart(days: Counter[tuple[date, Author]]) -> str:
    """Return messages over time, stacked by who wrote them, by day, week or month."""
    unit, buckets = _buckets(days)
    if not buckets:
        return ""
    top = _round_up(max(sum(counts.values()) for _, counts in buckets))
    slot = (_WIDTH - _LEFT) / len(buckets)
    shapes = [_grid(top)]
    every = max(1, -(-len(buckets) // _LABELS))
    for number, (start, counts) in enumerate(buckets):
        x = _LEFT + number * slot
        shapes.append(_column(x, slot, counts, (start, top)))
        if number % every == 0:
            label = f"{start:%b %Y}" if unit == "month" else f"{start.day} {start:%b}"
            shapes.append(f'<text x="{x + slot / 2:.1f}" y="{_HEIGHT - 6}">{label}</text>')
    legend = "".join(
        f'<span><i class="key {author.name.lower()}"></i>{author.value}</span>' for author in _STACK
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Messages by {unit}">'
        f'{"".join(shapes)}</svg><p class="legend">{legend}<span>by {unit}</span></p>'
    )


def week_chart(slots: Counter[tuple[int, int]]) -> str:
    """Return when customers write: a row a weekday, a cell an hour, darker for more."""
    most = max(slots.values(), default=0)
    if not most:
        return ""
    hours = "".join(f"<th>{hour if hour % 3 == 0 else ''}</th>" for hour in range(24))
    rows = []
    for day, name in enumerate(WEEKDAYS):
        cells = "".join(
            _cell(f"{name} {hour:02d}:00", slots[day, hour], most) for hour in range(24)
        )
        total = sum(slots[day, hour] for hour in range(24))
        rows.append(f'<tr><th scope="row">{name}</th>{cells}<td class="value">{total:,}</td></tr>')
    return f'<table class="week"><tr><th></th>{hours}<th></th></tr>{"".join(rows)}</table>'


def _cell(name: str, count: int, most: int) -> str:
    return f'<td><i title="{name}, {count}" style="opacity:{count / most:.2f}"></i></td>'


def _buckets(
    days: Counter[tuple[date, Author]],
) -> tuple[str, Sequence[tuple[date, Counter[Author]]]]:
    """Return the unit, and each of its spans from the first to the last with its counts."""
    if not days:
        return "day", ()
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    length = (last - first).days
    unit = "day" if length <= _DAYS else "week" if length <= 7 * _WEEKS else "month"
    buckets: dict[date, Counter[Author]] = {}
    start = _start(first, unit)
    while start <= last:
        buckets[start] = Counter()
        start = _next(start, unit)
    for (day, author), count in days.items():
        buckets[_start(day, unit)][author] += count
    return unit, list(buckets.items())[-_MOST_BUCKETS:]


_MOST_BUCKETS = 240  # a Date of 1970 must not make a chart of pixels


def _start(day: date, unit: str) -> date:
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if unit == "week" else 1)


def _column(x: float, slot: float, counts: Counter[Author], scale: tuple[date, int]) -> str:
    start, top = scale
    width, y = max(slot * 0.78, 0.6), float(_HEIGHT - _BOTTOM)
    shapes = []
    for author in _STACK:
        height = counts[author] / top * (_HEIGHT - _BOTTOM - 8)
        y -= height
        if height:
            place = f'x="{x + (slot - width) / 2:.1f}" y="{y:.1f}"'
            size = f'width="{width:.1f}" height="{height:.1f}"'
            shapes.append(f'<rect class="{author.name.lower()}" {place} {size}></rect>')
    words = ", ".join(f"{counts[author]} from {author.value}" for author in _STACK)
    return f"<g><title>{start.isoformat()}: {words}</title>{''.join(shapes)}</g>"


def _grid(top: int) -> str:
    lines = []
    for part in (0, 0.5, 1):
        y = _HEIGHT - _BOTTOM - part * (_HEIGHT - _BOTTOM - 8)
        lines.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"></line>')
        lines.append(
            f'<text class="axis" x="{_LEFT - 8}" y="{y + 4:.1f}">{round(part * top):,}</text>'
        )
    return "".join(lines)


def _round_up(count: int) -> int:
    """Return the next of 2, 4, 10, 20, 40, 100 …, so that the half is whole too."""
    step = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if count <= factor * step:
                return factor * step
        step *= 10
