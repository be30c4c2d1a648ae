"""Whether the probabilities come true, class by class, as far as outcomes tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import CLASSES, PROBABILITIES
from ..evaluation.bootstrap import Rows
from ..task.metrics import Labels, Scores
from ..task.predictions import Predictions

# A mean probability that is off by less changes no decision worth an alert.
TOLERANCE: Final = 0.02


def scores_of(rows: pl.DataFrame) -> Scores:
    """The probabilities that were answered, a column a class."""
    return rows.select(PROBABILITIES).to_numpy()


def drawn(scores: Scores, luck: np.random.Generator) -> Labels:
    """Outcomes that come as often as was promised."""
    edges = np.cumsum(scores, axis=1)[:, :-1]
    came: Labels = (luck.random((len(scores), 1)) >= edges).sum(axis=1)
    return came


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """Of each class the mean probability less its share of the outcomes, on some of the rows."""
    off = judged.probabilities - np.eye(len(CLASSES))[judged.labels]
    return {name: partial(mean, off[:, place]) for place, name in enumerate(CLASSES)}


def mean(values: NDArray[np.float64], rows: Rows) -> float:
    """The mean of some of the values."""
    return float(values[rows].mean())
