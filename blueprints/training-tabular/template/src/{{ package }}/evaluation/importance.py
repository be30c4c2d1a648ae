"""Permutation importance: how much the primary metric loses when a column's values are shuffled.

Source: Breiman 2001, "Random forests"; it looks at the packed model from outside, so it means the
same for every rung of the ladder.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from ..config import design
from ..config.types import Metric
from ..features.preprocessing import ORDERED
from ..inference.predictor import Scorer
from ..task.predictions import Predictions

REPEATS: Final = 5


def importance(scorer: Scorer, frame: pl.DataFrame, metric: Metric) -> dict[str, float]:
    """Mean loss of the metric a feature, largest first."""
    whole = Predictions.of(scorer, frame).value(metric)
    draw = np.random.default_rng(design.SEED)
    loss = {}
    for feature in ORDERED:
        shuffled = [
            Predictions.of(scorer, _shuffled(frame, feature.name, draw)).value(metric) for _ in range(REPEATS)
        ]
        loss[feature.name] = metric.sign * (whole - float(np.mean(shuffled)))
    return dict(sorted(loss.items(), key=lambda item: -item[1]))


def _shuffled(frame: pl.DataFrame, column: str, draw: np.random.Generator) -> pl.DataFrame:
    return frame.with_columns(frame[column].gather(draw.permutation(frame.height)))
