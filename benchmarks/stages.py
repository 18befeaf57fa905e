"""CPU milliseconds a message in each stage of the pipeline, without any server.

    python benchmarks/stages.py [--count 1000] [--rounds 3]

The same messages as throughput.py; process time, the fastest of the rounds, warm.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from corpus import mailbox  # noqa: E402 - found by the path set above

from inbox_triage.classifier.model import Classifier, load_or_train  # noqa: E402
from inbox_triage.config.loading import load  # noqa: E402
from inbox_triage.message.language import detect_language  # noqa: E402
from inbox_triage.message.message import Message  # noqa: E402
from inbox_triage.message.parsing import parse  # noqa: E402
from inbox_triage.message.parties import customer_of  # noqa: E402
from inbox_triage.store.database import open_store  # noqa: E402
from inbox_triage.triage import arrivals  # noqa: E402
from inbox_triage.triage.category import ClassifierInput, Prediction  # noqa: E402
from inbox_triage.triage.findings import Arrival, Handbook  # noqa: E402
from inbox_triage.triage.plan import Uid  # noqa: E402

Result = TypeVar("Result")
NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
BATCH = 50
LIMIT = 131_072
CONFIG = """
rules = "{root}/rules"
templates = "{root}/reply_templates"
[inbox.support]
address = "support@example.com"
mode = "assist"
queue = "support"
languages = ["en", "de"]
[inbox.support.imap]
host = "127.0.0.1"
security = "none"
username = "x"
password = "x"
[queues.support]
[queues.billing]
[queues.tech]
"""


class Clock:
    """Adds up process time by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def take(self, stage: str, work: Callable[[], Result]) -> Result:
        began = time.process_time()
        result = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - began
        return result


def chunks(raws: list[bytes]) -> Iterable[list[bytes]]:
    return (raws[start : start + BATCH] for start in range(0, len(raws), BATCH))


def run(raws: list[bytes], handbook: Handbook, classifier: Classifier) -> dict[str, float]:
    clock = Clock()
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(Path(directory) / "bench.sqlite")
        number = 0
        for batch in chunks(raws):
            messages = clock.take("parse", lambda b=batch: [parse(r[:LIMIT], len(r)) for r in b])
            languages = clock.take("language", lambda m=messages: [language_of(x) for x in m])
            inputs = [
                ClassifierInput(m.base_subject, m.own_text, code)
                for m, code in zip(messages, languages, strict=True)
            ]
            predictions = clock.take("predict", lambda i=inputs: classifier.predict(i))
            arrived = [
                arrival(number + i, m, code, p)
                for i, (m, code, p) in enumerate(zip(messages, languages, predictions, strict=True))
            ]
            number += len(batch)
            memory = clock.take(
                "recall",
                lambda a=arrived: store.recall([(x.message, x.customer_address) for x in a]),
            )
            facts, effects = [], []
            for one in arrived:
                known = memory.known(one.message, one.customer_address)
                plan = clock.take("plan", lambda o=one, k=known: arrivals.plan(o, k, handbook, NOW))
                memory.learn(plan)
                facts += plan.facts
                effects += plan.effects
            clock.take("commit", lambda f=facts, e=effects: store.commit(f, e, None, NOW))
        store.close()
    return clock.spent


def language_of(message: Message) -> str:
    return detect_language(f"{message.base_subject}\n{message.own_text}", ("en", "de")) or ""


def arrival(number: int, message: Message, language: str, prediction: Prediction) -> Arrival:
    customer = customer_of(message, frozenset({"support@example.com"}))
    uid = Uid("INBOX", 1, number + 1)
    made = Arrival("support", uid, NOW, frozenset(), message, customer, language)
    return replace(made, prediction=prediction)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory) / "config.toml"
        config.write_text(CONFIG.format(root=ROOT))
        config.chmod(0o600)
        handbook = load(config).handbook
        classifier = load_or_train(Path(directory) / "model")
    raws = mailbox(arguments.count)
    rounds = [run(raws, handbook, classifier) for _ in range(arguments.rounds)]
    for stage in rounds[0]:
        best = min(spent[stage] for spent in rounds)
        print(f"{stage:<10} {1000 * best / arguments.count:6.3f} ms")
    whole = min(sum(spent.values()) for spent in rounds)
    print(f"{'together':<10} {1000 * whole / arguments.count:6.3f} ms")


if __name__ == "__main__":
    main()
