"""Fitting what the task adds to the centres, on rows that the model has not seen."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config.errors import OperatorError
from .answers import Head
from .groups import Placed, traits
from .metrics import Labels, Scores

# Further away than so many of its segment, a row is an outlier.
USUAL: Final = 0.99
# A distance that one of a hundred exceeds takes as many rows to be told at all.
MIN_ROWS: Final = 20
TRAITS: Final = 2


class SmallClusterError(OperatorError):
    """A cluster has too few rows for anything to be told of it."""


def fit_head(_labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """Names, sizes and radii of the clusters, numbered from 1, the largest of the training rows first.

    Raises:
        SmallClusterError: when a cluster has too few of these rows.
    """
    placed = Placed.of(raw)
    clusters, count = placed.clusters, placed.distances.shape[1]
    sizes = np.bincount(clusters, minlength=count)
    if sizes.min() < MIN_ROWS:
        raise SmallClusterError(
            f"a cluster has {sizes.min()} of {len(raw):,} rows that it was not fitted on, "
            f"{MIN_ROWS} are needed: ask for fewer or larger ones (task.n_clusters, task.min_cluster_size)"
        )
    nearest = placed.distances.min(axis=1)
    told = [traits(placed.coordinates, clusters, one, TRAITS) for one in range(count)]
    head = Head(
        numbers=tuple(range(1, count + 1)),
        names=tuple(", ".join(found) for found in told),
        radii=tuple(float(np.quantile(nearest[clusters == one], USUAL)) for one in range(count)),
        counts=tuple(sizes.tolist()),
        next_number=count + 1,
    )
    return head, raw
