"""Metrics of a grouping, by the names that the design document uses.

A silhouette of every row, rather than one number, because bootstrap intervals take means of them hundreds
of times; the tests hold them to scikit-learn's.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .groups import Placed
from .space import apart

Labels: TypeAlias = NDArray[np.int8]
Scores: TypeAlias = NDArray[np.float64]
Clusters: TypeAlias = NDArray[np.int64]

CHUNK_ROWS: Final = 10_000

PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


# Rows that each row is compared with: a mean silhouette of more differs in the third digit.
USUAL_SAMPLE: Final = 500
SAMPLE: Final = int(next((m.params["sample"] for m in design.METRICS if "sample" in m.params), USUAL_SAMPLE))


def declared(name: str) -> Metric:
    """The metric that the design document calls by this name."""
    return next(metric for metric in design.METRICS if metric.name == name)


def kind_of(metric: Metric) -> str:
    """What the metric is, whatever the design calls it."""
    return metric.kind or metric.name


def quality(metric: Metric, _labels: Labels, raw: Scores) -> float:
    """The metric of what the graph answers."""
    placed = Placed.of(raw)
    return measure(metric, placed.coordinates, placed.clusters)


def measure(metric: Metric, coordinates: Scores, clusters: Clusters) -> float:
    """The metric of these groups; NaN when all rows are in one."""
    match kind_of(metric):
        case "silhouette":
            return float(silhouettes(coordinates, clusters).mean())
        case "davies_bouldin":
            return davies_bouldin(coordinates, clusters)
        case _:
            return calinski_harabasz(coordinates, clusters)


def silhouettes(coordinates: Scores, clusters: Clusters, sample: int = SAMPLE) -> Scores:
    """How much nearer each row is to its own cluster than to the next, from -1 to 1; NaN for one cluster.

    Source: Rousseeuw 1987. Each row is compared with at most `sample` rows, spread evenly over the table.
    """
    rows = len(clusters)
    chosen = np.unique(np.linspace(0, rows - 1, min(sample, rows)).astype(np.int64))
    present, codes = np.unique(clusters[chosen], return_inverse=True)
    if len(present) < 2:
        return np.full(rows, math.nan)
    members = (codes[:, None] == np.arange(len(present))).astype(np.float64)
    itself = np.isin(np.arange(rows), chosen)
    found = np.empty(rows)
    for start in range(0, rows, CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        sums = apart(coordinates[part], coordinates[chosen]) @ members
        own = clusters[part, None] == present
        others = members.sum(axis=0) * own - (own & itself[part, None])
        company = others.sum(axis=1)
        within = (sums * own).sum(axis=1) / np.maximum(company, 1)
        next_best = np.where(own, np.inf, sums / members.sum(axis=0)).min(axis=1)
        larger = np.maximum(within, next_best)
        value = np.divide(next_best - within, larger, out=np.zeros(len(within)), where=larger > 0)
        found[part] = np.where(company > 0, value, 0.0)
    return found


def dispersion(coordinates: Scores, clusters: Clusters) -> tuple[Scores, Scores, NDArray[np.int64]]:
    """Centre, mean distance from it, and size of each cluster that has rows."""
    present, codes, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    centres = np.array([coordinates[codes == one].mean(axis=0) for one in range(len(present))])
    away = np.linalg.norm(coordinates - centres[codes], axis=1)
    return centres, np.bincount(codes, weights=away) / sizes, sizes


def davies_bouldin(coordinates: Scores, clusters: Clusters) -> float:
    """Mean likeness of each cluster with the one most like it; NaN for one cluster."""
    centres, spread, _ = dispersion(coordinates, clusters)
    if len(centres) < 2:
        return math.nan
    between = apart(centres, centres)
    np.fill_diagonal(between, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        likeness = (spread[:, None] + spread) / between
    return float(likeness.max(axis=1).mean())


def calinski_harabasz(coordinates: Scores, clusters: Clusters) -> float:
    """Dispersion between clusters over that within; grows with the rows. NaN for one cluster."""
    centres, _, sizes = dispersion(coordinates, clusters)
    if len(centres) < 2:
        return math.nan
    middle = coordinates.mean(axis=0)
    total = float(((coordinates - middle) ** 2).sum())
    between = float((sizes[:, None] * (centres - middle) ** 2).sum())
    within = total - between
    freedom = (len(coordinates) - len(centres)) / (len(centres) - 1)
    return between / within * freedom if within > 0 else math.inf
