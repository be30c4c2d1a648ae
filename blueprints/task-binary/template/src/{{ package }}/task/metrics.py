"""Metrics of a binary classifier, by the names that the design document uses.

In numpy, because bootstrap intervals take each of them five hundred times; the tests hold them to
scikit-learn's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric

Labels: TypeAlias = NDArray[np.int8]
Scores: TypeAlias = NDArray[np.float64]
Parameters: TypeAlias = Mapping[str, float]


class Confusion(NamedTuple):
    """Counts of right and wrong decisions."""

    tp: int
    fp: int
    fn: int
    tn: int

    @classmethod
    def of(cls, labels: Labels, scores: Scores, threshold: float) -> Confusion:
        """Counts when every score from the threshold on is called positive."""
        acted, positive = scores >= threshold, labels == 1
        tp, called, positives = int((acted & positive).sum()), int(acted.sum()), int(positive.sum())
        return cls(tp, called - tp, positives - tp, len(labels) - called - positives + tp)


class Curve(NamedTuple):
    """Decisions at every distinct score, from the highest threshold down."""

    thresholds: Scores
    precision: Scores
    recall: Scores
    false_positive_rate: Scores

    @classmethod
    def of(cls, labels: Labels, scores: Scores) -> Curve:
        """The curve; rows of equal score are taken together."""
        order = np.argsort(-scores, kind="stable")
        ranked, hits = scores[order], np.cumsum(labels[order], dtype=np.int64)
        last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
        tp, called = hits[last], last + 1
        positives = hits[-1]
        return cls(ranked[last], tp / called, tp / positives, (called - tp) / (len(labels) - positives))


def measure(metric: Metric, labels: Labels, scores: Scores, threshold: float) -> float:
    """The metric on these rows; NaN when they cannot show it, because all are of one class."""
    if labels.min(initial=1) == labels.max(initial=0):
        return math.nan
    kind = metric.kind or metric.name
    if kind in OF_DECISIONS:
        return OF_DECISIONS[kind](Confusion.of(labels, scores, threshold), metric.params)
    return OF_SCORES[kind](labels, scores, metric.params)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


def roc_auc(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Chance that a positive is ranked above a negative (ties count half)."""
    curve = Curve.of(labels, scores)
    rates = np.insert(curve.false_positive_rate, 0, 0.0)
    return float(np.trapezoid(np.insert(curve.recall, 0, 0.0), rates))


def pr_auc(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Average precision: precision weighted by the recall gained, without interpolation."""
    curve = Curve.of(labels, scores)
    return float(np.sum(np.diff(curve.recall, prepend=0.0) * curve.precision))


def recall_at_precision(labels: Labels, scores: Scores, params: Parameters) -> float:
    """The largest recall among thresholds whose precision is at least `params.precision`."""
    curve = Curve.of(labels, scores)
    return float(curve.recall[curve.precision >= params["precision"]].max(initial=0.0))


def precision_at_recall(labels: Labels, scores: Scores, params: Parameters) -> float:
    """The largest precision among thresholds whose recall is at least `params.recall`."""
    curve = Curve.of(labels, scores)
    return float(curve.precision[curve.recall >= params["recall"]].max(initial=0.0))


def brier(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Mean squared error of the probability (Brier 1950)."""
    return float(np.mean((scores - labels) ** 2))


def log_loss(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Mean negative log likelihood, in nats."""
    certain = np.clip(np.where(labels == 1, scores, 1 - scores), np.finfo(np.float64).eps, 1.0)
    return float(-np.log(certain).mean())


def ece(labels: Labels, scores: Scores, params: Parameters) -> float:
    """Expected calibration error: mean gap of probability and frequency over equal-width bins.

    Source: Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning".
    """
    bins = int(params.get("bins", 10))
    place = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=scores - labels, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def f_beta(c: Confusion, params: Parameters) -> float:
    """Harmonic mean of precision and recall, in which recall weighs `params.beta` times as much."""
    weight = params.get("beta", 1.0) ** 2
    return (1 + weight) * c.tp / ((1 + weight) * c.tp + weight * c.fn + c.fp)


def mcc(c: Confusion, _: Parameters) -> float:
    """Correlation of decision and label (Matthews 1975); 0 when all decisions are the same."""
    spread = math.sqrt((c.tp + c.fp) * (c.tp + c.fn) * (c.tn + c.fp) * (c.tn + c.fn))
    return (c.tp * c.tn - c.fp * c.fn) / spread if spread else 0.0


def kappa(c: Confusion, _: Parameters) -> float:
    """Agreement beyond chance (Cohen 1960); of two classes, weights make no difference."""
    rows = sum(c)
    chance = ((c.tp + c.fp) * (c.tp + c.fn) + (c.fn + c.tn) * (c.fp + c.tn)) / rows**2
    return ((c.tp + c.tn) / rows - chance) / (1 - chance) if chance < 1 else 0.0


def expected_cost(c: Confusion, params: Parameters) -> float:
    """Mean cost of the decisions; the parameters are the costs of the outcomes."""
    total = c.fp * params["false_positive"] + c.fn * params["false_negative"]
    return (total + c.tp * params.get("true_positive", 0.0)) / sum(c)


OF_SCORES: Final[Mapping[str, Callable[[Labels, Scores, Parameters], float]]] = {
    "brier": brier,
    "ece": ece,
    "log_loss": log_loss,
    "pr_auc": pr_auc,
    "precision_at_recall": precision_at_recall,
    "recall_at_precision": recall_at_precision,
    "roc_auc": roc_auc,
}
OF_DECISIONS: Final[Mapping[str, Callable[[Confusion, Parameters], float]]] = {
    "accuracy": lambda c, _: (c.tp + c.tn) / sum(c),
    "balanced_accuracy": lambda c, _: (c.tp / (c.tp + c.fn) + c.tn / (c.tn + c.fp)) / 2,
    "expected_cost": expected_cost,
    "f1": f_beta,
    "f_beta": f_beta,
    "mcc": mcc,
    "precision": lambda c, _: c.tp / (c.tp + c.fp) if c.tp + c.fp else 0.0,
    "qwk": kappa,
    "recall": lambda c, _: c.tp / (c.tp + c.fn),
    "specificity": lambda c, _: c.tn / (c.tn + c.fp),
}


# A column that ranks the label almost perfectly is the label in disguise, or filled in after the fact.
ALONE: Final = "ROC AUC"
MAX_ALONE: Final = 0.95


def alone(labels: Labels, scores: Scores) -> float:
    """How well scores that come from one column tell the label."""
    return roc_auc(labels, scores, {})


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of raw scores, before calibration and threshold."""
    return measure(metric, labels, raw, threshold=0.5)
