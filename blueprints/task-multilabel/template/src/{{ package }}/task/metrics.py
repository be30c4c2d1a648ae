"""Metrics of several classes at once, by the names that the design document uses.

In numpy, because bootstrap intervals take each of them hundreds of times; the tests hold them to
scikit-learn's. Labels that nobody knows count in none of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .decision import decide
from .thresholds import thresholds as chosen

Labels: TypeAlias = NDArray[np.int8]
"""A row a row, a column a class: 1 where it holds, 0 where it does not, below 0 where nobody knows."""
Scores: TypeAlias = NDArray[np.float64]
"""A probability for each class, a row a row."""
Flags: TypeAlias = NDArray[np.bool_]


class Outcomes(NamedTuple):
    """What was answered for labels that are known."""

    right: Flags
    """Classes that hold and were answered."""
    wrong: Flags
    """Classes that do not hold and were answered."""
    missed: Flags
    """Classes that hold and were not answered."""
    known: Flags

    @classmethod
    def of(cls, labels: Labels, held: Flags) -> Outcomes:
        """The answers against the labels."""
        known, positive = labels >= 0, labels == 1
        return cls(held & positive, held & known & ~positive, positive & ~held, known)

    def f1(self, axis: int | None, empty: float) -> Scores:
        """Harmonic mean of precision and recall along an axis; `empty` where nothing holds or is answered."""
        right = self.right.sum(axis=axis)
        parts = np.asarray(2 * right + self.wrong.sum(axis=axis) + self.missed.sum(axis=axis), float)
        found: Scores = np.divide(2 * right, parts, out=np.full(parts.shape, empty), where=parts > 0)
        return found


def measure(metric: Metric, labels: Labels, scores: Scores, thresholds: Scores, judged: Flags) -> float:
    """The metric on these rows; NaN when no label of theirs is known. `judged` are the classes of a mean."""
    if not (labels >= 0).any():
        return math.nan
    kind = metric.kind or metric.name
    if kind == "lrap":
        return lrap(labels, scores)
    return OF_DECISIONS[kind](Outcomes.of(labels, decide(scores, thresholds)), judged)


def f1_macro(outcomes: Outcomes, judged: Flags) -> float:
    """Mean over the classes; those without a row in which they hold tell nothing."""
    told = np.flatnonzero(judged & ((outcomes.right | outcomes.missed).sum(axis=0) > 0))
    return float(outcomes.f1(0, 0.0)[told].mean()) if told.size else math.nan


def f1_samples(outcomes: Outcomes, _: Flags) -> float:
    """Mean over the rows; nothing answered where nothing holds is right."""
    rows = outcomes.known.any(axis=1)
    return float(outcomes.f1(1, 1.0)[rows].mean())


def hamming(outcomes: Outcomes, _: Flags) -> float:
    """Share of the decisions that are wrong."""
    return float((outcomes.wrong | outcomes.missed).sum() / outcomes.known.sum())


def subset_accuracy(outcomes: Outcomes, _: Flags) -> float:
    """Share of the rows of which every decision is right."""
    rows = outcomes.known.any(axis=1)
    return float(((outcomes.wrong | outcomes.missed).sum(axis=1)[rows] == 0).mean())


def lrap(labels: Labels, scores: Scores) -> float:
    """Label ranking average precision (Tsoumakas et al. 2010); 1 where all classes hold, or none does."""
    known, positive = labels >= 0, labels == 1
    total = np.zeros(len(labels))
    for own, holds in zip(scores.T, positive.T, strict=True):
        above = known & (scores >= own[:, None])
        places = np.maximum(above.sum(axis=1), 1)
        total += np.where(holds, (above & positive).sum(axis=1) / places, 0.0)
    count = positive.sum(axis=1)
    tells = (count > 0) & (count < known.sum(axis=1))
    each = np.where(tells, total / np.maximum(count, 1), 1.0)
    return float(each[known.any(axis=1)].mean())


def average_precision(target: Labels, scores: Scores) -> float:
    """Mean precision over the recalls of one class, weighted by their steps; NaN where it never holds."""
    known = target >= 0
    held = target[known] == 1
    if not held.any():
        return math.nan
    order = np.argsort(-scores[known], kind="stable")
    ranked, hits = scores[known][order], np.cumsum(held[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    return float((hits[last] / (last + 1) * np.diff(hits[last], prepend=0)).sum() / hits[-1])


OF_DECISIONS: Final[Mapping[str, Callable[[Outcomes, Flags], float]]] = {
    "f1_macro": f1_macro,
    "f1_micro": lambda outcomes, _: float(outcomes.f1(None, 1.0)),
    "f1_samples": f1_samples,
    "hamming": hamming,
    "subset_accuracy": subset_accuracy,
}

PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


# A column that ranks a class almost perfectly is the label in disguise, or filled in after the fact.
ALONE: Final = "ROC AUC of one class"
MAX_ALONE: Final = 0.98


def alone(target: Labels, scores: Scores) -> float:
    """Chance that scores which come from one column rank a row of the class above another (ties half)."""
    positive, order = target == 1, np.argsort(scores, kind="stable")
    _, place, count = np.unique(scores[order], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    hits, rows = int(positive.sum()), len(positive)
    if not 0 < hits < rows:
        return 0.5
    return float((ranks[positive[order]].sum() - hits * (hits + 1) / 2) / (hits * (rows - hits)))


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of raw scores before calibration, by the thresholds that suit these rows."""
    return measure(metric, labels, raw, chosen(labels, raw), np.ones(labels.shape[1], bool))
