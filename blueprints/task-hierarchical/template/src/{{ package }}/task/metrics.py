"""Metrics of answers that are paths in a tree, by the names that the design document uses.

Everything that a metric needs is in a few numbers of each row, because bootstrap intervals take each
metric five hundred times, and there may be thousands of leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .decision import certainty, decide
from .tree import ABOVE, NOTHING, OFFSETS, PATHS, common, depth, leaf_nodes

Labels: TypeAlias = NDArray[np.int64]
"""Numbers of leaves, in the order of the contract."""
Scores: TypeAlias = NDArray[np.float64]
"""A probability for each leaf, a row a row."""
Parameters: TypeAlias = Mapping[str, float]


class Told(NamedTuple):
    """What is judged of each row."""

    label: Labels
    answer: Labels
    """Number of the answered class, of any level."""
    likelihood: Scores
    """Probability of the true leaf."""
    rank: Labels
    """How many leaves are at least as probable as the true one; equal ones count against it."""
    sure: Scores
    """Probability of the answer."""

    @classmethod
    def of(cls, labels: Labels, scores: Scores) -> Told:
        """The numbers of each row."""
        own = scores[np.arange(len(labels)), labels]
        rank = (scores >= own[:, None]).sum(axis=1)
        return cls(labels, decide(scores), own, rank, certainty(scores))

    def where(self, rows: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Told:
        """Some of the rows."""
        return Told(
            self.label[rows], self.answer[rows], self.likelihood[rows], self.rank[rows], self.sure[rows]
        )

    @property
    def truth(self) -> Labels:
        """The number of the true leaf among all classes."""
        return leaf_nodes(self.label)

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Whether the answer is on the path of the true leaf."""
        holds: NDArray[np.bool_] = common(self.answer, self.truth) == depth(self.answer)
        return holds


def measure(metric: Metric, told: Told) -> float:
    """The metric on these rows; NaN when there are none."""
    if not len(told.label):
        return math.nan
    kind = metric.kind or metric.name
    if kind in AVERAGED:
        return averaged(kind, told, metric.params)
    return METRICS[kind](told, metric.params)


def hierarchical_f1(told: Told, _: Parameters) -> float:
    """F1 over the classes of the answered paths and those of the true ones, over all rows at once.

    Source: Kiritchenko et al. 2006, "Learning and evaluation in the presence of class hierarchies".
    """
    shared = common(told.answer, told.truth).sum()
    return float(2 * shared / (depth(told.answer).sum() + depth(told.truth).sum()))


def by_level(told: Told) -> dict[str, float]:
    """Share of the rows whose class of each level is answered and right."""
    return {
        level: float((PATHS[told.answer, place] == ABOVE[place][told.label]).mean())
        for place, level in enumerate(design.LEVELS)
    }


def accuracy(told: Told, _: Parameters) -> float:
    """Share of the rows whose leaf is answered."""
    return float((told.answer == told.truth).mean())


def balanced_accuracy(told: Told, _: Parameters) -> float:
    """Mean recall of the leaves that the rows have."""
    right, _answered, rows = counts(told)
    return float((right[rows > 0] / rows[rows > 0]).mean())


def counts(told: Told) -> tuple[Scores, Scores, Scores]:
    """Of each leaf how often it is answered rightly, answered, and true."""
    size, first = ABOVE.shape[1], OFFSETS[-2]
    leaves = told.answer >= first
    answered = np.bincount(told.answer[leaves] - first, minlength=size).astype(float)
    right = np.bincount(told.label[told.answer == told.truth], minlength=size).astype(float)
    return right, answered, np.bincount(told.label, minlength=size).astype(float)


def averaged(kind: str, told: Told, params: Parameters) -> float:
    """Precision, recall or their harmonic mean: the mean of the leaves, or of all rows at once.

    Recall weighs `params.beta` times as much as precision. Leaves that are neither true nor answered are
    in no mean.
    """
    name, average = AVERAGED[kind]
    right, answered, rows = counts(told)
    if average == "micro":
        right, answered, rows = (values.sum(keepdims=True) for values in (right, answered, rows))
    weight = params.get("beta", 1.0) ** 2
    over = {"precision": answered, "recall": rows}.get(name, (weight * rows + answered) / (1 + weight))
    each = np.divide(right, over, out=np.zeros_like(right), where=over > 0)
    known = (rows > 0) | (answered > 0)
    return float(np.average(each[known], weights=rows[known] if average == "weighted" else None))


def log_loss(told: Told, _: Parameters) -> float:
    """Mean negative log likelihood of the true leaf, in nats."""
    return float(-np.log(np.clip(told.likelihood, np.finfo(np.float64).eps, 1)).mean())


def ece(told: Told, params: Parameters) -> float:
    """Expected calibration error of the answered class, over bins of its probability; NaN without an answer.

    Source: Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning".
    """
    bins = int(params.get("bins", 10))
    answered = told.answer != NOTHING
    if not answered.any():
        return math.nan
    sure, holds = told.sure[answered], told.holds[answered]
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=sure - holds, minlength=bins)
    return float(np.abs(gaps).sum() / len(sure))


def top_k(told: Told, params: Parameters) -> float:
    """Share of the rows whose leaf is among the `params.k` most probable."""
    return float((told.rank <= params["k"]).mean())


METRICS: Final[Mapping[str, Callable[[Told, Parameters], float]]] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "ece": ece,
    "hierarchical_f1": hierarchical_f1,
    "log_loss": log_loss,
    "topk_accuracy": top_k,
}
AVERAGED: Final[Mapping[str, tuple[str, str]]] = {
    f"{name}_{average}": (name, average)
    for name in ("f1", "f_beta", "precision", "recall")
    for average in ("macro", "micro", "weighted")
}

PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


# A column that ranks a class almost perfectly is the label in disguise, or filled in after the fact.
ALONE: Final = "ROC AUC of one class"
MAX_ALONE: Final = 0.98


def alone(labels: Labels, scores: Scores) -> float:
    """How well scores that come from one column tell whether the class is one of them (ties count half)."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positive = labels == 1
    hits, rows = int(positive.sum()), len(labels)
    return float((ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * (rows - hits)))


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of raw scores, before calibration."""
    return measure(metric, Told.of(labels, raw))
