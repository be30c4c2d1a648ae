"""How many clusters: as many as come out again, are not too small, and are more than noise has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from ..config import design
from ..config.errors import OperatorError
from ..task.metrics import Scores, silhouettes
from ..task.stability import agreements, refitted, without_structure

RANGE: Final = range(2, 11)
# What a number shows on as many rows; the chosen one is fitted on all.
ROWS: Final = 1_500
REFITS: Final = 4
MIN_STABILITY: Final = 0.9
MIN_SHARE: Final = 0.02
# By as much the silhouette exceeds that of rows without structure.
ABOVE_NULL: Final = 0.05
# More clusters are worth so much less silhouette.
AS_GOOD: Final = 0.01


class NoGroupingError(OperatorError):
    """The rows fall into no groups that come out again."""


class Tried(NamedTuple):
    """What a number of clusters shows."""

    clusters: int
    silhouette: float
    null: float
    stability: float
    smallest: float
    """Share of the rows."""

    def lacks(self, rows: int) -> list[str]:
        """What speaks against the number, in a table of so many rows."""
        share = max(MIN_SHARE, design.MIN_CLUSTER_SIZE / rows)
        wrong = {
            f"stability {self.stability:.2f} < {MIN_STABILITY}": self.stability < MIN_STABILITY,
            f"smallest {self.smallest:.1%} < {share:.1%}": self.smallest < share,
            f"silhouette {self.silhouette:.3f} < {self.null + ABOVE_NULL:.3f}": self.silhouette
            < self.null + ABOVE_NULL,
        }
        return [what for what, is_wrong in wrong.items() if is_wrong]


def tried(coordinates: Scores) -> Iterator[Tried]:
    """Every number of the range on a sample of the rows."""
    draw = np.random.default_rng(design.SEED)
    kept = draw.permutation(len(coordinates))[:ROWS]
    rows = coordinates[np.sort(kept)]
    for count in RANGE:
        if count >= len(np.unique(rows, axis=0)):
            return
        clusters = refitted(rows, count, design.SEED).labels_.astype(np.int64)
        noise = without_structure(rows, count)
        yield Tried(
            count,
            float(silhouettes(rows, clusters, ROWS).mean()),
            float(silhouettes(*noise, ROWS).mean()),
            float(agreements(rows, clusters, count, REFITS).mean()),
            float(np.bincount(clusters).min() / len(rows)),
        )


def choose(found: Sequence[Tried], rows: int) -> int:
    """The most clusters of those whose silhouette is as good as the best.

    Raises:
        NoGroupingError: when no number of clusters is stable, large enough and above noise.
    """
    fit = [one for one in found if not one.lacks(rows)]
    if not fit:
        why = "\n  ".join(f"{one.clusters} clusters: {', '.join(one.lacks(rows))}" for one in found)
        raise NoGroupingError(f"no number of clusters is a stable grouping of these rows:\n  {why}")
    best = max(one.silhouette for one in fit)
    return max(one.clusters for one in fit if one.silhouette >= best - AS_GOOD)
