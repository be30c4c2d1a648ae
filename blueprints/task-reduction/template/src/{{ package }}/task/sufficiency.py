"""Rows that the task needs before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..config import design
from ..data import contract
from ..data.split import Parts

# Rows that a part needs, below which fitting, choosing or judging means nothing.
MIN_ROWS: Final = 100


def faults(parts: Parts) -> Iterator[str]:
    """Parts with fewer rows than directions to be told apart, and a table whose rows are all alike."""
    least = max(MIN_ROWS, 5 * (design.COMPONENTS or 2))
    for name in ("train", "validation", "test"):
        rows = getattr(parts, name).height
        if rows < least:
            yield f"{name}: {rows:,} rows of at least {least:,}"
    inputs = parts.train.select(feature.name for feature in contract.MODEL_FEATURES)
    if inputs.height and inputs.n_unique() < 3:
        yield "every row is like every other: there is nothing to reduce"
