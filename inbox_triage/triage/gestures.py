"""What it means that an agent moves a message into a mailbox: the mailbox is the word.

Any mail client can do it, without keywords or plug-ins. Names are read in any case.
"""

from dataclasses import dataclass
from enum import StrEnum

from inbox_triage.triage.marks import CATEGORY_KEYWORDS
from inbox_triage.triage.policy import CATEGORIES, Agent, Policy


class Gesture(StrEnum):
    """What an agent can say by moving a message."""

    CLASSIFY = "classify"  # Triage/<category>
    ASSIGN = "assign"  # Assigned/<agent>
    RESOLVE = "resolve"  # Resolved, or anywhere in the archive
    JUNK = "junk"
    TAKE_BACK = "take back"  # from one of these to the watched mailbox again


@dataclass(frozen=True, slots=True)
class Meaning:
    """A gesture, and the agent or category as the mailbox names them; empty for the others."""

    gesture: Gesture
    name: str = ""


def meaning_of(levels: tuple[str, ...]) -> Meaning | None:
    """Return what a mailbox with these levels of its name means, None for any other mailbox.

    The archive and the junk mailbox have no names of their own: the server tells which they are.
    """
    match tuple(level.casefold() for level in levels[:1]), levels[1:2]:
        case ("resolved",), _:
            return Meaning(Gesture.RESOLVE)
        case ("assigned",), (name,):
            return Meaning(Gesture.ASSIGN, name)
        case ("triage",), (name,):
            return Meaning(Gesture.CLASSIFY, name)
        case _:
            return None


def agent_called(name: str, policy: Policy) -> Agent | None:
    """Return the agent with this name, or whose main address begins so; None when there is none."""
    wanted = name.casefold()
    by_name = (a for a in policy.agents.values() if a.name.casefold() == wanted)
    by_address = (
        a for a in policy.agents.values() if a.addresses[0].partition("@")[0].casefold() == wanted
    )
    return next(by_name, None) or next(by_address, None)


def category_called(name: str) -> str | None:
    """Return the category with this name or keyword, None when there is none."""
    wanted = name.casefold().replace("-", "_").replace(" ", "_")
    by_keyword = {keyword: category for category, keyword in CATEGORY_KEYWORDS.items()}
    return wanted if wanted in CATEGORIES else by_keyword.get(wanted)
