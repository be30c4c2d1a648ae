"""Which of the declared ranges a number lies in, and how probable each of them is."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..config import design
from .target import FloatArray, learned

Places: TypeAlias = NDArray[np.int64]
"""Numbers of buckets, 0 for the lowest."""

EDGES: Final = np.array(design.BUCKET_EDGES)
NAMES: Final = design.BUCKETS
# Shares of the residuals at which their distribution is kept.
LEVELS: Final = np.linspace(0, 1, 101)
# Errors of small and of large predictions differ: each group of predictions has residuals of its own.
MOST_GROUPS: Final = 5
ROWS_OF_A_GROUP: Final = 100

Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Bucket(msgspec.Struct, frozen=True, gc=False):
    """The range that the value lies in."""

    name: str
    index: Annotated[int, msgspec.Meta(ge=0, description="0 for the lowest.")]
    probabilities: dict[str, Share] | None
    """Of every range; None when the fallback answered."""


def places(values: FloatArray) -> Places:
    """The bucket of each number; one on a border lies above it."""
    return np.digitize(values, EDGES)


class Residuals(msgspec.Struct, frozen=True):
    """How far labels lie above the centres of rows that the model has not seen, in units of their spread.

    Source: Boström, Johansson & Löfström 2021, "Mondrian conformal predictive distributions".
    """

    borders: tuple[float, ...]
    """Between groups of centres, on the learned scale."""
    quantiles: tuple[tuple[float, ...], ...]
    """Of the residuals in each group, at `LEVELS`."""

    @classmethod
    def of(cls, centre: FloatArray, residuals: FloatArray) -> Residuals:
        """The distributions of these residuals."""
        groups = min(MOST_GROUPS, max(1, len(centre) // ROWS_OF_A_GROUP))
        borders = np.unique(np.quantile(centre, np.linspace(0, 1, groups + 1)[1:-1]))
        group = np.digitize(centre, borders)
        found = [np.quantile(residuals[group == number], LEVELS) for number in range(len(borders) + 1)]
        return cls(tuple(borders.tolist()), tuple(tuple(quantiles.tolist()) for quantiles in found))


def probabilities(centre: FloatArray, spread: FloatArray, residuals: Residuals) -> FloatArray:
    """Probability of each bucket, a column each: the residuals of like rows, laid around the centre."""
    away = (learned(EDGES) - centre[:, None]) / spread[:, None]
    group, below = np.digitize(centre, residuals.borders), np.empty(away.shape)
    for number, quantiles in enumerate(residuals.quantiles):
        rows = group == number
        below[rows] = np.interp(away[rows], quantiles, LEVELS, left=0.0, right=1.0)
    return np.diff(below, axis=1, prepend=0.0, append=1.0)


def buckets_of(values: FloatArray, shares: FloatArray) -> list[Bucket]:
    """The bucket of each value with the probabilities of all, which are NaN where a rule answered."""
    return [
        Bucket(NAMES[place], place, None if row[0] != row[0] else dict(zip(NAMES, row, strict=True)))
        for place, row in zip(places(values).tolist(), shares.tolist(), strict=True)
    ]
