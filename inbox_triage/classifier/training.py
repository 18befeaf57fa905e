"""Learns categories from labelled texts; the only module that imports scikit-learn, and late.

The figures reported are out of fold: no example was judged by a model that had seen it. Because
examples and lexicon have the same authors, a phrase counts for an example only when another
example has it too; else the lexicon would look better than it is on a stranger's mail.

Limits: a few thousand examples; one core, some seconds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inbox_triage.classifier import features, scoring
from inbox_triage.classifier.features import (
    ORDER,
    PARTS,
    SUBJECT,
    TEXT,
    Columns,
    Floats,
    Integers,
    Reading,
)
from inbox_triage.classifier.lexicon import Hit, Lexicon, Phrase
from inbox_triage.classifier.scoring import Calibration
from inbox_triage.classifier.seed import Seed
from inbox_triage.triage.category import ClassifierInput
from inbox_triage.triage.policy import CATEGORIES

FOLDS = 5
SURE_PRECISION = 0.9
"""Above its threshold a category must have been right this often, out of fold."""

_LOWEST_THRESHOLD, _HIGHEST_THRESHOLD = 0.5, 0.95
_REGULARISATION = 10.0
_COPIES = 3  # of each example: one bare, two between openings and closings
_SEED = 20_260_101  # of the shuffle: the same examples give the same artifact


@dataclass(frozen=True, slots=True)
class CategoryReport:
    """How well one category is told apart, out of fold."""

    category: str
    examples: int
    precision: float
    recall: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Report:
    """How well training went, out of fold on the examples; strangers' mail is harder.

    Attributes:
        accuracy, macro_f1: 0-1. sure_share: Part of the examples above the threshold.
        sure_precision: How many of those were right.
    """

    examples: int
    accuracy: float
    macro_f1: float
    sure_share: float
    sure_precision: float
    categories: tuple[CategoryReport, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """Everything that prediction needs.

    Attributes:
        weights: Shape (columns.width, categories); row 0 is the intercept.
        seed_digest: Which examples and lexicons it was trained from.
    """

    columns: Columns
    phrases: tuple[Phrase, ...]
    weights: Floats
    calibration: Calibration
    report: Report
    seed_digest: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """Out-of-fold answers: best category, its raw probability, the truth; all shape (examples,)."""

    best: Integers
    probability: Floats
    truth: Integers


def train(seed: Seed) -> Trained:
    """Fit on all examples; calibrate and measure on out-of-fold answers."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn, late

    lexicon = Lexicon(seed.phrases)
    readings = _without_private_phrases([features.read(i, lexicon) for i in _inputs(seed)])
    columns = features.learn_columns(readings[: len(seed.examples)], readings)
    matrix = _matrix(readings, columns)
    truth = np.array([ORDER[example.category] for example in seed.examples] * _COPIES, np.int64)
    with threadpool_limits(1):  # for matrices this small, threads only wait for one another
        judged = _judge(matrix, truth)
        weights = _fit(matrix, truth)
        calibration = _calibrate(judged)
    return Trained(
        columns=columns,
        phrases=seed.phrases,
        weights=weights,
        calibration=calibration,
        report=_report(judged, calibration),
        seed_digest=seed.digest,
    )


def _inputs(seed: Seed) -> list[ClassifierInput]:
    """Return every example bare, then all of them wrapped, once for each further copy."""
    bare = [ClassifierInput(e.subject, e.text, e.language) for e in seed.examples]
    wrapped = [
        replace(one, own_text=seed.wrappings[one.language].around(one.own_text, copy * number))
        for copy in range(1, _COPIES)
        for number, one in enumerate(bare, copy)
    ]
    return bare + wrapped


def _without_private_phrases(readings: Sequence[Reading]) -> list[Reading]:
    """Drop the phrases that only one bare example has: see the head of this module."""
    bare = readings[: len(readings) // _COPIES]
    seen = Counter(phrase for reading in bare for phrase in _phrases_in(reading))

    def shared(hits: list[Hit]) -> list[Hit]:
        return [hit for hit in hits if seen[hit.phrase] != 1]

    return [replace(r, hits=(shared(r.hits[TEXT]), shared(r.hits[SUBJECT]))) for r in readings]


def _phrases_in(reading: Reading) -> set[Phrase]:
    return {hit.phrase for part in PARTS for hit in reading.hits[part]}


def _matrix(readings: Sequence[Reading], columns: Columns) -> Any:
    """Return the readings as a SciPy sparse matrix, without the intercept's column of ones."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - late: slow to import

    rows = features.rows_of(readings, columns)
    ends = np.append(rows.starts, len(rows.columns))
    shape = (len(readings), columns.width)
    return csr_matrix((rows.values, rows.columns, ends), shape=shape)[:, 1:]


def _fit(matrix: Any, truth: Integers) -> Floats:
    """Return weights with the intercepts as row 0."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - late: slow to import

    fitted = LogisticRegression(C=_REGULARISATION, max_iter=2_000, tol=1e-3)
    fitted.fit(matrix, truth)
    return np.vstack([fitted.intercept_, fitted.coef_.T]).astype(np.float32)


def _judge(matrix: Any, truth: Integers) -> _Judged:
    """Let each fold be judged by a model that was fitted on the others."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - late: slow to import

    found = np.zeros((len(truth), len(CATEGORIES)), np.float32)
    count = len(truth) // _COPIES  # an example and its wrapped copies stay in one fold
    copies = np.arange(_COPIES)[:, None] * count
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED)
    for learn, ask in folds.split(np.zeros(count), truth[:count]):
        learned, asked = (learn + copies).ravel(), (ask + copies).ravel()
        weights = _fit(matrix[learned], truth[learned])
        odds = matrix[asked] @ weights[1:] + weights[0]
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        found[asked] = odds / odds.sum(axis=1, keepdims=True)
    best = found.argmax(axis=1)
    return _Judged(best, found[np.arange(len(truth)), best], truth)


def _calibrate(judged: _Judged) -> Calibration:
    """Fit how often an answer of this probability and category was right."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - late: slow to import

    of_category = np.eye(len(CATEGORIES), dtype=np.float32)[judged.best]
    given = np.hstack([scoring.logit(judged.probability)[:, None], of_category])
    right = judged.best == judged.truth
    fitted = LogisticRegression(C=1.0, max_iter=2_000).fit(given, right)
    slope = max(float(fitted.coef_[0, 0]), 0.1)
    offsets = (fitted.coef_[0, 1:] + fitted.intercept_[0]).astype(np.float32)
    unset = Calibration(slope, offsets, np.zeros(len(CATEGORIES), np.float32))
    confidence = unset.confidence(judged.probability, judged.best)
    thresholds = [
        _threshold(confidence[judged.best == c], right[judged.best == c])
        for c in range(len(CATEGORIES))
    ]
    return replace(unset, thresholds=np.array(thresholds, np.float32))


def _threshold(confidence: Floats, right: Any) -> float:
    """Return the lowest confidence from which on enough answers were right."""
    order = np.argsort(-confidence)
    precision = np.cumsum(right[order]) / (np.arange(len(order)) + 1)
    enough = np.flatnonzero(precision >= SURE_PRECISION)
    lowest = float(confidence[order][enough[-1]]) if len(enough) else _HIGHEST_THRESHOLD
    return min(max(lowest, _LOWEST_THRESHOLD), _HIGHEST_THRESHOLD)


def _report(judged: _Judged, calibration: Calibration) -> Report:
    right = judged.best == judged.truth
    confidence = calibration.confidence(judged.probability, judged.best)
    sure = confidence >= calibration.thresholds[judged.best]
    categories = tuple(
        _category_report(judged, calibration, name, number) for name, number in ORDER.items()
    )
    scores = [2 * c.precision * c.recall / max(c.precision + c.recall, 1e-9) for c in categories]
    return Report(
        examples=len(right) // _COPIES,
        accuracy=float(right.mean()),
        macro_f1=sum(scores) / len(scores),
        sure_share=float(sure.mean()),
        sure_precision=float(right[sure].mean()) if sure.any() else 0.0,
        categories=categories,
    )


def _category_report(
    judged: _Judged, calibration: Calibration, name: str, number: int
) -> CategoryReport:
    truly, said = judged.truth == number, judged.best == number
    both = float((truly & said).sum())
    return CategoryReport(
        category=name,
        examples=int(truly.sum()) // _COPIES,
        precision=both / max(int(said.sum()), 1),
        recall=both / max(int(truly.sum()), 1),
        threshold=float(calibration.thresholds[number]),
    )
