"""Whether a table can be learned from, told in sentences before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ..data import contract
from ..data.split import Parts
from ..data.tables import DataError

# Rows of each class that a part needs, below which fitting, choosing or judging means nothing.
MIN_TRAIN: int = 10
MIN_OTHER: int = 5


class UnfitDataError(DataError):
    """The table keeps its contract, but nothing can be learned from it."""


def check(parts: Parts) -> None:
    """Check classes and columns of the parts.

    Raises:
        UnfitDataError: with every fault.
    """
    found = [*class_faults(parts), *column_faults(parts.train)]
    if found:
        raise UnfitDataError("\n  ".join(["nothing can be learned from this table:", *found]))


def class_faults(parts: Parts) -> Iterator[str]:
    """Classes that a part has too few rows of."""
    needed = {"train": MIN_TRAIN, "validation": MIN_OTHER, "test": MIN_OTHER}
    for name in contract.CLASSES:
        counts = {part: int((getattr(parts, part)[contract.LABEL] == name).sum()) for part in needed}
        if not sum(counts.values()):
            yield f"{contract.LABEL}: no row is {name}"
        elif any(counts[part] < least for part, least in needed.items()):
            rows = ", ".join(f"{part} {counts[part]:,} of at least {least}" for part, least in needed.items())
            yield f"{contract.LABEL}: too few rows are {name}: {rows}"


def column_faults(train: pl.DataFrame) -> Iterator[str]:
    """Model inputs without a single value."""
    for feature in contract.MODEL_FEATURES:
        if train[feature.name].null_count() == train.height:
            yield f"{feature.name}: null in every training row; mend its source, or take it out of the design"
