"""Metrics of a classifier with several classes, by the names that the design document uses.

In numpy, because bootstrap intervals take each of them five hundred times; the tests hold them to
scikit-learn's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric

Labels: TypeAlias = NDArray[np.int64]
"""Numbers of classes, in the order of the contract."""
Scores: TypeAlias = NDArray[np.float64]
"""A probability for each class, a row a row."""
Counts: TypeAlias = NDArray[np.int64]
"""A row for each true class, a column for each that was answered."""
Parameters: TypeAlias = Mapping[str, float]


def confusion(labels: Labels, scores: Scores) -> Counts:
    """How often each class was answered for rows of each."""
    classes = scores.shape[1]
    places = labels * classes + scores.argmax(axis=1)
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def measure(metric: Metric, labels: Labels, scores: Scores) -> float:
    """The metric on these rows; NaN when they cannot show it, because a class is missing."""
    if len(np.unique(labels)) < scores.shape[1]:
        return math.nan
    kind = metric.kind or metric.name
    if kind in OF_DECISIONS:
        return OF_DECISIONS[kind](confusion(labels, scores))
    if kind in AVERAGED:
        return averaged(kind, confusion(labels, scores), metric.params)
    return OF_SCORES[kind](labels, scores, metric.params)


def averaged(kind: str, counts: Counts, params: Parameters) -> float:
    """Precision, recall or their harmonic mean: the mean of the classes, or of all rows at once.

    Recall weighs `params.beta` times as much as precision. A class that is never answered has a
    precision of 0.
    """
    name, average = AVERAGED[kind]
    right, answered, rows = np.diag(counts).astype(float), counts.sum(axis=0), counts.sum(axis=1)
    if average == "micro":
        # Each wrong answer misses one class and adds to another: all three are the share of right ones.
        return float(right.sum() / counts.sum())
    weight = params.get("beta", 1.0) ** 2
    over = {"precision": answered, "recall": rows}.get(name, (weight * rows + answered) / (1 + weight))
    each = np.divide(right, over, out=np.zeros_like(right), where=over > 0)
    return float(np.average(each, weights=rows if average == "weighted" else None))


def mcc(counts: Counts) -> float:
    """Correlation of answer and label (Gorodkin 2004); 0 when all answers are the same."""
    right, total = np.trace(counts), counts.sum()
    answered, rows = counts.sum(axis=0), counts.sum(axis=1)
    spread = math.sqrt(float(total**2 - answered @ answered) * float(total**2 - rows @ rows))
    return float(right * total - answered @ rows) / spread if spread else 0.0


def qwk(counts: Counts) -> float:
    """Agreement beyond chance, in which a miss by two classes costs four times one (Cohen 1968)."""
    places = np.arange(len(counts))
    cost = (places[:, None] - places) ** 2
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    expected = float((cost * chance).sum())
    return 1 - float((cost * counts).sum()) / expected if expected else 0.0


def log_loss(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Mean negative log likelihood of the true class, in nats."""
    likelihood = scores[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(likelihood, np.finfo(np.float64).eps, 1)).mean())


def ece(labels: Labels, scores: Scores, params: Parameters) -> float:
    """Expected calibration error of the answered class, over bins of its probability.

    Source: Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning".
    """
    bins = int(params.get("bins", 10))
    sure, right = scores.max(axis=1), scores.argmax(axis=1) == labels
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=sure - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def top_k(labels: Labels, scores: Scores, params: Parameters) -> float:
    """Share of the rows whose class is among the `params.k` most probable; equal ones count against it."""
    own = scores[np.arange(len(labels)), labels]
    others = (scores >= own[:, None]).sum(axis=1)
    return float((others <= params["k"]).mean())


def area(positive: NDArray[np.bool_], scores: Scores) -> float:
    """Chance that a positive is ranked above a negative (ties count half)."""
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    _, place, count = np.unique(ranked, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    hits, rows = int(positive.sum()), len(positive)
    least = hits * (hits + 1) / 2
    return float((ranks[positive[order]].sum() - least) / (hits * (rows - hits)))


def roc_auc_ovr(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Mean over the classes of how well each is ranked above the rest."""
    return float(np.mean([area(labels == number, scores[:, number]) for number in range(scores.shape[1])]))


def roc_auc_ovo(labels: Labels, scores: Scores, _: Parameters) -> float:
    """Mean over the pairs of classes of how well they are told apart (Hand & Till 2001)."""
    areas = []
    for one in range(scores.shape[1]):
        for other in range(scores.shape[1]):
            if one != other:
                rows = (labels == one) | (labels == other)
                areas.append(area(labels[rows] == one, scores[rows, one]))
    return float(np.mean(areas))


OF_DECISIONS: Final[Mapping[str, Callable[[Counts], float]]] = {
    "accuracy": lambda counts: float(np.trace(counts) / counts.sum()),
    "balanced_accuracy": lambda counts: float((np.diag(counts) / counts.sum(axis=1)).mean()),
    "mcc": mcc,
    "qwk": qwk,
}
AVERAGED: Final[Mapping[str, tuple[str, str]]] = {
    f"{name}_{average}": (name, average)
    for name in ("f1", "f_beta", "precision", "recall")
    for average in ("macro", "micro", "weighted")
}
OF_SCORES: Final[Mapping[str, Callable[[Labels, Scores, Parameters], float]]] = {
    "ece": ece,
    "log_loss": log_loss,
    "roc_auc_ovo": roc_auc_ovo,
    "roc_auc_ovr": roc_auc_ovr,
    "topk_accuracy@k": top_k,
}

PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


# A column that ranks a class almost perfectly is the label in disguise, or filled in after the fact.
ALONE: Final = "ROC AUC of one class"
MAX_ALONE: Final = 0.98


def alone(labels: Labels, scores: Scores) -> float:
    """How well scores that come from one column tell whether the class is one of them."""
    return area(labels == 1, scores)


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of raw scores, before calibration."""
    return measure(metric, labels, raw)
