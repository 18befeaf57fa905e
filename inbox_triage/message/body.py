"""Finds a person's own text: the body without quotes and signature, never empty without need."""

from collections.abc import Sequence
from dataclasses import dataclass

from inbox_triage.message.contents import Contents, enclosed_text
from inbox_triage.message.html import read_html
from inbox_triage.message.lines import Body, Mark
from inbox_triage.message.mime import Structure
from inbox_triage.message.quotes import Split, split_quotes
from inbox_triage.message.signature import split_signature

_QUOTING_MARKUP = ("<blockquote", "gmail_quote", "divRplyFwdMsg", "yahoo_quoted", "appendonsend")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A message's text taken apart.

    Attributes:
        text: All of it, as a person would read it.
        own_text: Without quotes and signature; with what was forwarded.
        signature: What was cut off at the end.
    """

    text: str
    own_text: str
    signature: str


def read_own_text(structure: Structure, contents: Contents, *, is_forward: bool) -> OwnText:
    """Take the text of a message apart.

    Args:
        structure: Of the message.
        contents: Of the message.
        is_forward: Whether its subject says that it is a forward.
    """
    text = _text(contents.body.lines)
    body = contents.body
    split = split_quotes(body, is_forward=is_forward)
    if not split.quoted and any(markup in contents.alternative for markup in _QUOTING_MARKUP):
        # The plain alternative of some programs shows quotes without any sign of them
        page = read_html(contents.alternative)
        shown = split_quotes(page, is_forward=is_forward)
        if shown.quoted:
            body, split = page, shown
    own_text, signature = _without_signature(body, split)
    if is_forward or not text:
        # What they pass on is their matter, whether it stands below or is attached
        enclosed = enclosed_text(structure)
        text, own_text = _paragraphs(text, enclosed), _paragraphs(own_text, enclosed)
    return OwnText(text, own_text or text, signature if own_text else "")


def _without_signature(body: Body, split: Split) -> tuple[str, str]:
    marked = [n for n in split.own if body.marks.get(n) is Mark.SIGNATURE]
    own = [n for n in split.own if n not in marked] if marked else list(split.own)
    if not any(body.lines[n].strip() for n in own):
        own, marked = list(split.own), []
    lines = [body.lines[n] for n in own]
    end = split_signature(lines)
    signature = _text([*lines[end:], *(body.lines[n] for n in marked)])
    passed_on = _text([body.lines[n] for n in split.forwarded])
    return _paragraphs(_text(lines[:end]), passed_on), signature


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n \t")
