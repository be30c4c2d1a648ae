"""Rows that the task needs before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data import contract
from ..data.split import Parts
from .target import labels

# Rows that a part needs, below which fitting, choosing or judging means nothing.
MIN_ROWS: Final = {"train": 100, "validation": 20, "test": 20}


def faults(parts: Parts) -> Iterator[str]:
    """Parts with too few rows, and labels that the design cannot mean."""
    for name, least in MIN_ROWS.items():
        rows = getattr(parts, name).height
        if rows < least:
            yield f"too few rows: {name} {rows:,} of at least {least}"
    values = labels(parts.train)
    if values.n_unique() == 1:
        yield f"{contract.LABEL}: {values[0]:g} in every training row"
    every = (parts.train, parts.validation, parts.test)
    lowest = min(labels(part).to_numpy().min(initial=np.inf) for part in every)
    if design.LOG_TARGET and lowest <= 0:
        yield f"{contract.LABEL}: {lowest:g} has no logarithm; task.target_transform is log"
