"""Whether a table can be learned from, told in sentences before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from ..data import contract
from ..data.split import Parts
from ..data.tables import DataError
from .target import labels

# Rows in which a class holds, and in which it does not; with fewer, fitting or choosing means nothing.
MIN_TRAIN: Final = 10
MIN_VALIDATION: Final = 1


class UnfitDataError(DataError):
    """The table keeps its contract, but nothing can be learned from it."""


def check(parts: Parts) -> None:
    """Check classes and columns of the parts; a class that the test part lacks is told by its gates.

    Raises:
        UnfitDataError: with every fault.
    """
    found = [*class_faults(parts), *column_faults(parts.train)]
    if found:
        raise UnfitDataError("\n  ".join(["nothing can be learned from this table:", *found]))


def class_faults(parts: Parts) -> Iterator[str]:
    """Classes that a part has too few rows with, or without."""
    needed = {"train": MIN_TRAIN, "validation": MIN_VALIDATION}
    held = {part: labels(getattr(parts, part)).to_numpy() for part in needed}
    for place, name in enumerate(contract.CLASSES):
        for value, said in ((1, "holds"), (0, "does not hold")):
            counts = {part: int((numbers[:, place] == value).sum()) for part, numbers in held.items()}
            if any(counts[part] < least for part, least in needed.items()):
                rows = ", ".join(
                    f"{part} {counts[part]:,} of at least {least}" for part, least in needed.items()
                )
                yield f"{name} {said} in too few rows: {rows}"


def column_faults(train: pl.DataFrame) -> Iterator[str]:
    """Model inputs without a single value."""
    for feature in contract.MODEL_FEATURES:
        if train[feature.name].null_count() == train.height:
            yield f"{feature.name}: null in every training row; mend its source, or take it out of the design"
