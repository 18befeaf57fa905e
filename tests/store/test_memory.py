"""What is recalled for a batch, and what a message sees of the earlier ones of its batch."""

from datetime import timedelta

from inbox_triage.message.message import DeliveryReport, Message
from inbox_triage.store.database import Store
from inbox_triage.triage.conversation import CustomerHistory
from inbox_triage.triage.known import EarlierCopy, Known
from inbox_triage.triage.plan import ConversationSaved, Outcome, Plan, SentencesUsed
from inbox_triage.triage.tokens import format_token, reference_from
from tests.builders import NOON, a_conversation, a_message
from tests.store.filing import a_draft, at, file, opened, recorded

ANN = "ann@example.net"


def _known(store: Store, message: Message, customer: str | None = ANN) -> Known:
    return store.recall([(message, customer)]).known(message, customer)


def test_a_first_contact_knows_nothing(store: Store) -> None:
    known = _known(store, a_message())

    assert known.copy is None
    assert known.history == CustomerHistory()
    assert (known.by_message_id, known.by_reference) == ({}, {})
    assert known.new_reference == reference_from("f" * 32)
    assert known.token_key == store.token_key()


def test_the_same_content_is_known_as_a_copy(store: Store) -> None:
    file(store, recorded(), recorded(a_message(fingerprint="e" * 32), outcome=Outcome.OURS))

    assert _known(store, a_message()).copy == EarlierCopy("support", "K7Q2", ours=False)
    ours = _known(store, a_message(fingerprint="e" * 32)).copy
    assert ours == EarlierCopy("support", "K7Q2", ours=True)


def test_a_reply_finds_its_conversation_by_their_id_and_by_our_drafts(store: Store) -> None:
    file(store, *opened(), a_draft(message_id="<draft@example.com>"))
    for parent in ("<K7Q2@example.net>", "<draft@example.com>"):
        reply = a_message(fingerprint="a" * 32, in_reply_to=(parent,))

        assert _known(store, reply).by_message_id == {parent: a_conversation()}


def test_a_report_finds_the_conversation_it_reports_on(store: Store) -> None:
    file(store, *opened(), a_draft(message_id="<draft@example.com>"))
    report = DeliveryReport(original_message_id="<draft@example.com>")

    known = _known(store, a_message(fingerprint="a" * 32, report=report), None)

    assert known.by_message_id == {"<draft@example.com>": a_conversation()}


def test_our_token_finds_its_conversation(store: Store) -> None:
    file(store, *opened())
    token = format_token("K7Q2", "draft", key=store.token_key(), domain="example.com")

    known = _known(store, a_message(fingerprint="a" * 32, references=(token, "<x@example.net>")))

    assert known.by_reference == {"K7Q2": a_conversation()}


def test_outlooks_thread_finds_its_conversation_unless_two_share_it(store: Store) -> None:
    first, second = (a_message(fingerprint=f * 32, thread_index="01d9" + "0" * 40) for f in "ab")
    reply = a_message(fingerprint="c" * 32, thread_index=first.thread_index)
    file(store, ConversationSaved(a_conversation()), recorded(first))

    assert _known(store, reply).by_thread_index == a_conversation()

    other = a_conversation(reference="M3XA", customer="bob@example.org")
    file(store, ConversationSaved(other), recorded(second, conversation="M3XA"))
    assert _known(store, reply).by_thread_index is None


def test_an_id_that_two_matters_share_joins_neither(store: Store) -> None:
    form = "<form@example.org>"
    file(
        store,
        *opened(),
        *opened(a_conversation(reference="M3XA", customer="bob@example.org")),
        recorded(a_message(fingerprint="1" * 32, message_id=form)),
        recorded(a_message(fingerprint="2" * 32, message_id=form), conversation="M3XA"),
    )

    assert _known(store, a_message(fingerprint="a" * 32, in_reply_to=(form,))).by_message_id == {}


def test_the_history_is_the_latest_twenty_and_the_count_of_all(store: Store) -> None:
    all_of_them = [
        a_conversation(reference=f"C{n:03}", last_customer_at=NOON + timedelta(days=n))
        for n in range(30)
    ]
    for conversation in all_of_them:
        file(store, *opened(conversation))
    file(store, *opened(a_conversation(reference="B0BS", customer="bob@example.org")))

    history = _known(store, a_message()).history

    assert history.conversations == tuple(reversed(all_of_them[10:]))
    assert history.conversation_count == 30
    assert history.last_contact_at == NOON + timedelta(days=29)


def test_saving_a_conversation_again_does_not_count_it_again(store: Store) -> None:
    file(store, *opened())
    file(store, *opened())

    assert _known(store, a_message()).history.conversation_count == 1


def test_a_robot_or_a_late_copy_is_no_contact(store: Store) -> None:
    later = NOON + timedelta(days=1)
    earlier = NOON - timedelta(days=1)
    file(store, *opened())
    file(
        store,
        recorded(a_message(fingerprint="1" * 32), received_at=later, outcome=Outcome.SET_ASIDE),
        recorded(a_message(fingerprint="2" * 32), received_at=earlier, uid=at(2)),
    )

    assert _known(store, a_message()).history.last_contact_at == NOON


def test_sentences_that_this_customer_got_are_recalled(store: Store) -> None:
    file(store, *opened(), SentencesUsed(ANN, ("Thank you.", "Sorry about the lamp.")))
    file(store, SentencesUsed(ANN, ("Thank you.",)), SentencesUsed("bob@example.org", ("Hi.",)))

    history = _known(store, a_message()).history

    assert history.used_sentences == {"Thank you.", "Sorry about the lamp."}


def test_a_reference_that_is_taken_gets_a_letter_more(store: Store) -> None:
    fingerprint = "f" * 32
    taken = a_conversation(reference=reference_from(fingerprint, 4))
    file(store, ConversationSaved(taken))

    known = _known(store, a_message(fingerprint=fingerprint))

    assert known.new_reference == reference_from(fingerprint, 5)


def test_a_message_sees_what_an_earlier_one_of_its_batch_opened(store: Store) -> None:
    first = a_message()
    reply = a_message(fingerprint="a" * 32, in_reply_to=("<first@example.net>", "<d@example.com>"))
    memory = store.recall([(first, ANN), (reply, ANN)])
    facts = (ConversationSaved(a_conversation()), recorded(first), SentencesUsed(ANN, ("Hi.",)))

    memory.learn(Plan(facts, (a_draft(message_id="<d@example.com>"),)))

    known = memory.known(reply, ANN)
    assert set(known.by_message_id) == {"<first@example.net>", "<d@example.com>"}
    assert known.history == CustomerHistory((a_conversation(),), 1, NOON, frozenset({"Hi."}))
    assert memory.known(first, ANN).copy == EarlierCopy("support", "K7Q2", ours=False)


def test_learning_a_change_of_a_known_conversation_counts_it_once(store: Store) -> None:
    file(store, *opened())
    message = a_message(fingerprint="a" * 32, in_reply_to=("<K7Q2@example.net>",))
    memory = store.recall([(message, ANN)])
    changed = a_conversation(message_count=2)

    memory.learn(Plan((ConversationSaved(changed),)))

    known = memory.known(message, ANN)
    assert known.history.conversation_count == 1
    assert known.history.conversations == (changed,)
    assert known.by_message_id == {"<K7Q2@example.net>": changed}


def test_what_a_batch_learned_is_what_the_store_recalls_after_the_commit(store: Store) -> None:
    file(store, *opened(a_conversation(reference="M3XA", last_customer_at=NOON)))
    new = a_conversation(last_customer_at=NOON + timedelta(hours=1))
    reply = a_message(fingerprint="a" * 32, in_reply_to=("<K7Q2@example.net>",))
    memory = store.recall([(reply, ANN)])
    plan = Plan(tuple(opened(new)), (a_draft(),))

    memory.learn(plan)
    store.commit(plan.facts, plan.effects, None, NOON)

    assert memory.known(reply, ANN) == _known(store, reply)


def test_a_reference_opened_in_the_batch_is_taken(store: Store) -> None:
    message = a_message()
    memory = store.recall([(message, ANN)])
    first = memory.known(message, ANN).new_reference

    memory.learn(Plan((ConversationSaved(a_conversation(reference=first)),)))

    assert memory.known(message, ANN).new_reference == reference_from("f" * 32, 5)


def test_hundreds_of_ancestors_do_no_harm(store: Store) -> None:
    file(store, *opened())
    ids = tuple(f"<{n}@example.net>" for n in range(5000))
    long = a_message(fingerprint="a" * 32, references=ids, in_reply_to=("<K7Q2@example.net>",))
    batch = [(long, ANN)] + [(a_message(fingerprint=f"{n:032}"), f"{n}@b.org") for n in range(600)]

    assert list(store.recall(batch).known(long, ANN).by_message_id) == ["<K7Q2@example.net>"]
