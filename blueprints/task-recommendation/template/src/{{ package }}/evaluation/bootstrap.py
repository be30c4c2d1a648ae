"""Intervals over users: lists of one user are no independent cases, so users are drawn with replacement.

Source: Efron & Tibshirani 1993, "An introduction to the bootstrap".
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config import design
from ..config.types import Metric
from ..data.actions import Floats
from ..task.metrics import Lists, value, values

INTERVAL: Final = f"{100 * design.BOOTSTRAP.confidence:g} % interval"


def resampled(lists: Lists, metric: Metric) -> Floats:
    """The metric on each resample; the same users are drawn for every model."""
    draw = np.random.default_rng(design.BOOTSTRAP.seed)
    users = draw.integers(0, max(len(lists), 1), (design.BOOTSTRAP.resamples, len(lists)))
    drawn = values(metric, lists, users)
    if metric.measures.split("@")[0] == "coverage":
        # A resample holds fewer different users, and these are shown less of the catalogue.
        return np.asarray(np.minimum(drawn + value(metric, lists) - drawn.mean(), 1))
    return drawn


def limits(found: Floats, confidence: float = design.BOOTSTRAP.confidence) -> tuple[float, float]:
    """The two-sided interval of resampled values."""
    tail = (1 - confidence) / 2
    return float(np.quantile(found, tail)), float(np.quantile(found, 1 - tail))


def lower_bound(found: Floats, confidence: float) -> float:
    """What the statistic exceeds with the given confidence (one-sided)."""
    return float(np.quantile(found, 1 - confidence))
