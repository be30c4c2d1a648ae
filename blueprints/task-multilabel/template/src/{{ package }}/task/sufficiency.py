"""Rows that the task needs before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..data import contract
from ..data.split import Parts
from .target import labels

# Rows in which a class holds, and in which it does not; with fewer, fitting or choosing means nothing.
MIN_TRAIN: Final = 10
MIN_VALIDATION: Final = 1


def faults(parts: Parts) -> Iterator[str]:
    """Classes that a part has too few rows with, or without; what the test part lacks is for its gates."""
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
