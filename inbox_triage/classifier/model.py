"""Says what messages are about, how sure that is, and which words spoke for it.

Prediction needs NumPy only; scikit-learn is imported when something has to be trained.

Fails: ArtifactError only when the shipped examples themselves are damaged; an artifact that
cannot be used is trained anew and `notices` says why.
Limits: the first 6,000 characters of a text; 6 pieces of evidence.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inbox_triage.classifier import artifact, features, scoring, seed, training
from inbox_triage.classifier.evidence import Entries, evidence_for
from inbox_triage.classifier.features import Floats, Integers, Rows
from inbox_triage.classifier.lexicon import Lexicon
from inbox_triage.classifier.training import Report, Trained
from inbox_triage.errors import ArtifactError
from inbox_triage.triage.category import ClassifierInput, Prediction
from inbox_triage.triage.policy import CATEGORIES

_NAMES = tuple(CATEGORIES)
_RUNNERS_UP = 2
_UNEXPLAINED = 0.4  # the highest confidence when no word of a message can be shown for it


class Classifier:
    """A trained model held in memory; may be shared by threads that only predict.

    Attributes:
        notices: What happened on the way here that an admin may want in the log.
    """

    def __init__(self, trained: Trained, notices: tuple[str, ...] = ()) -> None:
        self._trained = trained
        self._lexicon = Lexicon(trained.phrases)
        self.notices = notices

    @property
    def report(self) -> Report:
        """How well training went."""
        return self._trained.report

    def predict(self, inputs: Sequence[ClassifierInput]) -> list[Prediction]:
        """Judge a batch of messages, in order; a batch of 50 costs little more than one alone."""
        if not inputs:
            return []
        trained = self._trained
        readings = [features.read(message, self._lexicon) for message in inputs]
        rows = features.rows_of(readings, trained.columns)
        raw, contributions = scoring.probabilities(rows, trained.weights)
        best = raw.argmax(axis=1)
        confidence = trained.calibration.confidence(raw[np.arange(len(best)), best], best)
        entries = _entries_of_best(rows, contributions, best)
        found = []
        for n, category in enumerate(best.tolist()):
            evidence = evidence_for(readings[n], entries[n], trained.columns, _NAMES[category])
            certainty = float(confidence[n] if evidence else min(_UNEXPLAINED, confidence[n]))
            found.append(
                Prediction(
                    category=_NAMES[category],
                    confidence=round(certainty, 4),
                    sure=bool(evidence and certainty >= trained.calibration.thresholds[category]),
                    evidence=evidence,
                    runners_up=_runners_up(raw[n], category, certainty),
                )
            )
        return found


def _entries_of_best(rows: Rows, contributions: Floats, best: Integers) -> list[Entries]:
    """Return each message's part of the rows with what it added to the best category."""
    ends = [*rows.starts[1:].tolist(), len(rows.columns)]
    return [
        Entries(rows.columns[start:end], contributions[start:end, category])
        for start, end, category in zip(rows.starts.tolist(), ends, best.tolist(), strict=True)
    ]


def _runners_up(raw: Floats, best: int, confidence: float) -> tuple[tuple[str, float], ...]:
    """Return the next two; what the best one leaves of certainty is shared out among the rest."""
    rest = max(1.0 - float(raw[best]), 1e-9)
    order = [int(n) for n in np.argsort(-raw)[: _RUNNERS_UP + 1] if n != best][:_RUNNERS_UP]
    shares = [min((1 - confidence) * float(raw[n]) / rest, confidence) for n in order]
    return tuple((_NAMES[n], round(share, 4)) for n, share in zip(order, shares, strict=True))


def load_or_train(directory: Path) -> Classifier:
    """Load the artifact of a directory; train and store it when it is absent, stale or damaged."""
    try:
        return Classifier(artifact.load(directory, seed.digest()))
    except ArtifactError as error:
        return train(directory, reason=error.what)


def train(directory: Path, *, reason: str) -> Classifier:
    """Train from the shipped examples and store the artifact, or keep it in memory only."""
    trained = training.train(seed.read())
    notices = [f"trained from the shipped examples: {reason}"]
    try:
        artifact.save(trained, directory)
    except OSError as error:
        notices.append(f"the artifact is kept in memory only: {directory}: {error.strerror}")
    return Classifier(trained, tuple(notices))
