"""Draft requests for tests, with everything a test does not care about filled in."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inbox_triage.triage.conversation import CustomerHistory
from inbox_triage.triage.drafts import (
    Draft,
    DraftRequest,
    NoDraft,
    TemplateSet,
    compile_templates,
    offer,
)
from inbox_triage.triage.policy import Agent, Briefs, InboxPolicy, Mode
from tests.builders import NOON, a_conversation, a_message

BERLIN = ZoneInfo("Europe/Berlin")
BOB = Agent("bob", "Bob Miller", ("bob@example.com",))
INBOX = InboxPolicy(
    name="support",
    address="support@example.com",
    display_name="Example Support",
    mode=Mode.ASSIST,
    briefs=Briefs.ATTENTION,
    default_queue="support",
    languages=("en", "de", "fr"),
    signature="Example Support\nhttps://example.com/help",
)

_REQUEST = DraftRequest(
    message=a_message(),
    conversation=a_conversation(),
    history=CustomerHistory(),
    inbox=INBOX,
    zone=BERLIN,
    agent=None,
    confidence=0.9,
    sure=True,
    threshold=0.5,
    frustration=0,
    template=None,
    now=NOON,
)


def a_request(**changes: Any) -> DraftRequest:
    """Return the request for a draft to Ann, with these fields changed.

    Names of fields of the message or the conversation change those.
    """
    own = {k: v for k, v in changes.items() if k in DraftRequest.__dataclass_fields__}
    rest = {k: v for k, v in changes.items() if k not in own}
    message = a_message()
    letter = {k: v for k, v in rest.items() if k in type(message).__dataclass_fields__}
    matter = {k: v for k, v in rest.items() if k not in letter}
    defaults = {"message": a_message(**letter), "conversation": a_conversation(**matter)}
    return replace(_REQUEST, **{**defaults, **own})


def written(subject: str, text: str) -> dict[str, str]:
    """Return the fields of a message with this subject and text."""
    return {"subject": subject, "base_subject": subject, "text": text, "own_text": text}


@cache
def shipped_sources() -> dict[str, str]:
    """Return the templates of this repository by path."""
    folder = Path(__file__).parents[2] / "reply_templates"
    return {
        f"reply_templates/{file.name}": file.read_text(encoding="utf-8")
        for file in sorted(folder.glob("*.j2"))
    }


@cache
def shipped_templates() -> TemplateSet:
    """Return the templates of this repository, compiled."""
    templates, problems = compile_templates(shipped_sources())
    assert problems == ()
    return templates


def a_draft(**changes: Any) -> Draft:
    """Return the draft for such a request; fail when there is none."""
    draft = offer(a_request(**changes), shipped_templates())
    assert isinstance(draft, Draft), draft
    return draft


def no_draft(**changes: Any) -> str:
    """Return why there is no draft for such a request; fail when there is one."""
    draft = offer(a_request(**changes), shipped_templates())
    assert isinstance(draft, NoDraft), draft
    return draft.why
