"""Metrics of a detector, by the names that the design document uses.

The area under the ROC curve is not among them: where one row of a hundred is odd, it is .995 for detectors
whose alerts are mostly false. In numpy, because bootstrap intervals take each hundreds of times; the tests
hold them to scikit-learn's.
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


class Curve(NamedTuple):
    """Alerts at every distinct score, from the highest threshold down."""

    alerts: NDArray[np.int64]
    precision: Scores
    recall: Scores

    @classmethod
    def of(cls, labels: Labels, scores: Scores) -> Curve:
        """The curve; rows of equal score are taken together."""
        order = np.argsort(-scores, kind="stable")
        ranked, hits = scores[order], np.cumsum(labels[order], dtype=np.int64)
        last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
        return cls(last + 1, hits[last] / (last + 1), hits[last] / hits[-1])


def measure(metric: Metric, labels: Labels, scores: Scores, threshold: float) -> float:
    """The metric on these rows; NaN when they cannot show it, because none is an anomaly, or all are."""
    kind = metric.kind or metric.name
    if kind == "alert_rate":
        return float((scores > threshold).mean())
    if labels.min(initial=1) == labels.max(initial=0):
        return math.nan
    return OF_SCORES[kind](labels, scores)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


def pr_auc(labels: Labels, scores: Scores) -> float:
    """Average precision: precision weighted by the recall gained, without interpolation."""
    curve = Curve.of(labels, scores)
    return float(np.sum(np.diff(curve.recall, prepend=0.0) * curve.precision))


def precision_within_budget(labels: Labels, scores: Scores) -> float:
    """Share of anomalies among the highest scores, as many as can be looked at."""
    return found(labels, scores) / budgeted(len(labels))


def recall_within_budget(labels: Labels, scores: Scores) -> float:
    """Share of the anomalies that are among the highest scores, as many as can be looked at."""
    return found(labels, scores) / int(labels.sum())


def budgeted(rows: int) -> int:
    """How many of so many rows can be looked at."""
    return max(1, round(design.ALERT_SHARE * rows))


def found(labels: Labels, scores: Scores) -> float:
    """Anomalies within the budget; of rows that tie for its last places, as many as chance would find."""
    places = budgeted(len(labels))
    last = np.partition(scores, len(scores) - places)[len(scores) - places]
    above, tied = scores > last, scores == last
    return float(labels[above].sum() + (places - above.sum()) * labels[tied].mean())


OF_SCORES: Final[Mapping[str, Callable[[Labels, Scores], float]]] = {
    "pr_auc": pr_auc,
    "precision@budget": precision_within_budget,
    "recall@budget": recall_within_budget,
}

# One column may well tell most anomalies by itself; one that tells all is the label in disguise.
ALONE: Final = "average precision"
MAX_ALONE: Final = 0.99


def alone(labels: Labels, scores: Scores) -> float:
    """How well scores that come from one column tell the label."""
    return pr_auc(labels, scores)


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of what the graph answers, at the threshold that the budget gives on these rows."""
    return measure(metric, labels, raw[:, 0], threshold_of(raw[:, 0]))


def threshold_of(scores: Scores) -> float:
    """The score above which no more rows lie than can be looked at."""
    places = math.floor(design.ALERT_SHARE * len(scores))
    return float(np.sort(scores)[::-1][places]) if places < len(scores) else -math.inf
