"""From rows to categories and confidences: what training and prediction share."""

from dataclasses import dataclass

import numpy as np

from inbox_triage.classifier.features import Floats, Integers, Rows

_CERTAIN = 1e-6  # confidences stay this far from 0 and 1, so that their logarithm exists


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a raw probability becomes a confidence: one line per category, all equally steep.

    Attributes:
        slope: Above zero, so a higher probability never gives a lower confidence.
        offsets: By category. thresholds: confidence from which a category is `sure`.
    """

    slope: float
    offsets: Floats
    thresholds: Floats

    def confidence(self, probability: Floats, category: Integers) -> Floats:
        """Return the confidences of the best categories, shape as given, 0-1."""
        return sigmoid(self.slope * logit(probability) + self.offsets[category])


def probabilities(rows: Rows, weights: Floats) -> tuple[Floats, Floats]:
    """Return raw probabilities (rows, categories) and each entry's contribution to its row."""
    contributions = rows.values[:, None] * weights[rows.columns]
    totals = np.add.reduceat(contributions, rows.starts, axis=0)
    exponentials = np.exp(totals - totals.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True), contributions


def logit(probability: Floats) -> Floats:
    """Return the log odds of a probability."""
    clipped = np.clip(probability.astype(np.float64), _CERTAIN, 1 - _CERTAIN)
    odds = np.log(clipped / (1 - clipped))
    return odds.astype(np.float32)


def sigmoid(odds: Floats) -> Floats:
    """Return the probability of log odds."""
    return (1 / (1 + np.exp(-odds))).astype(np.float32)
