"""A message arrived → Plan: each way it can end, as values."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox_triage.defaults import defaults_path
from inbox_triage.message.message import Address, Kind, Message
from inbox_triage.triage import drafts
from inbox_triage.triage.arrivals import plan
from inbox_triage.triage.category import Prediction
from inbox_triage.triage.conversation import Conversation, CustomerHistory, Priority, Status
from inbox_triage.triage.findings import Arrival, Handbook
from inbox_triage.triage.known import EarlierCopy, Known
from inbox_triage.triage.plan import (
    AppendDraft,
    AppendNote,
    ChangeFlags,
    ConversationSaved,
    Decided,
    Decision,
    MessageRecorded,
    MoveMessage,
    Outcome,
    Plan,
    SubmitMessage,
    Uid,
)
from inbox_triage.triage.policy import (
    Agent,
    Briefs,
    BusinessHours,
    CustomerTraits,
    InboxPolicy,
    Mode,
    Policy,
    Queue,
    Target,
)
from inbox_triage.triage.rule_files import parse_rules
from inbox_triage.triage.tokens import format_token
from tests.builders import NOON, a_conversation, a_message

KEY = b"k" * 32
WEEKDAY = ((time(9), time(17)),)
POLICY = Policy(
    inboxes={
        "support": InboxPolicy(
            name="support",
            address="support@example.com",
            display_name="Example Support",
            mode=Mode.FULL,
            briefs=Briefs.ALL,
            default_queue="support",
        )
    },
    agents={"alice": Agent("alice", "Alice", ("alice@example.com",))},
    queues={"support": Queue("support", ("alice",), "alice"), "billing": Queue("billing")},
    customers={"vera@example.org": CustomerTraits(vip=True, why="founding customer")},
    customer_domains={},
    targets={p: Target(timedelta(hours=4), timedelta(hours=16)) for p in Priority},
    hours=BusinessHours(ZoneInfo("Europe/Berlin"), (*[WEEKDAY] * 5, (), ())),
)
TEMPLATES, _ = drafts.compile_templates(
    {f.name: f.read_text() for f in defaults_path("reply_templates").glob("*.en.md.j2")}
)
REFUND = Prediction("refund_billing", 0.93, sure=True, evidence=("charged twice",))


def handbook(rules: str = "", mode: Mode = Mode.FULL) -> Handbook:
    parsed, problems = parse_rules({"test.toml": rules})
    assert not problems
    inbox = replace(POLICY.inboxes["support"], mode=mode)
    return Handbook(replace(POLICY, inboxes={"support": inbox}), parsed, TEMPLATES)


def arrival(message: Message | None = None, **changes: object) -> Arrival:
    message = message or a_message(subject="Charged twice", base_subject="Charged twice")
    values = {
        "inbox": "support",
        "uid": Uid("INBOX", 7, 42),
        "received_at": NOON,
        "flags": frozenset(),
        "message": message,
        "customer": message.author,
        "language": "en",
        "prediction": REFUND,
    } | changes
    return Arrival(**values)  # type: ignore[arg-type]


def known(**more: object) -> Known:
    return Known(new_reference="NEW2", token_key=KEY, **more)  # type: ignore[arg-type]


def decision_of(made: Plan) -> Decision:
    (decided,) = [fact for fact in made.facts if isinstance(fact, Decided)]
    return decided.decision


def conversation_of(made: Plan) -> Conversation:
    (saved,) = [fact for fact in made.facts if isinstance(fact, ConversationSaved)]
    return saved.conversation


def outcome_of(made: Plan) -> Outcome:
    (recorded,) = [fact for fact in made.facts if isinstance(fact, MessageRecorded)]
    return recorded.outcome


def test_a_first_message_opens_a_conversation_with_marks_draft_and_brief() -> None:
    made = plan(arrival(), known(), handbook(), NOON)

    conversation = conversation_of(made)
    assert (conversation.reference, conversation.status) == ("NEW2", Status.OPEN)
    assert conversation.customer == "ann@example.net"
    assert [type(effect) for effect in made.effects] == [ChangeFlags, AppendDraft, AppendNote]
    (marks, draft, _) = made.effects
    assert isinstance(marks, ChangeFlags)
    assert marks.add == {"refund"}
    assert isinstance(draft, AppendDraft)
    assert conversation.draft_message_id == draft.message_id


def test_the_first_response_is_due_in_business_hours() -> None:
    made = plan(arrival(), known(), handbook(), NOON)  # Monday 13:00 in Berlin, closing at 17:00

    assert conversation_of(made).first_response_due_at == NOON + timedelta(hours=4)


def test_planning_twice_names_the_same_effects() -> None:
    first = plan(arrival(), known(), handbook(), NOON)
    second = plan(arrival(), known(), handbook(), NOON + timedelta(hours=1))

    assert [e.key for e in first.effects] == [e.key for e in second.effects]
    assert [e.message_id for e in first.effects if isinstance(e, AppendDraft)] == [
        e.message_id for e in second.effects if isinstance(e, AppendDraft)
    ]


def test_a_copy_is_recorded_and_nothing_else() -> None:
    copy = EarlierCopy("billing", "K7Q2", ours=False)

    made = plan(arrival(), known(copy=copy), handbook(), NOON)

    assert outcome_of(made) is Outcome.COPY
    assert made.effects == ()


def test_our_own_brief_is_ours() -> None:
    token = format_token("K7Q2", "nabc", key=KEY, domain="example.com")

    made = plan(arrival(a_message(message_id=token)), known(), handbook(), NOON)

    assert outcome_of(made) is Outcome.OURS
    assert made.effects == ()


def test_a_note_of_a_colleague_is_ours_and_joins_its_conversation() -> None:
    note = a_message(author=Address("alice@example.com"), in_reply_to=("<c@x>",))

    made = plan(
        arrival(note, customer=None),
        known(by_message_id={"<c@x>": a_conversation()}),
        handbook(),
        NOON,
    )

    assert outcome_of(made) is Outcome.OURS
    assert decision_of(made).conversation == "K7Q2"


def planned_from_us(*references: str) -> Plan:
    forged = a_message(
        author=Address("support@example.com"),
        to=(Address("ann@example.net"),),
        in_reply_to=("<c@x>",),
        references=references,
    )
    conversation = a_conversation(draft_message_id="<d@x>", draft_sha256="ab")
    remembered = known(by_message_id={"<c@x>": conversation})
    return plan(arrival(forged, customer=None), remembered, handbook(), NOON)


def test_a_forged_from_stops_no_clock_and_withdraws_no_draft() -> None:
    made = planned_from_us()

    assert made.effects == ()
    assert not [fact for fact in made.facts if isinstance(fact, ConversationSaved)]
    assert "without our token" in decision_of(made).reasons[0].text


def test_the_token_of_another_conversation_proves_nothing() -> None:
    made = planned_from_us(format_token("Z9Z9", "cabc", key=KEY, domain="example.com"))

    assert not [fact for fact in made.facts if isinstance(fact, ConversationSaved)]


def test_a_copy_of_an_answer_with_our_token_counts() -> None:
    made = planned_from_us(format_token("K7Q2", "cabc", key=KEY, domain="example.com"))

    assert conversation_of(made).status is Status.WAITING


def test_a_customer_who_bears_the_id_of_our_answer_is_heard() -> None:
    token = format_token("K7Q2", "dabc", key=KEY, domain="example.com")

    made = plan(arrival(a_message(message_id=token)), known(), handbook(), NOON)

    assert outcome_of(made) is Outcome.TRIAGED


@pytest.mark.parametrize(
    "author",
    [
        Address("inbox-triage@example.com", "Refund, due today"),
        Address("support@example.com", "inbox-triage"),
    ],
)
def test_a_note_of_ours_with_another_message_id_is_never_briefed_about(author: Address) -> None:
    note = a_message(author=author, headers=(("auto-submitted", "auto-generated"),))

    made = plan(arrival(note), known(), handbook(), NOON)

    assert outcome_of(made) is Outcome.SET_ASIDE
    assert made.effects == ()


def test_a_message_without_a_readable_sender_is_set_aside_with_the_reason() -> None:
    made = plan(arrival(a_message(author=None), customer=None), known(), handbook(), NOON)

    assert outcome_of(made) is Outcome.SET_ASIDE
    assert "nobody can be answered" in decision_of(made).reasons[0].text


def test_a_robot_opens_no_conversation_and_gets_no_draft() -> None:
    robot = a_message(kind=Kind.AUTO_REPLY, kind_reason="Auto-Submitted", answerable=False)

    made = plan(arrival(robot), known(), handbook(), NOON)

    assert outcome_of(made) is Outcome.SET_ASIDE
    assert made.effects == ()
    assert decision_of(made).category == "auto_reply"


def test_a_rule_may_mark_and_file_robots() -> None:
    rules = """
[[rule]]
name = "Robots"
why = "out of the way"
when.automatic = true
then = { tags = ["robot"], file_into = "Robots" }
"""
    robot = a_message(kind=Kind.NOTIFICATION, answerable=False)

    made = plan(arrival(robot), known(), handbook(rules), NOON)

    assert [type(effect) for effect in made.effects] == [ChangeFlags, MoveMessage]


def test_mail_through_the_teams_own_list_is_a_persons() -> None:
    listed = a_message(kind=Kind.LIST, list_id="support.example.com")
    book = handbook()
    book = replace(book, policy=replace(book.policy, own_lists=frozenset({"support.example.com"})))

    assert outcome_of(plan(arrival(listed), known(), book, NOON)) is Outcome.TRIAGED


def test_a_vip_gets_a_star_and_the_reason_is_told() -> None:
    message = a_message(author=Address("vera@example.org", "Vera"))

    made = plan(arrival(message), known(), handbook(), NOON)

    marks = made.effects[0]
    assert isinstance(marks, ChangeFlags)
    assert {"\\Flagged", "vip"} <= marks.add
    assert any("founding customer" in reason.text for reason in decision_of(made).reasons)


def test_what_is_marked_already_is_not_marked_again() -> None:
    made = plan(arrival(flags=frozenset({"Refund"})), known(), handbook(), NOON)

    assert not any(isinstance(effect, ChangeFlags) for effect in made.effects)


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        (Mode.SHADOW, []),
        (Mode.ASSIST, [ChangeFlags, AppendDraft, AppendNote]),
        (Mode.FULL, [ChangeFlags, AppendDraft, MoveMessage, AppendNote, SubmitMessage]),
    ],
)
def test_the_mode_decides_what_is_carried_out_and_what_is_only_told(
    mode: Mode, kinds: list[type]
) -> None:
    rules = """
[[rule]]
name = "File and tell"
why = "every kind of effect"
when.category = "refund_billing"
then = { file_into = "Refunds", notify = ["alice"] }
"""
    made = plan(arrival(), known(), handbook(rules, mode), NOON)

    assert [type(effect) for effect in made.effects] == kinds
    assert len(decision_of(made).withheld) == 5 - len(kinds)


def test_the_brief_lies_where_the_rule_files_its_message() -> None:
    rules = """
[[rule]]
name = "File"
why = "the team wants it there"
when.category = "refund_billing"
then = { file_into = "Refunds" }
"""
    made = plan(arrival(), known(), handbook(rules), NOON)

    (note,) = [effect for effect in made.effects if isinstance(effect, AppendNote)]
    assert note.mailbox == "Refunds"


@pytest.mark.parametrize(
    ("claimed_at", "dated"),
    [
        (NOON - timedelta(minutes=30), b"Date: Mon, 02 Mar 2026 11:29:59 +0000"),
        (NOON - timedelta(days=400), b"Date: Mon, 02 Mar 2026 11:59:59 +0000"),
        (None, b"Date: Mon, 02 Mar 2026 11:59:59 +0000"),
    ],
)
def test_the_brief_is_listed_above_its_message_by_either_date(
    claimed_at: datetime | None, dated: bytes
) -> None:
    made = plan(arrival(a_message(claimed_at=claimed_at)), known(), handbook(), NOON)

    (note,) = [effect for effect in made.effects if isinstance(effect, AppendNote)]
    assert note.received_at == NOON - timedelta(seconds=1)
    assert dated in note.octets


def test_a_reply_to_a_resolved_conversation_reopens_it() -> None:
    resolved = a_conversation(status=Status.RESOLVED, draft_message_id="<d@x>", draft_sha256="ab")
    reply = a_message(in_reply_to=("<c@x>",))

    made = plan(arrival(reply), known(by_message_id={"<c@x>": resolved}), handbook(), NOON)

    conversation = conversation_of(made)
    assert conversation.status is Status.OPEN
    assert conversation.message_count == 2
    (draft,) = [effect for effect in made.effects if isinstance(effect, AppendDraft)]
    assert draft.replaces == "<d@x>"


def test_a_doubtful_message_keeps_the_category_of_its_conversation_and_has_no_draft() -> None:
    reply = a_message(in_reply_to=("<c@x>",))
    doubtful = Prediction("other", 0.2, sure=False)

    made = plan(
        arrival(reply, prediction=doubtful),
        known(by_message_id={"<c@x>": a_conversation()}),
        handbook(),
        NOON,
    )

    assert conversation_of(made).category == "order_shipping"
    assert not any(isinstance(effect, AppendDraft) for effect in made.effects)


def test_a_colleague_of_the_customer_is_answered_personally_in_the_same_conversation() -> None:
    colleague = a_message(author=Address("ben@example.net", "Ben"), in_reply_to=("<c@x>",))

    made = plan(
        arrival(colleague),
        known(by_message_id={"<c@x>": a_conversation()}),
        handbook(),
        NOON,
    )

    assert conversation_of(made).customer == "ann@example.net"
    (draft,) = [effect for effect in made.effects if isinstance(effect, AppendDraft)]
    assert b"To: Ben <ben@example.net>" in draft.octets


def test_a_reply_to_somebody_else_leaves_the_customers_draft_where_it_is() -> None:
    waiting = a_conversation(draft_message_id="<d@x>", draft_sha256="ab")
    stranger = a_message(author=Address("eve@example.org", "Eve"), in_reply_to=("<c@x>",))

    made = plan(arrival(stranger), known(by_message_id={"<c@x>": waiting}), handbook(), NOON)

    (draft,) = [effect for effect in made.effects if isinstance(effect, AppendDraft)]
    assert draft.replaces == ""
    assert conversation_of(made).draft_message_id == "<d@x>"


def test_a_rule_beats_the_classifier_and_says_so() -> None:
    rules = """
[[rule]]
name = "Lamps are shipping"
why = "they break on the way"
when.subject.contains = "charged"
then = { category = "order_shipping", queue = "billing", priority = "high" }
"""
    made = plan(arrival(), known(), handbook(rules), NOON)

    decision = decision_of(made)
    assert (decision.category, decision.queue) == ("order_shipping", "billing")
    assert decision.priority is Priority.HIGH
    assert any("Lamps are shipping" in words for words in decision.evidence)


def test_a_priority_never_falls_while_a_conversation_is_open() -> None:
    urgent = a_conversation(priority=Priority.URGENT)
    reply = a_message(in_reply_to=("<c@x>",), own_text="ok", text="ok")

    made = plan(arrival(reply), known(by_message_id={"<c@x>": urgent}), handbook(), NOON)

    assert conversation_of(made).priority is Priority.URGENT


def test_a_second_message_does_not_move_the_promise() -> None:
    promised = NOON + timedelta(hours=1)
    waiting = a_conversation(first_response_due_at=promised)
    reply = a_message(in_reply_to=("<c@x>",))

    made = plan(arrival(reply), known(by_message_id={"<c@x>": waiting}), handbook(), NOON)

    assert conversation_of(made).first_response_due_at == promised


def test_a_reopened_conversation_is_promised_anew() -> None:
    over = a_conversation(
        status=Status.RESOLVED,
        priority=Priority.URGENT,
        first_response_due_at=NOON - timedelta(days=9),
    )
    reply = a_message(in_reply_to=("<c@x>",))

    made = plan(arrival(reply), known(by_message_id={"<c@x>": over}), handbook(), NOON)

    conversation = conversation_of(made)
    assert conversation.first_response_due_at == NOON + timedelta(hours=4)
    assert conversation.priority is not Priority.URGENT


def test_the_language_of_a_short_message_is_the_customers_last_one() -> None:
    german = CustomerHistory(conversations=(a_conversation(language="de", reference="OLD2"),))
    short = a_message(subject="?", base_subject="?", own_text="??", text="??")

    made = plan(arrival(short, language=""), known(history=german), handbook(), NOON)

    assert conversation_of(made).language == "de"


# --- short replies ------------------------------------------------------------------------------

ANSWERED = a_conversation(
    status=Status.WAITING,
    last_answer_at=NOON - timedelta(hours=1),
    last_customer_at=NOON - timedelta(hours=2),
    assignee="alice@example.com",
)


def replied(
    text: str, continued: Conversation, *, book: Handbook | None = None, **changes: object
) -> Plan:
    """Answer this reply in this conversation."""
    message = a_message(
        subject="Re: The lamp arrived broken", in_reply_to=("<c@x>",), own_text=text, text=text
    )
    ids = known(by_message_id={"<c@x>": continued})
    return plan(arrival(message, **changes), ids, book or handbook(), NOON)


def reply_reason(made: Plan) -> str:
    (reason,) = [r.text for r in decision_of(made).reasons if r.topic == "reply"]
    return reason


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Thanks a lot!", Status.WAITING, Status.WAITING),
        ("Thanks a lot!", Status.RESOLVED, Status.RESOLVED),
        ("It works now, thanks!", Status.WAITING, Status.RESOLVED),
        ("It works now, thanks!", Status.RESOLVED, Status.RESOLVED),
    ],
)
def test_thanks_for_an_answer_reopen_nothing_and_ask_for_nothing(
    text: str, before: Status, after: Status
) -> None:
    earlier = replace(ANSWERED, status=before)

    made = replied(text, earlier)

    conversation = conversation_of(made)
    assert conversation == replace(earlier, status=after, message_count=2, tags=())
    assert outcome_of(made) is Outcome.TRIAGED
    assert [type(effect) for effect in made.effects] == [ChangeFlags]
    assert "nothing is asked" in reply_reason(made)


def test_thanks_of_a_vip_about_an_outage_get_no_star_and_no_alarm() -> None:
    rules = """
[[rule]]
name = "Outages"
why = "tell everybody"
when.category = "outage"
then = { star = true, brief = true, notify = ["alice"], priority = "urgent", tags = ["down"] }
"""
    outage = replace(ANSWERED, category="outage", customer="vera@example.org", vip=True)

    made = replied("Thank you!", outage, book=handbook(rules))

    (marks,) = made.effects
    assert isinstance(marks, ChangeFlags)
    assert marks.add == {"outage", "vip"}
    assert conversation_of(made).priority is outage.priority


def test_thanks_are_filed_where_a_rule_files_their_customers_mail() -> None:
    rules = """
[[rule]]
name = "Ann's mail"
why = "one place for all of it"
when.customer.address = "ann@example.net"
then = { file_into = "Ann", queue = "billing" }
"""
    made = replied("Thank you!", ANSWERED, book=handbook(rules))

    assert [type(effect) for effect in made.effects] == [ChangeFlags, MoveMessage]
    assert conversation_of(made).queue == "support"
    told = [reason.text for reason in decision_of(made).reasons if reason.topic == "rule"]
    assert told == ["“Ann's mail” sets file_into"]


def test_thanks_before_any_answer_leave_the_conversation_as_it_was() -> None:
    waiting = a_conversation(draft_message_id="<d@x>", draft_sha256="ab", priority=Priority.HIGH)

    made = replied("Thanks for looking into this!", waiting)

    assert conversation_of(made) == replace(waiting, message_count=2)
    assert not any(isinstance(e, AppendDraft | AppendNote) for e in made.effects)


def test_thanks_with_a_question_reopen_and_get_a_draft() -> None:
    made = replied("Thanks! When will I have my money?", ANSWERED)

    assert conversation_of(made).status is Status.OPEN
    assert any(isinstance(effect, AppendDraft) for effect in made.effects)


def test_thanks_under_a_new_subject_are_a_new_topic() -> None:
    message = a_message(
        subject="Invoice 7", base_subject="Invoice 7", in_reply_to=("<c@x>",), own_text="Thanks!"
    )

    made = plan(arrival(message), known(by_message_id={"<c@x>": ANSWERED}), handbook(), NOON)

    assert conversation_of(made).status is Status.OPEN


def test_thanks_that_open_a_conversation_are_a_message_like_any() -> None:
    made = plan(arrival(a_message(own_text="Thanks!", text="Thanks!")), known(), handbook(), NOON)

    assert conversation_of(made).status is Status.OPEN
    assert any(isinstance(effect, AppendDraft) for effect in made.effects)


@pytest.mark.parametrize("status", [Status.WAITING, Status.RESOLVED])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Priority.LOW, Priority.HIGH),
        (Priority.NORMAL, Priority.HIGH),
        (Priority.HIGH, Priority.URGENT),
        (Priority.URGENT, Priority.URGENT),
    ],
)
def test_what_was_not_solved_comes_back_one_step_up_to_the_same_agent(
    status: Status, before: Priority, after: Priority
) -> None:
    rules = """
[[rule]]
name = "Shipping is low"
why = "mostly harmless"
when.category = "order_shipping"
then = { priority = "low", assignee = "bob" }
"""
    book = handbook(rules)
    bob = Agent("bob", "Bob", ("bob@example.com",))
    book = replace(book, policy=replace(book.policy, agents={**book.policy.agents, "bob": bob}))
    doubtful = Prediction("praise", 0.4, sure=False)

    made = replied(
        "Thanks, but it still does not work.",
        replace(ANSWERED, status=status, priority=before),
        book=book,
        prediction=doubtful,
    )

    conversation = conversation_of(made)
    assert (conversation.status, conversation.priority) == (Status.OPEN, after)
    assert (conversation.assignee, conversation.category) == ("alice@example.com", "order_shipping")
    assert decision_of(made).priority is after
    assert "still" in reply_reason(made)
    (draft,) = [effect for effect in made.effects if isinstance(effect, AppendDraft)]
    assert b"Thank you for" in draft.octets


def test_the_draft_to_who_is_not_helped_owns_up_to_it() -> None:
    helped = replied("One more question about the lamp: which bulb does it take?", ANSWERED)
    not_helped = replied("The lamp is still dark, it did not help.", ANSWERED)

    sorry = ("cost you time", "should not have to spend", "gone on long enough")
    texts = [
        b"".join(e.octets for e in made.effects if isinstance(e, AppendDraft)).decode()
        for made in (helped, not_helped)
    ]
    assert [any(words in " ".join(text.split()) for words in sorry) for text in texts] == [
        False,
        True,
    ]


def test_what_nobody_answered_yet_is_only_asked_again() -> None:
    made = replied("It still does not work.", a_conversation(priority=Priority.LOW))

    assert conversation_of(made).priority is not Priority.URGENT
    assert conversation_of(made).status is Status.OPEN
    assert "one step up" not in reply_reason(made)


@pytest.mark.parametrize("briefs", [Briefs.ATTENTION, Briefs.ALL])
def test_who_wants_no_more_messages_gets_no_draft_and_a_human_is_told(briefs: Briefs) -> None:
    book = handbook()
    inbox = replace(book.policy.inboxes["support"], briefs=briefs)
    book = replace(book, policy=replace(book.policy, inboxes={"support": inbox}))

    made = replied("Please stop emailing me.", ANSWERED, book=book)

    assert conversation_of(made).tags == ("stop-writing",)
    marks, note = made.effects
    assert isinstance(marks, ChangeFlags)
    assert {"stop-writing", "\\Flagged"} <= marks.add
    assert isinstance(note, AppendNote)
    assert b"they ask us to write no more, so a human decides" in b" ".join(note.octets.split())


def test_a_rating_is_told_and_handled_as_any_message() -> None:
    made = replied("9/10", ANSWERED)

    assert reply_reason(made) == "a rating: 9 of 10"
    assert conversation_of(made).status is Status.OPEN


def test_who_answers_mail_that_we_do_not_know_to_stop_it_is_heard() -> None:
    reply = a_message(in_reply_to=("<newsletter@x>",), own_text="unsubscribe", text="unsubscribe")

    made = plan(arrival(reply), known(), handbook(), NOON)

    assert conversation_of(made).tags == ("stop-writing",)
    assert not any(isinstance(effect, AppendDraft) for effect in made.effects)
