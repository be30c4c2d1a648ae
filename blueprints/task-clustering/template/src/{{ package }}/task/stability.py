"""Whether the same groups come out again: of resampled rows, and of rows without structure.

Source: Hennig 2007, "Cluster-wise assessment of cluster stability". Stability alone is no evidence, for noise
can be cut in the same way each time; so it is held against rows whose columns are shuffled by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from ..config import design
from .metrics import Clusters, Scores, silhouettes
from .space import shuffled

REFITS: Final = 20
# The null needs no more; its figures are means.
NULL_REFITS: Final = 5
STARTS: Final = 4


@dataclass(frozen=True, slots=True)
class Null:
    """What the same method finds in rows without structure."""

    silhouette: float
    stability: float


def refitted(coordinates: Scores, count: int, seed: int) -> KMeans:
    """Centres of so many clusters of these rows; on few rows threads cost more than they save."""
    with threadpool_limits(1):
        return KMeans(count, n_init=STARTS, random_state=seed).fit(coordinates)


def agreements(coordinates: Scores, clusters: Clusters, count: int, refits: int = REFITS) -> Scores:
    """Adjusted Rand index of the clusters and of those that each resample of the rows leads to."""
    draw = np.random.default_rng(design.SEED)
    rows = len(coordinates)
    found = []
    for number in range(refits):
        model = refitted(coordinates[draw.integers(0, rows, rows)], count, design.SEED + number)
        found.append(adjusted_rand_score(clusters, model.predict(coordinates)))
    return np.array(found)


def null(coordinates: Scores, count: int, sample: int) -> Null:
    """Silhouette and stability of as many clusters of the rows with their columns shuffled."""
    noise, clusters = without_structure(coordinates, count)
    return Null(
        float(silhouettes(noise, clusters, sample).mean()),
        float(agreements(noise, clusters, count, NULL_REFITS).mean()),
    )


def without_structure(coordinates: Scores, count: int) -> tuple[Scores, Clusters]:
    """The rows with their columns shuffled, and their clusters."""
    noise = shuffled(coordinates, np.random.default_rng(design.SEED))
    return noise, refitted(noise, count, design.SEED).labels_.astype(np.int64)
