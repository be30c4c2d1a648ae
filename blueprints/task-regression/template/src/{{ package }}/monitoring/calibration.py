"""Whether the intervals hold what they say, as far as outcomes tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from ..config import design
from ..data.contract import HIGH, LOW, SCORE
from ..evaluation.bootstrap import Rows
from ..task.metrics import Scores, coverage
from ..task.predictions import Predictions

# An interval is fitted on some hundred rows, whose chance alone moves its coverage by a few points.
TOLERANCE: Final = 0.05


def scores_of(rows: pl.DataFrame) -> Scores:
    """The values that were answered, and the ends of their intervals."""
    return rows.select(SCORE, LOW, HIGH).to_numpy()


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """What the interval says less the share of outcomes inside of it, on some of the rows."""
    level = design.INTERVAL_LEVEL
    return {
        f"interval of {level:.0%}": lambda rows: level - coverage(judged.labels[rows], judged.scores[rows])
    }
