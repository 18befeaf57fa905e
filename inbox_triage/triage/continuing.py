"""What a customer's short reply leads to: nothing, a raised conversation, or a human's decision.

thanks, solved     nothing is asked: no draft, star or brief; the conversation keeps its status, and
                   solved resolves one that waits
not solved         what we thought answered comes back, one step more pressing, to whoever had it
write no more      no draft, a star and a tag: a human decides
rating, other      as any message
"""

from dataclasses import replace

from inbox_triage.message.message import Message
from inbox_triage.triage.category import Prediction
from inbox_triage.triage.conversation import Conversation, Priority, Status
from inbox_triage.triage.plan import Reason
from inbox_triage.triage.priority import HIGH_FROM, URGENT_FROM, Part, PriorityScore
from inbox_triage.triage.replies import ReplyKind, ReplyMeaning, read_reply
from inbox_triage.triage.routing import Route

STOP_TAG = "stop-writing"
"""The keyword of a conversation whose customer wants no more messages."""

OTHER = ReplyMeaning(ReplyKind.OTHER)
_QUIET = frozenset({ReplyKind.THANKS, ReplyKind.SOLVED})
_HEEDED = ("set_aside", "file_into", "vip")


def understand(message: Message, continued: Conversation | None, language: str) -> ReplyMeaning:
    """Return what a reply says; of a message that is no reply, or begins a new topic, nothing.

    The conversation's language beats the one of the reply: a few words name none surely.
    """
    if continued is None:
        is_reply = bool(message.in_reply_to or message.references)  # to what we do not know
        meaning = read_reply(message, language) if is_reply else OTHER
        return meaning if meaning.kind is ReplyKind.STOP_WRITING else OTHER
    meaning = read_reply(message, continued.language or language)
    if meaning.kind in _QUIET and _has_new_topic(message, continued):
        return OTHER
    return meaning


def is_quiet(meaning: ReplyMeaning) -> bool:
    """Say whether nothing is asked, so that nothing is to be done."""
    return meaning.kind in _QUIET


def comes_back(meaning: ReplyMeaning, continued: Conversation | None) -> bool:
    """Say whether a conversation that was answered or resolved is not over."""
    over = continued is not None and continued.status is not Status.OPEN
    return over and meaning.kind is ReplyKind.NOT_SOLVED


def status_after(meaning: ReplyMeaning, continued: Conversation) -> Status:
    """Return the status behind a quiet reply."""
    solved = meaning.kind is ReplyKind.SOLVED and continued.status is Status.WAITING
    return Status.RESOLVED if solved else continued.status


def settle(
    predicted: Prediction, meaning: ReplyMeaning, continued: Conversation | None
) -> Prediction:
    """Return the category: a few words about a matter are of that matter's category.

    Who says that it is not solved may complain of something worse by now, if that is sure.
    """
    if continued is None:
        return predicted
    back = comes_back(meaning, continued)
    if not is_quiet(meaning) and (not back or (predicted.sure and predicted.category != "praise")):
        return predicted
    return Prediction(
        category=continued.category,
        confidence=continued.confidence,
        sure=back,
        evidence=(f"conversation {continued.reference}",),
        runners_up=((predicted.category, predicted.confidence),),
    )


def heeded(route: Route, meaning: ReplyMeaning) -> Route:
    """Return what counts of the rules' words: of a reply that asks nothing, where it is filed.

    A rule for outages or for what was resolved means the messages that want something.
    """
    if not is_quiet(meaning):
        return route
    filled_by = tuple((name, rule) for name, rule in route.filled_by if name in _HEEDED)
    heeded = {name: getattr(route, name) for name in _HEEDED}
    return Route(filled_by=filled_by, verdicts=route.verdicts, **heeded)


def floor(meaning: ReplyMeaning, continued: Conversation | None) -> Priority:
    """Return the priority below which this must not go: one step up, and at least high."""
    if continued is None or not comes_back(meaning, continued):
        return Priority.LOW
    was_pressing = continued.priority in {Priority.HIGH, Priority.URGENT}
    return Priority.URGENT if was_pressing else Priority.HIGH


def raised(score: PriorityScore, lowest: Priority) -> PriorityScore:
    """Return the score with what it lacks to this priority, as a part of its own."""
    if lowest.rank <= score.priority.rank:
        return score
    points = URGENT_FROM if lowest is Priority.URGENT else HIGH_FROM
    part = Part("not solved", points - score.points, "our answer did not solve it")
    return replace(score, priority=lowest, points=points, parts=(*score.parts, part))


def why_no_draft(meaning: ReplyMeaning) -> str:
    """Return why such a reply gets no draft, or nothing when it may have one."""
    match meaning.kind:
        case ReplyKind.THANKS:
            return "thanks: nothing is asked"
        case ReplyKind.SOLVED:
            return "solved: nothing is asked"
        case ReplyKind.STOP_WRITING:
            return "they ask us to write no more, so a human decides"
        case ReplyKind.NOT_SOLVED | ReplyKind.RATING | ReplyKind.OTHER:
            return ""


def reasons(meaning: ReplyMeaning, continued: Conversation | None) -> tuple[Reason, ...]:
    """Return what was understood and what follows, for `explain` and the brief."""
    text = _told(meaning, continued)
    return (Reason("reply", text),) if text else ()


def _told(meaning: ReplyMeaning, continued: Conversation | None) -> str:
    words = ", ".join(f"“{word}”" for word in meaning.evidence)
    match meaning.kind:
        case ReplyKind.THANKS:
            return f"thanks: nothing is asked ({words})"
        case ReplyKind.SOLVED:
            return f"solved: nothing is asked ({words})"
        case ReplyKind.NOT_SOLVED:
            follows = ": it comes back, one step up" if comes_back(meaning, continued) else ""
            return f"not solved ({words}){follows}"
        case ReplyKind.STOP_WRITING:
            return f"they ask us to write no more ({words}): a human decides"
        case ReplyKind.RATING:
            return f"a rating: {meaning.rating} of 10"
        case ReplyKind.OTHER:
            return ""


def _has_new_topic(message: Message, continued: Conversation) -> bool:
    """Say whether the subject is neither a reply's nor the conversation's."""
    subject = message.base_subject.casefold()
    is_reply = message.subject.casefold() != subject
    return bool(subject) and not is_reply and subject != continued.subject.casefold()
