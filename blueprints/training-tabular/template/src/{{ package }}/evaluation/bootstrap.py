"""Bootstrap intervals: how far a number on these rows may be from the one on all customers.

Source: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", percentile intervals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric

# How the intervals are called in reports.
INTERVAL: Final = f"{100 * design.BOOTSTRAP.confidence:g} % interval"

Rows = NDArray[np.int64]


class Rival(Protocol):
    """What a model is compared with: answers to the same rows, or scores that are known without them."""

    def value(self, metric: Metric, rows: Rows | slice = ...) -> float:
        """The metric on these rows; NaN where it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Interval:
    """A value on all rows and the two-sided interval around it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{INTERVAL} {number(self.low, '.3f')} to {number(self.high, '.3f')}"


def number(value: float, form: str = ".4g") -> str:
    """A figure as people read it, 0.0897 or 16,430: from a thousand on there are no decimals."""
    if abs(value) < 1_000 or math.isinf(value):
        return f"{value:{form}}"
    return f"{value:{'+' if form.startswith('+') else ''},.0f}"


def resamples(rows: int, count: int = design.BOOTSTRAP.resamples) -> Iterator[Rows]:
    """Row numbers drawn with replacement, the same ones at each call."""
    draw = np.random.default_rng(design.BOOTSTRAP.seed)
    for _ in range(count):
        yield draw.integers(0, rows, rows)


def interval(
    statistic: Callable[[Rows], float], rows: int, confidence: float = design.BOOTSTRAP.confidence
) -> Interval:
    """Interval of a statistic of row numbers; resamples that cannot show it (NaN) do not count.

    A paired difference is a statistic too: both models are measured on the same resampled rows.
    """
    values = np.array([statistic(sample) for sample in resamples(rows)])
    tail = (1 - confidence) / 2
    return Interval(statistic(np.arange(rows)), quantile(values, tail), quantile(values, 1 - tail))


def lower_bound(statistic: Callable[[Rows], float], rows: int, confidence: float) -> float:
    """The value that the statistic exceeds with the given confidence (one-sided)."""
    return quantile(np.array([statistic(sample) for sample in resamples(rows)]), 1 - confidence)


def quantile(values: NDArray[np.float64], share: float) -> float:
    """The quantile of the values that could be measured; NaN when none could."""
    return math.nan if np.isnan(values).all() else float(np.nanquantile(values, share))
