"""Binned distribution of a column: stored in the manifest at training, compared by the drift job."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray


class Histogram(msgspec.Struct, frozen=True):
    """Counts of a column's values.

    A numeric column has inner bin `edges` and `len(edges) + 1` bins, open at both ends; a
    categorical one has a bin a level and one for unseen levels. The last count is the nulls.
    """

    counts: tuple[int, ...]
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()

    @classmethod
    def of_numbers(cls, values: ArrayLike, bins: int) -> Histogram:
        """Histogram over the quantiles of `values`, so that every bin holds about as many rows.

        A column of few distinct values has a bin for each, however rare.
        """
        numbers = np.asarray(values, dtype=np.float64)
        present = numbers[~np.isnan(numbers)]
        edges = np.unique(present)
        if len(edges) > bins:
            edges = np.unique(np.quantile(present, np.linspace(0, 1, bins + 1)[1:-1], method="higher"))
        # An edge on the minimum would open a first bin that no value can fall into.
        edges = edges[edges > present.min(initial=np.inf)]
        empty = cls(counts=(), edges=tuple(edges.tolist()))
        return msgspec.structs.replace(empty, counts=empty.count(numbers))

    @classmethod
    def of_levels(cls, values: Sequence[str | None], levels: Sequence[str]) -> Histogram:
        """Histogram of a categorical column over its levels."""
        empty = cls(counts=(), levels=tuple(levels))
        return msgspec.structs.replace(empty, counts=empty.count(values))

    def count(self, values: ArrayLike | Sequence[str | None]) -> tuple[int, ...]:
        """Counts of other values in these bins."""
        if self.levels:
            position = {level: index for index, level in enumerate(self.levels)}
            unseen, null = len(self.levels), len(self.levels) + 1
            places = [
                null if value is None else position.get(str(value), unseen)
                for value in np.asarray(values, dtype=object)
            ]
            return _tally(np.asarray(places, dtype=np.int64), null + 1)
        numbers = np.asarray(values, dtype=np.float64)
        bins = np.searchsorted(np.asarray(self.edges), numbers, side="right")
        null = len(self.edges) + 1
        return _tally(np.where(np.isnan(numbers), null, bins), null + 1)


def _tally(places: NDArray[np.int64], length: int) -> tuple[int, ...]:
    return tuple(int(count) for count in np.bincount(places, minlength=length))
