"""One bad message must not stop an inbox, whatever it breaks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_triage.classifier.model import Classifier
from inbox_triage.imap.mailbox import Fetched
from inbox_triage.pipeline import Batch, Desk, handle
from inbox_triage.store.database import Store, open_store
from inbox_triage.triage.category import ClassifierInput, Prediction
from inbox_triage.triage.plan import Outcome, Uid, Watermark
from tests.journeys.site import written
from tests.triage.test_arrivals import handbook

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
START = Watermark("support", "INBOX", 1, 0, 0, NOW, NOW)


class BreaksOnBoom(Classifier):
    """A classifier with a defect of ours that one message brings out."""

    def __init__(self) -> None:
        pass

    def predict(self, inputs: Sequence[ClassifierInput]) -> list[Prediction]:
        if any("boom" in one.subject for one in inputs):
            raise ZeroDivisionError
        return [Prediction("other", 0.9, sure=True) for _ in inputs]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "state.db")
    yield opened
    opened.close()


def fetched(uid: int, subject: str) -> Fetched:
    raw = written(subject, f"About {subject}.\n", sender=f"c{uid}@example.net")
    return Fetched(Uid("INBOX", 1, uid), len(raw), frozenset(), NOW, raw)


def test_a_message_that_breaks_the_whole_batch_is_parked_alone(store: Store) -> None:
    desk = Desk("support", handbook(), BreaksOnBoom())
    batch = Batch(START, [fetched(1, "one"), fetched(2, "boom"), fetched(3, "three")], [])

    handled = handle(desk, store, batch, NOW)

    assert handled.watermark
    assert handled.watermark.last_uid == 3
    assert store.watermark("support", "INBOX") == handled.watermark
    coverage = store.coverage("support", "INBOX")
    assert coverage
    assert coverage.messages == {Outcome.TRIAGED: 2, Outcome.PARKED: 1}
    (parked,) = store.parked()
    assert "ZeroDivisionError" in parked.detail


def test_trouble_of_the_machine_parks_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inbox_triage.pipeline.parse", full)
    desk = Desk("support", handbook(), BreaksOnBoom())

    with pytest.raises(OSError, match="No space"):
        handle(desk, store, Batch(START, [fetched(1, "one")], []), NOW)

    assert store.parked() == []
    assert store.watermark("support", "INBOX") is None
