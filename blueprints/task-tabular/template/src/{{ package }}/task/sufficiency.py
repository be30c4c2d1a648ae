"""Rows that the task needs before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..data import contract
from ..data.split import Parts

# Rows of each class that a part needs, below which fitting, choosing or judging means nothing.
MIN_TRAIN: Final = 10
MIN_OTHER: Final = 5


def faults(parts: Parts) -> Iterator[str]:
    """Classes that a part has too few rows of."""
    needed = {"train": MIN_TRAIN, "validation": MIN_OTHER, "test": MIN_OTHER}
    for name in contract.CLASSES:
        counts = {part: int((getattr(parts, part)[contract.LABEL] == name).sum()) for part in needed}
        if not sum(counts.values()):
            yield f"{contract.LABEL}: no row is {name}"
        elif any(counts[part] < least for part, least in needed.items()):
            rows = ", ".join(f"{part} {counts[part]:,} of at least {least}" for part, least in needed.items())
            yield f"{contract.LABEL}: too few rows are {name}: {rows}"
