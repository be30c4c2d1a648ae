"""Metrics by which two models are compared on the same rows, with an interval of the difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, ndcg_score

Array = NDArray[np.float64]
RESAMPLES = 1_000
LEVEL = 0.95


class Rows(NamedTuple):
    """What is true of the rows that are judged."""

    target: Array
    """A number for each row, or one for each class (below 0 where nobody knows)."""
    groups: Array | None = None
    """The query of each row, where rows are ranked within one."""


def average_precision(target: Array, answer: Array) -> float:
    """Average precision; of several classes their mean."""
    if target.ndim == 1:
        return float(average_precision_score(target, answer))
    classes = zip(target.T, answer.T, strict=True)
    return float(np.mean([average_precision_score(t[t >= 0], a[t >= 0]) for t, a in classes]))


def log_losses(rows: Rows, answer: Array) -> Array:
    """Log loss of each row."""
    right = rows.target.astype(int)
    if answer.ndim == 1:
        answer = np.column_stack([1 - answer, answer])
    return -np.log(np.clip(answer[np.arange(len(right)), right], 1e-15, 1))


def absolute_errors(rows: Rows, answer: Array) -> Array:
    """Absolute error of each row."""
    return np.abs(rows.target - answer)


def ndcgs(rows: Rows, answer: Array) -> Array:
    """NDCG of the ten first of each query that has a grade above 0."""
    found = []
    for group in np.unique(rows.groups):
        one = rows.groups == group
        if rows.target[one].max() > 0 and one.sum() > 1:
            found.append(ndcg_score(np.exp2(rows.target[one])[None] - 1, answer[one][None], k=10))
    return np.array(found)


MEANS: dict[str, Callable[[Rows, Array], Array]] = {
    "log_loss": log_losses,
    "mean_absolute_error": absolute_errors,
    "ndcg_at_10": ndcgs,
}
"""Metrics that are a mean over rows or queries."""
LESS_IS_BETTER = {"log_loss", "mean_absolute_error"}


def value(metric: str, rows: Rows, answer: Array) -> float:
    """Return the metric of all rows."""
    return (
        float(MEANS[metric](rows, answer).mean())
        if metric in MEANS
        else average_precision(rows.target, answer)
    )


def compared(metric: str, rows: Rows, ours: Array, theirs: Array) -> dict[str, float]:
    """Return the rivals' metric and how much better ours is, with its percentile interval.

    Rows, or queries, are drawn with replacement, the same for both sides.
    """
    random = np.random.default_rng(0)
    if metric in MEANS:
        sign = -1 if metric in LESS_IS_BETTER else 1
        better = sign * (MEANS[metric](rows, ours) - MEANS[metric](rows, theirs))
        drawn = [better[random.integers(len(better), size=len(better))].mean() for _ in range(RESAMPLES)]
        difference = better.mean()
    else:
        draws = (random.integers(len(ours), size=len(ours)) for _ in range(RESAMPLES))
        drawn = [_gain(rows.target[one], ours[one], theirs[one]) for one in draws]
        difference = _gain(rows.target, ours, theirs)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    numbers = {"value": value(metric, rows, theirs), "better_by": difference, "low": low, "high": high}
    return {name: float(number) for name, number in numbers.items()}


def _gain(target: Array, ours: Array, theirs: Array) -> float:
    return average_precision(target, ours) - average_precision(target, theirs)
