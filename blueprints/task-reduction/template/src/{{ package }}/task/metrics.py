"""Metrics of a reduction, by the names that the design document uses.

A number of every row, rather than one, because bootstrap intervals take means of them hundreds of times;
the tests hold them to scikit-learn's.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .components import Placed
from .space import COLUMNS, apart

Labels: TypeAlias = NDArray[np.int8]
Scores: TypeAlias = NDArray[np.float64]

PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")

# Rows whose neighbours are compared: each with each.
SAMPLE: Final = 2_000
USUAL_NEIGHBOURS: Final = 10
NEIGHBOURS: Final = int(
    next((m.params["neighbours"] for m in design.METRICS if "neighbours" in m.params), USUAL_NEIGHBOURS)
)


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


def kind_of(metric: Metric) -> str:
    """What the metric is, whatever the design calls it."""
    return metric.kind or metric.name


def quality(metric: Metric, _labels: Labels, raw: Scores) -> float:
    """The metric of what the graph answers."""
    placed = Placed.of(raw)
    match kind_of(metric):
        case "trustworthiness":
            return float(np.nanmean(neighbours_kept(placed.coordinates, placed.embedding)))
        case "reconstruction_error":
            return float(placed.error.mean())
        case _:
            return explained(placed.coordinates, placed.error)


def explained(coordinates: Scores, error: Scores) -> float:
    """Share of these rows' variance around their own mean that the components keep.

    Negative where the rows that the components give back are further away than the mean is, as when all
    rows have moved. NaN where the rows do not differ.
    """
    total = float(((coordinates - coordinates.mean(axis=0)) ** 2).sum())
    return 1 - len(COLUMNS) * float(error.sum()) / total if total > 0 else math.nan


def neighbours_kept(coordinates: Scores, embedding: Scores, neighbours: int = NEIGHBOURS) -> Scores:
    """How far the nearest rows of each row by its components are so by its coordinates, 1 at best.

    The mean is the trustworthiness. Source: Venna & Kaski 2001. Of a larger table a sample is compared,
    spread evenly; NaN for the other rows.
    """
    rows = len(coordinates)
    chosen = np.unique(np.linspace(0, rows - 1, min(SAMPLE, rows)).astype(np.int64))
    count = len(chosen)
    before, after = (apart(place[chosen], place[chosen]) for place in (coordinates, embedding))
    np.fill_diagonal(before, np.inf)
    np.fill_diagonal(after, np.inf)
    order = before.argsort(axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, count + 1)[None, :], axis=1)
    nearest = after.argsort(axis=1, kind="stable")[:, :neighbours]
    late = np.maximum(np.take_along_axis(ranks, nearest, axis=1) - neighbours, 0).sum(axis=1)
    found = np.full(rows, math.nan)
    found[chosen] = 1 - 2 * late / (neighbours * (2 * count - 3 * neighbours - 1))
    return found
