"""Writes the figures of a trial as one HTML page that needs nothing else and runs no script.

Everything that came in by mail is escaped; the page forbids itself to load anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from inbox_triage.message.headers import one_line
from inbox_triage.triage.conversation import Priority
from inbox_triage.triage.plan import Outcome
from inbox_triage.trial.charts import Bar, bar_rows, volume_chart, week_chart
from inbox_triage.trial.figures import Example, Note, Tally
from inbox_triage.trial.style import STYLE
from inbox_triage.trial.words import KIND_WORDS, LANGUAGE_NAMES, for_people

_EXAMPLES = 6
_SUBJECT_LENGTH = 140


@dataclass(frozen=True, slots=True)
class Setting:
    """What was tried: names of the exports, the team's address and where it is from."""

    exports: Sequence[str]
    address: str
    is_guess: bool
    zone: str


def write_report(tally: Tally, setting: Setting) -> str:
    """Return the page."""
    sections = [
        _tiles(tally),
        _card("Over time", volume_chart(tally.days)),
        _columns(
            [
                _card("What they write about", _categories(tally)),
                _card("Languages", _shares(_languages(tally))),
            ],
            [
                _card("When customers write", week_chart(tally.slots), f"Hours in {setting.zone}."),
                _card("How pressing it is", _priorities(tally)),
                _card("What would be drafted", _drafts(tally)),
            ],
        ),
        _examples(tally),
        _columns(
            [
                _card("For a lead to see at once", _attention(tally)),
                _card("Conversations", _conversations(tally)),
                _card("Set aside: not written by a person", _kinds(tally)),
            ],
            [
                _card("How fast you answer", _answers(tally)),
                _card("Customers who come back", _customers(tally)),
                _card("Where we are not sure", _unsure(tally)),
                _card("What was wrong with the mail", _defects(tally)),
            ],
        ),
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>Trial of {_text(setting.address)}</title><style>{STYLE}</style></head><body>"
        f"{_head(tally, setting)}<main>{''.join(sections)}</main>{_FOOT}</body></html>\n"
    )


_FOOT = (
    "<footer>Made offline by <code>inbox-triage try</code>. Nothing was sent, moved or recorded. "
    "This page holds words of your customers: pass it on with care.</footer>"
)


def _head(tally: Tally, setting: Setting) -> str:
    span = ""
    if tally.first_at and tally.last_at:
        first, last = (at.astimezone(tally.zone) for at in (tally.first_at, tally.last_at))
        span = f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}, "
    guess = " (guessed; <code>--address</code> says otherwise)" if setting.is_guess else ""
    names = ", ".join(f"<bdi>{_text(name)}</bdi>" for name in setting.exports)
    return (
        f"<header><h1>Your mail, sorted</h1><p>{span}{tally.total:,} messages for "
        f"<b>{_text(setting.address)}</b>{guess}, read from {names}.</p></header>"
    )


def _tiles(tally: Tally) -> str:
    half = tally.first_answer_after(0.5)
    tiles = [
        (f"{tally.matters:,}", "messages of customers"),
        (f"{tally.outcomes[Outcome.SET_ASIDE]:,}", "from programs, set aside"),
        (f"{len(tally.conversations):,}", "conversations"),
        (f"{tally.sure_share:.0%}", "with a sure category"),
        (_percent(tally.draft_count, tally.matters), "with a reply drafted"),
        (for_people(half) if half else "–", "median first answer"),
    ]
    cells = "".join(f"<li><b>{_text(n)}</b><span>{_text(what)}</span></li>" for n, what in tiles)
    return f'<ul class="tiles">{cells}</ul>'


def _columns(left: Sequence[str], right: Sequence[str]) -> str:
    """Return two columns side by side, each as long as it is."""
    return f'<div class="columns"><div>{"".join(left)}</div><div>{"".join(right)}</div></div>'


def _card(title: str, body: str, hint: str = "") -> str:
    if not body:
        return ""
    under = f'<p class="hint">{_text(hint)}</p>' if hint else ""
    return f'<section class="card"><h2>{_text(title)}</h2>{under}{body}</section>'


def _categories(tally: Tally) -> str:
    ranked = sorted(tally.categories.items(), key=lambda item: -item[1].count)
    most = ranked[0][1].count if ranked else 1
    bars = [
        Bar(
            name.replace("_", " "),
            counted.count / most,
            f"{counted.count:,} · {counted.confidence / counted.count:.0%}",
            counted.sure / most,
        )
        for name, counted in ranked
    ]
    key = (
        '<p class="legend"><span><i class="key strong"></i>sure</span>'
        '<span><i class="key weak"></i>not sure</span><span>count · mean confidence</span></p>'
    )
    return bar_rows(bars) + key if bars else ""


def _priorities(tally: Tally) -> str:
    bars = [
        Bar(p, tally.priorities[p] / max(tally.matters, 1), f"{tally.priorities[p]:,}", style=p)
        for p in Priority
    ]
    return bar_rows(bars) if tally.matters else ""


def _attention(tally: Tally) -> str:
    if not tally.attention:
        return ""
    more = tally.attention_count > len(tally.attention)
    before = f"; these are the latest {len(tally.attention)}" if more else ""
    lead = f"<p>{tally.attention_count:,} messages: VIP, outage or urgent{before}.</p>"
    return lead + _notes(reversed(tally.attention), tally)


def _notes(notes: Iterable[Note], tally: Tally) -> str:
    rows = "".join(
        f"<li><time>{note.received_at.astimezone(tally.zone):%Y-%m-%d %H:%M}</time> "
        f"<bdi>{_text(note.subject) or '(no subject)'}</bdi> <small><bdi>{_text(note.customer)}"
        f"</bdi> · {_named(note)}"
        f"{' · ' + _text(note.why) if note.why else ''}</small></li>"
        for note in notes
    )
    return f'<ol class="notes">{rows}</ol>'


def _named(note: Note) -> str:
    return f"{_text(note.category.replace('_', ' '))} {note.confidence:.0%}"


def _drafts(tally: Tally) -> str:
    if not tally.matters:
        return ""
    share = _percent(tally.draft_count, tally.matters)
    lead = (
        f"<p>A reply would wait in Drafts for <b>{tally.draft_count:,}</b> of {tally.matters:,} "
        f"messages ({share}); an agent reads, edits and sends it.</p>"
    )
    most = tally.templates.most_common(8)
    by_template = _shares(dict(most)) if most else ""
    whys = "".join(
        f"<li>{count:,} × {_text(why)}</li>" for why, count in tally.undrafted.most_common(6)
    )
    none = f"<details><summary>Why there is none for the others</summary><ul>{whys}</ul></details>"
    return lead + by_template + (none if whys else "")


def _examples(tally: Tally) -> str:
    ranked = sorted(tally.examples.values(), key=lambda e: -tally.templates[e.template])
    return "".join(_example(example) for example in ranked[:_EXAMPLES])


def _example(example: Example) -> str:
    note = example.note
    return (
        '<section class="card example"><h2>For example: '
        f"<bdi>{_text(note.subject) or '(no subject)'}</bdi></h2>"
        f'<p class="hint">{_named(note)} confidence · {note.priority} · template'
        f" {_text(example.template)}</p>"
        f'<div class="pair"><div><h3>The customer wrote</h3><pre dir="auto">{_block(example.text)}'
        f'</pre></div><div><h3>Waiting in Drafts</h3><pre dir="auto">{_block(example.draft)}'
        "</pre></div></div></section>"
    )


def _conversations(tally: Tally) -> str:
    if not tally.conversations:
        return ""
    sizes = [0, 0, 0, 0]
    for count in tally.conversations.values():
        sizes[min(count, 4) - 1] += 1
    names = ("1 message", "2 messages", "3 messages", "4 and more")
    joined = tally.joined.total()
    words = (
        f"<p>{len(tally.conversations):,} conversations; {joined:,} messages continue one, "
        "found by:</p>"
    )
    found = _shares(dict(tally.joined.most_common())) if joined else ""
    by_size = _shares(dict(zip(names, sizes, strict=True)))
    return (
        f"<p>How many messages customers write in one:</p>{by_size}{words if joined else ''}{found}"
    )


def _answers(tally: Tally) -> str:
    half, most = tally.first_answer_after(0.5), tally.first_answer_after(0.9)
    if half is None or most is None:
        return (
            "<p>The export holds no answers of yours to these customers. Name your Sent mailbox "
            "too, and with <code>--agent</code> the addresses that your people answer from.</p>"
        )
    answered = len(tally.first_answers)
    return (
        f'<ul class="tiles small"><li><b>{_text(for_people(half))}</b><span>half within</span></li>'
        f"<li><b>{_text(for_people(most))}</b><span>nine of ten within</span></li>"
        f"<li><b>{_percent(answered, len(tally.conversations))}</b><span>of conversations "
        f"answered ({answered:,})</span></li></ul>"
        '<p class="hint">From a customer’s first message to the first answer of a human, nights '
        "and weekends included.</p>"
    )


def _customers(tally: Tally) -> str:
    repeated = tally.repeat_customers()
    if not repeated:
        return ""
    back = sum(count > 1 for count in tally.customers.values())
    lead = (
        f"<p><b>{back:,}</b> of {len(tally.customers):,} customers have more than one "
        "conversation.</p>"
    )
    return lead + _shares(dict(repeated))


def _languages(tally: Tally) -> Mapping[str, int]:
    return {
        LANGUAGE_NAMES.get(code, code or "too short to tell"): count
        for code, count in tally.languages.most_common(10)
    }


def _kinds(tally: Tally) -> str:
    counts = {KIND_WORDS[kind]: count for kind, count in tally.kinds.most_common()}
    return _shares(counts) if counts else ""


def _unsure(tally: Tally) -> str:
    if not tally.unsure:
        return ""
    lead = (
        f"<p>{1 - tally.sure_share:.0%} of the customers’ messages: they are put in a queue with "
        "our best guess, and each correction of yours teaches. The latest:</p>"
    )
    return lead + _notes(reversed(tally.unsure), tally)


def _defects(tally: Tally) -> str:
    lines = [f"{count:,} × {what}" for what, count in tally.defects.most_common(12)]
    lines += [f"Our own defect, please report it: {line}" for line in tally.parked]
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    lead = "<p>All of it was read nevertheless.</p>" if not tally.parked else ""
    return f"{lead}<ul>{items}</ul>" if items else ""


def _shares(counts: Mapping[str, int]) -> str:
    most = max(counts.values(), default=0) or 1
    return bar_rows(Bar(name, count / most, f"{count:,}") for name, count in counts.items())


def _percent(count: int, of: int) -> str:
    return f"{count / of:.0%}" if of else "–"


def _text(text: str) -> str:
    """Return one line of foreign text for HTML."""
    return escape(one_line(text)[:_SUBJECT_LENGTH])


def _block(text: str) -> str:
    """Return lines of foreign text for HTML; characters without a shape are left out."""
    return escape("".join(c for c in text if c == "\n" or c.isprintable()))
