"""Whether a table can be grouped, told in sentences before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ..config import design
from ..data import contract
from ..data.split import Parts
from ..data.tables import DataError

# Rows that a part needs, below which fitting, choosing or judging means nothing.
MIN_ROWS: int = 100


class UnfitDataError(DataError):
    """The table keeps its contract, but nothing can be learned from it."""


def check(parts: Parts) -> None:
    """Check the size of the parts and the columns.

    Raises:
        UnfitDataError: with every fault.
    """
    found = [*part_faults(parts), *column_faults(parts.train)]
    if found:
        raise UnfitDataError("\n  ".join(["nothing can be learned from this table:", *found]))


def part_faults(parts: Parts) -> Iterator[str]:
    """Parts with too few rows for as many clusters."""
    least = max(MIN_ROWS, 20 * (design.CLUSTERS or 2))
    for name in ("train", "validation", "test"):
        rows = getattr(parts, name).height
        if rows < least:
            yield f"{name}: {rows:,} rows of at least {least:,}"


def column_faults(train: pl.DataFrame) -> Iterator[str]:
    """Model inputs without a single value, and a table whose rows are all alike."""
    names = [feature.name for feature in contract.MODEL_FEATURES]
    for name in names:
        if train[name].null_count() == train.height:
            yield f"{name}: null in every training row; mend its source, or take it out of the design"
    if train.height and train.select(names).n_unique() < 3:
        yield "every row is like every other: there is nothing to group"
