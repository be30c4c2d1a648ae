"""Metrics of a predicted number, by the names that the design document uses.

In numpy, because bootstrap intervals take each of them five hundred times; the tests hold them to
scikit-learn's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .target import told

Labels: TypeAlias = NDArray[np.float64]
Scores: TypeAlias = NDArray[np.float64]
"""A row of three numbers for each row of the table: the value and the ends of its interval."""
Parameters: TypeAlias = Mapping[str, float]

# A column that explains the label almost entirely is the label in disguise, or filled in after the fact.
ALONE: Final = "R²"
MAX_ALONE: Final = 0.95


def r2(labels: Labels, values: Scores, _: Parameters) -> float:
    """Share of the variance that the values explain; NaN where the labels have none."""
    spread = float(((labels - labels.mean()) ** 2).sum())
    return 1 - float(((labels - values) ** 2).sum()) / spread if spread else float("nan")


def wape(labels: Labels, values: Scores, _: Parameters) -> float:
    """Sum of the absolute errors relative to that of the labels."""
    return float(np.abs(labels - values).sum() / np.abs(labels).sum())


def pinball(labels: Labels, values: Scores, params: Parameters) -> float:
    """Mean loss of a quantile (Koenker & Bassett 1978)."""
    error, quantile = labels - values, params.get("quantile", 0.5)
    return float(np.maximum(quantile * error, (quantile - 1) * error).mean())


OF_VALUES: Final[Mapping[str, Callable[[Labels, Scores, Parameters], float]]] = {
    "mae": lambda labels, values, _: float(np.abs(labels - values).mean()),
    "mape": lambda labels, values, _: float((np.abs(labels - values) / np.abs(labels)).mean()),
    "mse": lambda labels, values, _: float(((labels - values) ** 2).mean()),
    "pinball": pinball,
    "r2": r2,
    "rmse": lambda labels, values, _: float(np.sqrt(((labels - values) ** 2).mean())),
    "wape": wape,
}


def measure(metric: Metric, labels: Labels, scores: Scores) -> float:
    """The metric's value on these rows; NaN where an interval is asked for and there is none."""
    if (metric.kind or metric.name) == "coverage_pi":
        return coverage(labels, scores)
    return OF_VALUES[metric.kind or metric.name](labels, scores[:, 0], metric.params)


def coverage(labels: Labels, scores: Scores) -> float:
    """Share of the labels inside their interval."""
    if np.isnan(scores[:, 1:]).any():
        return float("nan")
    return float(((scores[:, 1] <= labels) & (labels <= scores[:, 2])).mean())


def quality(metric: Metric, labels: Labels, raw: Scores) -> float:
    """The metric of raw scores, before there is an interval."""
    return measure(metric, labels, told(raw))


def alone(labels: Labels, scores: Scores) -> float:
    """How well means that come from one column tell the label."""
    return r2(labels, scores, {})


def declared(name: str) -> Metric:
    """The metric of this name in the design."""
    return next(metric for metric in design.METRICS if metric.name == name)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")
