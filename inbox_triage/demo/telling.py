"""How the story looks on a terminal: what arrived, what was decided and why, what agents see."""

import textwrap
from collections.abc import Iterable, Sequence
from itertools import islice
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from inbox_triage.demo.client import Shown
from inbox_triage.store.looking import Explanation
from inbox_triage.triage.plan import Decision, Outcome

_MARGIN = 12
_DRAFT_LINES = 9
_RULE_COUNT = 2
_TOPICS = ("thread", "customer", "priority", "draft", "mode")


def tell(console: Console, topic: str, text: str | Text) -> None:
    """Print one fact: its topic in the margin, long texts wrapped beside it."""
    body = text if isinstance(text, Text) else Text(text)
    lines = body.wrap(console, _width(console))
    for number, line in enumerate(lines):
        head = Text(f"{topic if number == 0 else '':<{_MARGIN}}", style="cyan")
        console.print(head + line, soft_wrap=True)


def _width(console: Console) -> int:
    return max(40, min(console.width, 100)) - _MARGIN


def tell_chapter(console: Console, title: str) -> None:
    """Print the heading of a chapter."""
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left"))


def tell_arrival(console: Console, found: Explanation, zone: ZoneInfo) -> None:
    """Print what arrived and what was decided about it."""
    decision = found.decision
    console.print()
    where = "in Sent" if decision.outcome is Outcome.OURS else "arrived"
    tell(console, where, Text(f"{found.author}: ") + Text(found.subject, style="bold"))
    tell(console, "decided", Text(summary_of(decision, zone), style="green"))
    for topic, text in _because(decision):
        tell(console, topic, Text(text, style="dim"))


def summary_of(decision: Decision, zone: ZoneInfo) -> str:
    """Return the decision in one line."""
    due = decision.due_at.astimezone(zone).strftime("%a %H:%M") if decision.due_at else ""
    parts = (
        _category_of(decision),
        f"{decision.priority} priority" if decision.outcome is not Outcome.OURS else "",
        f"queue {decision.queue}" if decision.queue else "",
        f"answer due {due}" if due else "",
        f"conversation {decision.conversation}" if decision.conversation else "",
    )
    return " · ".join(part for part in parts if part)


def _category_of(decision: Decision) -> str:
    if decision.outcome is not Outcome.TRIAGED:
        return decision.outcome.replace("-", " ")
    return f"{decision.category} {decision.confidence:.0%}{'' if decision.sure else '?'}"


def _because(decision: Decision) -> Iterable[tuple[str, str]]:
    if decision.evidence:
        yield "because", f"words: {', '.join(decision.evidence)}"
    matched = (name for name, verdict in decision.rule_verdicts if verdict == "matched")
    for name in islice(matched, _RULE_COUNT):
        yield "rule", name
    for reason in decision.reasons:
        if reason.topic in _TOPICS:
            yield reason.topic, reason.text


def tell_shown(console: Console, shown: Shown, brief: Shown | None) -> None:
    """Print the row of the customer's message in the agent's client, and the brief above it."""
    if brief:
        author = brief.message.author
        tell(console, "client", _row(brief, author.display_name if author else ""))
        tell(console, "", Text(brief.message.text.strip().partition("\n")[0], style="dim"))
    author = shown.message.author
    name = (author.display_name or author.addr_spec) if author else "?"
    tell(console, "" if brief else "client", _row(shown, name))


def _row(shown: Shown, name: str) -> Text:
    row = Text("★ " if shown.starred else "  ", style="yellow")
    row.append("↩ " if "\\Answered" in shown.flags else "", style="green")
    for keyword in shown.keywords:
        row.append(f"[{keyword}]", style="magenta").append(" ")
    return row.append(name, style="bold").append(f"  {shown.message.subject}")


def tell_draft(console: Console, draft: Shown) -> None:
    """Print the beginning of a draft."""
    to = ", ".join(address.addr_spec for address in draft.message.to)
    tell(console, "in Drafts", Text(f"To: {to}   {draft.message.subject}", style="bold"))
    wrapped: list[str] = []
    for line in draft.message.own_text.strip().splitlines():
        wrapped += textwrap.wrap(line, _width(console) - 2) or [""]
    more = ["…"] if len(wrapped) > _DRAFT_LINES else []
    for line in wrapped[:_DRAFT_LINES] + more:
        tell(console, "", Text(f"│ {line}".rstrip(), style="italic"))


def tell_table(console: Console, rows: Sequence[tuple[Explanation, bool]]) -> None:
    """Print one row a message; the flag says whether a draft waits for it."""
    columns = {"from": 15, "subject": 0, "decided": 20, "priority": 8, "queue": 7, "draft": 5}
    columns["subject"] = _width(console) + _MARGIN - sum(columns.values()) - len(columns) + 1
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan")
    for name, width in columns.items():
        table.add_column(name, no_wrap=True, width=width, overflow="ellipsis")
    for found, has_draft in rows:
        decision = found.decision
        table.add_row(
            Text(found.author.partition("@")[0]),
            Text(found.subject),
            _category_of(decision),
            decision.priority,
            decision.queue,
            "✓" if has_draft else "",
        )
    console.print()
    console.print(table)
