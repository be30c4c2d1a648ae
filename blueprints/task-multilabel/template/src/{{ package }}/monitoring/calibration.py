"""Whether the probabilities come true, class by class, as far as outcomes tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import polars as pl

from ..data.contract import CLASSES, PROBABILITIES
from ..evaluation.bootstrap import Rows
from ..task.metrics import Scores
from ..task.predictions import Predictions

# A mean probability that is off by less changes no decision worth an alert.
TOLERANCE: Final = 0.02


def scores_of(rows: pl.DataFrame) -> Scores:
    """The probabilities that were answered, a column a class."""
    return rows.select(PROBABILITIES).to_numpy()


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """Of each class that can be judged how far its probabilities are off, on some of the rows."""
    classes = zip(CLASSES, judged.judged, strict=True)
    return {name: partial(gap, judged, place) for place, (name, told) in enumerate(classes) if told}


def gap(judged: Predictions, place: int, rows: Rows) -> float:
    """Mean probability of a class less its share, where it is known; NaN where it never is."""
    known = rows[judged.labels[rows, place] >= 0]
    off = judged.probabilities[known, place] - judged.labels[known, place]
    return float(off.mean()) if off.size else float("nan")
