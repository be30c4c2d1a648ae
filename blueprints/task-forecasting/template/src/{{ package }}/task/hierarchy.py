"""Published levels, from the total down to the single series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from ..config import design
from ..data.panel import Array, Panel

ALL: Final = "(all)"
"""Stands in the key columns over which an aggregate adds up."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Which single series add up to which aggregates; aggregates stand first, coarse ones before fine."""

    keys: pl.DataFrame
    depth: NDArray[np.int64]
    """How many key columns tell a published series apart: 0 is the total."""
    sums: sparse.csr_matrix
    """Aggregates × single series, 1 where the series is a part."""

    @property
    def aggregates(self) -> int:
        """How many of the published series are sums of others."""
        return int(self.sums.shape[0])

    @property
    def levels(self) -> dict[str, NDArray[np.int64]]:
        """The rows of each level by its name, coarse ones first."""
        columns = self.keys.columns
        names = {0: "total"} | {n: " × ".join(columns[:n]) for n in range(1, len(columns) + 1)}
        return {names[d]: np.flatnonzero(self.depth == d) for d in np.unique(self.depth)}

    def total(self, values: Array) -> Array:
        """The aggregates of values of single series."""
        return np.asarray(self.sums @ values)

    def published(self, panel: Panel) -> Panel:
        """The panel with its aggregates.

        An aggregate is known where each of its parts is, or has not begun. Its features are the means of its
        parts': of a flag, the share of the parts for which it is set.
        """
        begun = np.cumsum(~np.isnan(panel.values), axis=1) > 0
        unknown = self.total((np.isnan(panel.values) & begun).astype(float)) > 0
        alive = self.total(begun.astype(float)) > 0
        summed = self.total(np.nan_to_num(panel.values))
        values = np.where(unknown | ~alive, np.nan, summed)
        features = [np.concatenate([self.mean(one), one]) for one in panel.features]
        stacked = np.stack(features) if features else np.empty((0, self.keys.height, len(panel.times)))
        return replace(panel, keys=self.keys, values=np.concatenate([values, panel.values]), features=stacked)

    def mean(self, feature: Array) -> Array:
        """The mean of a feature over the parts of each aggregate where it is known."""
        known = self.total((~np.isnan(feature)).astype(float))
        with np.errstate(invalid="ignore"):
            return np.where(known > 0, self.total(np.nan_to_num(feature)) / known, np.nan)


def hierarchy(keys: pl.DataFrame) -> Hierarchy:
    """A level for each leading part of the key columns: total, store, store and item."""
    columns, series = keys.columns, keys.height
    blocks: list[Array] = []
    frames, depths = [keys], [len(columns)] * series
    for length in reversed(range(len(columns)) if design.HIERARCHICAL and series > 1 else ()):
        names = [row[:length] for row in keys.rows()]
        groups = list(dict.fromkeys(names))
        if length and len(groups) in (1, series):
            continue
        place = {name: row for row, name in enumerate(groups)}
        block = np.zeros((len(groups), series))
        block[[place[name] for name in names], np.arange(series)] = 1
        rows = [(*name, *[ALL] * (len(columns) - length)) for name in groups]
        frames.insert(0, pl.DataFrame(rows, schema=keys.schema, orient="row"))
        blocks.insert(0, block)
        depths = [length] * len(groups) + depths
    sums = np.concatenate(blocks) if blocks else np.zeros((0, series))
    return Hierarchy(pl.concat(frames), np.array(depths), sparse.csr_matrix(sums))
