"""Whether the probabilities come true, as far as outcomes tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from ..data.contract import POSITIVE, SCORE
from ..evaluation.bootstrap import Rows
from ..task.metrics import Scores
from ..task.predictions import Predictions

# A mean probability that is off by less changes no decision worth an alert.
TOLERANCE: Final = 0.02


def scores_of(rows: pl.DataFrame) -> Scores:
    """The probabilities that were answered."""
    return rows[SCORE].to_numpy()


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """Mean probability less the share of positives, on some of the rows."""
    gap = judged.probabilities - judged.labels
    return {POSITIVE: lambda rows: float(gap[rows].mean())}
