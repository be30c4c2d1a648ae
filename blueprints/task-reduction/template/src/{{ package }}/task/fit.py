"""Fitting what the task adds to the components, on rows that the model has not seen."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config import design
from ..data.histogram import Histogram
from .answers import Head
from .components import Placed
from .metrics import Labels
from .space import Scores

# Of a row of which the components miss more than of so many, something is odd.
USUAL: Final = 0.99


def fit_head(_labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """What is usual to be missed, and the distribution of each component."""
    placed = Placed.of(raw)
    head = Head(
        components=placed.embedding.shape[1],
        usual=float(np.quantile(placed.error, USUAL)),
        axes=tuple(Histogram.of_numbers(axis, design.DRIFT_BINS) for axis in placed.embedding.T),
    )
    return head, raw
