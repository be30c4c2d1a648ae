"""Rows that the task needs before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ..data import contract
from ..data.split import Parts
from .target import labels
from .tree import ABOVE, NAMES

# Rows of each class of the first level that a part needs; fewer can neither be learned from nor judge.
MIN_TRAIN: Final = 10
MIN_OTHER: Final = 5


def faults(parts: Parts) -> Iterator[str]:
    """Classes of the first level that a part has too few rows of."""
    needed = {"train": MIN_TRAIN, "validation": MIN_OTHER, "test": MIN_OTHER}
    found = {
        part: np.bincount(ABOVE[0][labels(getattr(parts, part)).to_numpy()], minlength=len(NAMES[0]))
        for part in needed
    }
    for place, name in enumerate(NAMES[0]):
        counts = {part: int(rows[place]) for part, rows in found.items()}
        if not sum(counts.values()):
            yield f"{contract.LABEL}: no row is below {name}"
        elif any(counts[part] < least for part, least in needed.items()):
            rows = ", ".join(f"{part} {counts[part]:,} of at least {least}" for part, least in needed.items())
            yield f"{contract.LABEL}: too few rows are below {name}: {rows}"
