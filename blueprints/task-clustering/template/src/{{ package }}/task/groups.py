"""What groups of rows look like in their space: which columns tell them apart."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .space import CATEGORIES, COLUMNS, NUMBERS, WIDTH, WIDTHS, Scores, blocks

Clusters: TypeAlias = NDArray[np.int64]

# What it means that a coordinate is high, or low.
HIGH: Final = (
    *(f"{name} high" for name in NUMBERS),
    *(f"{feature.name} = {level}" for feature in CATEGORIES for level in feature.values),
)
LOW: Final = (
    *(f"{name} low" for name in NUMBERS),
    *(f"{feature.name} not {level}" for feature in CATEGORIES for level in feature.values),
)


class Placed(NamedTuple):
    """What the graph answers: each row's distance from every centre, and its own place."""

    distances: Scores
    coordinates: Scores

    @classmethod
    def of(cls, raw: Scores) -> Placed:
        """Distances stand first, coordinates last."""
        return cls(raw[:, :-WIDTH], raw[:, -WIDTH:])

    @property
    def clusters(self) -> Clusters:
        """The nearest centre of each row, the first of those that tie."""
        nearest: Clusters = self.distances.argmin(axis=1)
        return nearest


def explained(coordinates: Scores, clusters: Clusters) -> dict[str, float]:
    """Share of each column's variance that lies between the clusters, the largest first."""
    shares = {}
    for name, block in zip(COLUMNS, blocks(coordinates), strict=True):
        means = np.array([block[clusters == one].mean(axis=0) for one in np.unique(clusters)])
        sizes = np.unique(clusters, return_counts=True)[1]
        total = float(((block - block.mean(axis=0)) ** 2).sum())
        between = float((sizes[:, None] * (means - block.mean(axis=0)) ** 2).sum())
        shares[name] = between / total if total > 0 else 0.0
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def traits(coordinates: Scores, clusters: Clusters, cluster: int, count: int) -> tuple[str, ...]:
    """What tells a cluster from the other rows, a column once, the clearest first."""
    own = clusters == cluster
    spread = coordinates.std(axis=0)
    gap = coordinates[own].mean(axis=0) - coordinates[~own].mean(axis=0)
    apart: Scores = np.divide(gap, spread, out=np.zeros(WIDTH), where=spread > 0)
    columns = np.repeat(np.arange(len(COLUMNS)), WIDTHS)
    found: dict[int, str] = {}
    for place in np.argsort(-np.abs(apart), kind="stable").tolist():
        column = int(columns[place])
        if column not in found and apart[place]:
            found[column] = HIGH[place] if apart[place] > 0 else LOW[place]
    return tuple(found.values())[:count]
