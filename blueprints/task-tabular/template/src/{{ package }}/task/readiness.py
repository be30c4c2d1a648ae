"""Whether a table can be learned from, told in sentences before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ..data import contract
from ..data.split import Parts
from ..data.tables import DataError
from .sufficiency import faults


class UnfitDataError(DataError):
    """The table keeps its contract, but nothing can be learned from it."""


def check(parts: Parts) -> None:
    """Check the rows of the parts and the columns.

    Raises:
        UnfitDataError: with every fault.
    """
    found = [*faults(parts), *column_faults(parts.train)]
    if found:
        raise UnfitDataError("\n  ".join(["nothing can be learned from this table:", *found]))


def column_faults(train: pl.DataFrame) -> Iterator[str]:
    """Model inputs without a single value."""
    for feature in contract.MODEL_FEATURES:
        if train[feature.name].null_count() == train.height:
            yield f"{feature.name}: null in every training row; mend its source, or take it out of the design"
