"""A probe: a linear head on few labels, on the embedding and on the columns as they are.

Source: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes".
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ..config import design
from ..evaluation.bootstrap import Interval, quantile
from .components import Placed
from .space import Scores

# Which labels are known is chance; so many times they are drawn again.
DRAWS: Final = 10


def hits(features: Scores, labels: NDArray[np.int64]) -> Scores:
    """Whether heads on few labels are right: a row a draw, NaN for rows that they may have learned from.

    The same rows judge each draw, and the same labels are drawn for any features.
    """
    draw = np.random.default_rng(design.SEED)
    known = draw.permutation(np.flatnonzero(labels >= 0))
    lent, judges = np.array_split(known, 2)
    found = np.full((DRAWS, len(labels)), np.nan)
    for number in range(DRAWS):
        chosen = draw.choice(lent, min(design.PROBE_LABELS, len(lent)), replace=False)
        found[number, judges] = answers(features, chosen, labels[chosen], judges) == labels[judges]
    return found


def answers(
    features: Scores, chosen: NDArray[np.int64], known: NDArray[np.int64], judges: NDArray[np.int64]
) -> NDArray[np.int64]:
    """What a head says about the rows that judge; where all known labels are one class, that one."""
    if len(np.unique(known)) == 1:
        return np.full(len(judges), known[0])
    head = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000))
    said: NDArray[np.int64] = head.fit(features[chosen], known).predict(features[judges])
    return said


def score(features: Scores, labels: NDArray[np.int64]) -> Scores:
    """How often heads are right about each row; NaN for rows that do not judge."""
    share: Scores = hits(features, labels).mean(axis=0)
    return share


def gain(placed: Placed, labels: NDArray[np.int64]) -> Interval:
    """How much more often heads are right by the embedding than by the columns, on the same rows and labels.

    Labels and rows are both drawn again: over rows alone the interval would be too narrow.
    """
    difference = hits(placed.embedding, labels) - hits(placed.coordinates, labels)
    difference = difference[:, ~np.isnan(difference[0])]
    draws, rows = difference.shape
    draw = np.random.default_rng(design.BOOTSTRAP.seed)
    values = np.array(
        [
            difference[draw.integers(0, draws, draws)][:, draw.integers(0, rows, rows)].mean()
            for _ in range(design.BOOTSTRAP.resamples)
        ]
    )
    tail = (1 - design.BOOTSTRAP.confidence) / 2
    return Interval(float(difference.mean()), quantile(values, tail), quantile(values, 1 - tail))


def effective_rank(embedding: Scores) -> float:
    """How many directions the embedding uses: the exponential of the entropy of its singular values."""
    values = np.linalg.svd(embedding - embedding.mean(axis=0), compute_uv=False)
    shares = values[values > 0] / values.sum() if values.sum() > 0 else np.ones(1)
    return float(np.exp(-(shares * np.log(shares)).sum()))
