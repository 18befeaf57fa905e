"""Shows the figures of a trial on a terminal."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inbox_triage.message.headers import one_line
from inbox_triage.triage.plan import Outcome
from inbox_triage.trial.figures import Tally
from inbox_triage.trial.html import Setting
from inbox_triage.trial.words import KIND_WORDS, LANGUAGE_NAMES, for_people

_ATTENTION = 8


def show(tally: Tally, setting: Setting, html_file: Path | None) -> None:
    """Print the summary; words that came by mail are shown without control characters."""
    console = Console(highlight=False)
    guess = " (guessed; --address says otherwise)" if setting.is_guess else ""
    console.print(Text(f"{tally.total:,} messages for {setting.address}{guess}", style="bold"))
    if not tally.total:
        return
    console.print(_overview(tally))
    if tally.categories:
        console.print(_categories(tally))
    _show_attention(console, tally)
    for line in tally.parked:
        console.print(Text(f"Our own defect, please report it: {line}", style="red"))
    if html_file:
        console.print(Text(f"The whole report: {html_file}"))
    else:
        console.print(Text("--html FILE writes the whole report, with examples of drafts."))


def _overview(tally: Tally) -> Table:
    half, most = tally.first_answer_after(0.5), tally.first_answer_after(0.9)
    joined = ", ".join(f"{count:,} by {name}" for name, count in tally.joined.most_common())
    kinds = {KIND_WORDS[kind]: count for kind, count in tally.kinds.most_common(5)}
    languages = {
        LANGUAGE_NAMES.get(c, c or "unclear"): n for c, n in tally.languages.most_common(7)
    }
    back = sum(count > 1 for count in tally.customers.values())
    rows = {
        "from customers": f"{tally.matters:,}",
        "from programs": f"{tally.outcomes[Outcome.SET_ASIDE]:,}   {_counts(kinds)}",
        "from yourselves": f"{tally.outcomes[Outcome.OURS]:,}",
        "copies": f"{tally.outcomes[Outcome.COPY]:,}",
        "conversations": f"{len(tally.conversations):,}   {joined}",
        "customers": f"{len(tally.customers):,}, {back:,} with more than one conversation",
        "languages": _counts(languages),
        "priorities": _counts({str(p): n for p, n in tally.priorities.most_common()}),
        "category is sure": f"{tally.sure_share:.0%} of customers' messages",
        "drafts": f"{tally.draft_count:,} replies would wait in Drafts",
        "first answer": f"half within {for_people(half)}, nine of ten within {for_people(most)}"
        if half and most
        else "the export holds no answers of yours; name your Sent mailbox too",
        "defects": f"{tally.defects.total():,} in the mail, all of it was read",
    }
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(Text(name, style="dim"), Text(value.strip()))
    return table


def _categories(tally: Tally) -> Table:
    table = Table("category", box=None, padding=(0, 2), header_style="dim")
    for name in ("messages", "share", "sure", "confidence"):
        table.add_column(name, justify="right")
    table.add_column("")
    ranked = sorted(tally.categories.items(), key=lambda item: -item[1].count)
    for name, counted in ranked:
        share = counted.count / tally.matters
        bar = Text("█" * round(30 * counted.count / ranked[0][1].count), style="cyan")
        sure, mean = counted.sure / counted.count, counted.confidence / counted.count
        table.add_row(name, f"{counted.count:,}", f"{share:.0%}", f"{sure:.0%}", f"{mean:.0%}", bar)
    return table


def _show_attention(console: Console, tally: Tally) -> None:
    if not tally.attention:
        return
    latest = list(tally.attention)[-_ATTENTION:]
    head = f"{tally.attention_count:,} for a lead to see at once; the latest:"
    console.print(Text(head, style="bold"))
    for note in reversed(latest):
        at = note.received_at.astimezone(tally.zone)
        line = f"  {at:%Y-%m-%d %H:%M}  {note.why:<8}  {one_line(note.subject)}"
        customer = Text(f"  {one_line(note.customer)}", style="dim")
        console.print(Text(line) + customer, overflow="ellipsis", no_wrap=True)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
