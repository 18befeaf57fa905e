"""Recalls what bears on a batch of messages: a handful of queries, whatever the history's size.

The batch is planned message by message and committed at the end; `Memory.learn` lets a message
see what the earlier ones of its batch opened.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, func, literal, select

from inbox_triage.message.message import Message
from inbox_triage.store.encoding import clean, conversation_from
from inbox_triage.store.names import message_ids_of, thread_indexes_of
from inbox_triage.store.places import whereabouts
from inbox_triage.store.tables import (
    ConversationRow,
    CustomerRow,
    MessageIdRow,
    MessageRow,
    SentenceRow,
    ThreadIndexRow,
    table_of,
)
from inbox_triage.triage.conversation import Conversation, CustomerHistory
from inbox_triage.triage.known import EarlierCopy, Known, Whereabouts
from inbox_triage.triage.plan import (
    ConversationSaved,
    MessageRecorded,
    Outcome,
    Plan,
    SentencesUsed,
)
from inbox_triage.triage.threads import ancestor_ids, lines_of, quoted_lines, token_references
from inbox_triage.triage.tokens import reference_from

_HISTORY_COUNT = 20
_ANCESTOR_COUNT = 50  # ids looked up of one message, the nearest
_REFERENCE_LENGTHS = range(4, 9)
_QUERY_VALUES = 500  # values in one IN list
_LINE_COUNT = 300_000  # lines kept of the latest messages, some 40 MB
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

_Key = TypeVar("_Key", str, bytes)

_conversations = table_of(ConversationRow)
_customers = table_of(CustomerRow)
_messages = table_of(MessageRow)
_message_ids = table_of(MessageIdRow)
_sentences = table_of(SentenceRow)
_threads = table_of(ThreadIndexRow)


@dataclass(slots=True)
class Memory:
    """What is known that bears on one batch; grows while the batch is planned.

    Attributes:
        copies: By fingerprint.
        named: Reference of the conversation that a Message-ID names, None when two share the id.
        conversations: By reference, as they now are.
        taken: References that a new conversation must not get.
        histories: By customer.
        threads: Reference by Thread-Index, None when two conversations share it.
        lines: Reference by digest of a line somebody wrote, None when two conversations hold it.
        whereabouts: Of what was known before this batch, by fingerprint and inbox.
    """

    token_key: bytes
    copies: dict[str, EarlierCopy] = field(default_factory=dict)
    named: dict[str, str | None] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    histories: dict[str, CustomerHistory] = field(default_factory=dict)
    threads: dict[str, str | None] = field(default_factory=dict)
    lines: OrderedDict[bytes, str | None] = field(default_factory=OrderedDict)
    whereabouts: dict[str, dict[str, Whereabouts]] = field(default_factory=dict)

    def known(self, message: Message, customer: str | None) -> Known:
        """Return what the decision about this message may use."""
        by_message_id = {
            message_id: conversation
            for message_id in _ancestors(message)
            if (conversation := self.conversations.get(self.named.get(message_id) or ""))
        }
        copy = self.copies.get(message.fingerprint)
        references = token_references(message, self.token_key)
        if copy and copy.conversation:
            references = (*references, copy.conversation)
        by_reference = {
            reference: self.conversations[reference]
            for reference in references
            if reference in self.conversations
        }
        return Known(
            new_reference=self._new_reference(message.fingerprint),
            token_key=self.token_key,
            copy=copy,
            by_message_id=by_message_id,
            by_reference=by_reference,
            by_thread_index=self.conversations.get(self.threads.get(message.thread_index) or ""),
            by_line=self._by_line(message),
            history=self.histories.get(customer or "", CustomerHistory()),
            whereabouts=self.whereabouts.get(message.fingerprint, {}),
        )

    def _by_line(self, message: Message) -> dict[str, Conversation]:
        return {
            line: conversation
            for line in quoted_lines(message)
            if (conversation := self.conversations.get(self.lines.get(_digest(line)) or ""))
        }

    def learn(self, plan: Plan) -> None:
        """Take in what a message of this batch came to, before the next one is planned."""
        recorded = [fact for fact in plan.facts if isinstance(fact, MessageRecorded)]
        for fact in plan.facts:
            if isinstance(fact, ConversationSaved):
                self._learn_conversation(fact.conversation)
            elif isinstance(fact, SentencesUsed):
                history = self.histories.get(fact.customer, CustomerHistory())
                used = history.used_sentences | set(fact.sentences)
                self.histories[fact.customer] = replace(history, used_sentences=used)
        for fact in recorded:
            self._learn_message(fact)
            if fact.conversation and fact.outcome in {Outcome.TRIAGED, Outcome.OURS}:
                self._learn_words(fact.message, fact.conversation)
        for message_id, conversation in message_ids_of(recorded, plan.effects):
            _note(self.named, message_id, conversation)
        for thread_index, conversation in thread_indexes_of(recorded):
            _note(self.threads, thread_index, conversation)

    def _learn_message(self, fact: MessageRecorded) -> None:
        ours = fact.outcome is Outcome.OURS
        copy = EarlierCopy(fact.inbox, fact.conversation, ours)
        self.copies.setdefault(fact.message.fingerprint, copy)
        if fact.customer and fact.outcome is Outcome.TRIAGED:
            history = self.histories.get(fact.customer, CustomerHistory())
            latest = max(history.last_contact_at or fact.received_at, fact.received_at)
            self.histories[fact.customer] = replace(history, last_contact_at=latest)

    def _learn_words(self, message: Message, conversation: str) -> None:
        for line in lines_of(message):
            _note(self.lines, _digest(line), conversation)
        while len(self.lines) > _LINE_COUNT:
            self.lines.popitem(last=False)

    def _learn_conversation(self, saved: Conversation) -> None:
        history = self.histories.get(saved.customer, CustomerHistory())
        others = (c for c in history.conversations if c.reference != saved.reference)
        is_new = saved.reference not in self.taken
        self.histories[saved.customer] = replace(
            history,
            conversations=_latest([saved, *others]),
            conversation_count=history.conversation_count + is_new,
        )
        self.conversations[saved.reference] = saved
        self.taken.add(saved.reference)

    def _new_reference(self, fingerprint: str) -> str:
        free = (c for c in _candidates(fingerprint) if c not in self.taken)
        return next(free, reference_from(fingerprint, 2 * _REFERENCE_LENGTHS.stop))


def _note(references: dict[_Key, str | None], key: _Key, reference: str) -> None:
    """Note whose this is, as the latest entry; what two conversations share is nobody's."""
    shared = references.pop(key, reference) != reference
    references[key] = None if shared else reference


def _digest(line: str) -> bytes:
    return blake2b(line.encode("utf-8", "replace"), digest_size=8).digest()


def recall(
    connection: Connection, messages: Sequence[tuple[Message, str | None]], token_key: bytes
) -> Memory:
    """Return what is known about these messages and their customers (addr-specs, lower case)."""
    memory = Memory(token_key)
    customers = {customer for _, customer in messages if customer}
    fingerprints = {message.fingerprint for message, _ in messages}
    wanted = {c for fingerprint in fingerprints for c in _candidates(fingerprint)}
    for message, _ in messages:
        wanted.update(token_references(message, token_key))
    _recall_copies(connection, memory, fingerprints)
    wanted.update(copy.conversation for copy in memory.copies.values() if copy.conversation)
    _recall_named(connection, memory, {i for message, _ in messages for i in _ancestors(message)})
    _recall_threads(connection, memory, {m.thread_index for m, _ in messages if m.thread_index})
    named = (*memory.named.values(), *memory.threads.values())
    wanted.update(reference for reference in named if reference)
    _recall_conversations(connection, memory, wanted)
    _recall_histories(connection, memory, customers)
    return memory


def _recall_copies(connection: Connection, memory: Memory, fingerprints: set[str]) -> None:
    columns = (_messages.c[n] for n in ("fingerprint", "inbox", "conversation", "ours"))
    query = select(*columns)
    for values in _chunks(fingerprints):
        for row in connection.execute(query.where(_messages.c.fingerprint.in_(values))):
            memory.copies[row.fingerprint] = EarlierCopy(row.inbox, row.conversation, row.ours)
    for values in _chunks(memory.copies):
        memory.whereabouts |= whereabouts(connection, values)


def _recall_named(connection: Connection, memory: Memory, ids: set[str]) -> None:
    query = select(_message_ids.c.message_id, _message_ids.c.conversation)
    for values in _chunks(clean(message_id) for message_id in ids):
        for row in connection.execute(query.where(_message_ids.c.message_id.in_(values))):
            memory.named[row.message_id] = row.conversation


def _recall_threads(connection: Connection, memory: Memory, indexes: set[str]) -> None:
    for values in _chunks(indexes):
        query = select(_threads).where(_threads.c.thread_index.in_(values))
        for row in connection.execute(query):
            memory.threads[row.thread_index] = row.conversation


def _recall_conversations(connection: Connection, memory: Memory, references: set[str]) -> None:
    for values in _chunks(references):
        query = select(_conversations).where(_conversations.c.reference.in_(values))
        for row in connection.execute(query).mappings():
            memory.conversations[row["reference"]] = conversation_from(row)
            memory.taken.add(row["reference"])


def _recall_histories(connection: Connection, memory: Memory, customers: set[str]) -> None:
    for chunk in _chunks(clean(customer) for customer in customers):
        conversations = _conversations_of(connection, chunk)
        sentences = defaultdict(set)
        used = select(_sentences.c.customer, _sentences.c.sentence)
        for row in connection.execute(used.where(_sentences.c.customer.in_(chunk))):
            sentences[row.customer].add(row.sentence)
        sums = select(_customers).where(_customers.c.addr_spec.in_(chunk))
        for row in connection.execute(sums):
            memory.histories[row.addr_spec] = CustomerHistory(
                conversations=_latest(conversations[row.addr_spec]),
                conversation_count=row.conversation_count,
                last_contact_at=row.last_contact_at,
                used_sentences=frozenset(sentences[row.addr_spec]),
            )


def _conversations_of(
    connection: Connection, customers: Sequence[str]
) -> dict[str, list[Conversation]]:
    """Return each customer's latest conversations.

    The inner query finds, on the index alone, the time of the twentieth: a customer with
    thousands of conversations costs no more than one with twenty.
    """
    earlier = _conversations.alias()
    twentieth = (
        select(earlier.c.last_customer_at)
        .where(earlier.c.customer == _customers.c.addr_spec)
        .order_by(earlier.c.last_customer_at.desc())
        .offset(_HISTORY_COUNT - 1)
        .limit(1)
        .scalar_subquery()
    )
    since = func.coalesce(twentieth, literal(_EARLIEST, _conversations.c.last_customer_at.type))
    query = (
        select(_conversations)
        .join(_customers, _conversations.c.customer == _customers.c.addr_spec)
        .where(_customers.c.addr_spec.in_(customers), _conversations.c.last_customer_at >= since)
    )
    found: defaultdict[str, list[Conversation]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["customer"]].append(conversation_from(row))
    return found


def _latest(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    newest_first = sorted(conversations, key=lambda c: c.last_customer_at, reverse=True)
    return tuple(newest_first[:_HISTORY_COUNT])


def _ancestors(message: Message) -> tuple[str, ...]:
    return ancestor_ids(message)[:_ANCESTOR_COUNT]


def _candidates(fingerprint: str) -> list[str]:
    """Return the references a fingerprint may lead to; a short one begins the longer ones."""
    longest = reference_from(fingerprint, _REFERENCE_LENGTHS[-1])
    return [longest[:length] for length in _REFERENCE_LENGTHS]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, _QUERY_VALUES)):
        yield chunk
