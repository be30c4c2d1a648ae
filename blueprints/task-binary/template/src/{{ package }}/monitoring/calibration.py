"""Whether the probabilities come true, as far as outcomes tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

from ..data.contract import POSITIVE, SCORE
from ..evaluation.bootstrap import Rows
from ..task.metrics import Labels, Scores
from ..task.predictions import Predictions

# A mean probability that is off by less changes no decision worth an alert.
TOLERANCE: Final = 0.02


def scores_of(rows: pl.DataFrame) -> Scores:
    """The probabilities that were answered."""
    return rows[SCORE].to_numpy()


def drawn(scores: Scores, luck: np.random.Generator) -> Labels:
    """Outcomes that come as often as was promised."""
    return (luck.random(len(scores)) < scores).astype(np.int8)


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """Mean probability less the share of positives, on some of the rows."""
    gap = judged.probabilities - judged.labels
    return {POSITIVE: lambda rows: float(gap[rows].mean())}
