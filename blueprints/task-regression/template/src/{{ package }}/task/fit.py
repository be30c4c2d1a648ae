"""Fitting what the task adds to the model, on rows that the model has not seen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..config import design
from ..config.errors import OperatorError
from .answers import Head, residuals, spreads
from .metrics import Labels, Scores

# Rows with a smaller spread than this share of all get the spread there: no interval is a point.
SMALLEST_SHARE: Final = 0.05
# Without declared limits answers end as far beyond the labels that were seen.
BEYOND: Final = 0.25


class IntervalError(OperatorError):
    """The rows are too few for an interval of the declared level."""


def fit_head(labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """The limits and the size of the interval, and what the head makes of these rows.

    Raises:
        IntervalError: when the rows are too few for the declared level.
    """
    floor = float(max(np.quantile(spreads(raw), SMALLEST_SHARE), np.finfo(np.float64).tiny))
    half = quantile(residuals(labels, raw) / np.maximum(spreads(raw), floor), design.INTERVAL_LEVEL)
    smallest, largest = limits(labels)
    head = Head(half, floor, smallest, largest)
    return head, head.scores(raw)


def quantile(scores: Scores, level: float) -> float:
    """The smallest score that covers the level for one row more: number ceil((n + 1) level) of n.

    Raises:
        IntervalError: when that is more than there are.
    """
    place = math.ceil((len(scores) + 1) * level)
    if place > len(scores):
        needed = math.ceil(round(level / (1 - level), 6))
        raise IntervalError(f"an interval of {level:.0%} needs {needed} rows of their own")
    return float(np.sort(scores)[place - 1])


def limits(labels: Labels) -> tuple[float, float]:
    """Where answers end: as declared, else beyond the labels that were seen."""
    low, high = float(labels.min()), float(labels.max())
    room = BEYOND * (high - low)
    least = low / (1 + BEYOND) if low > 0 else low - room
    declared_low, declared_high = design.LIMITS
    return (
        least if declared_low is None else declared_low,
        high + room if declared_high is None else declared_high,
    )
