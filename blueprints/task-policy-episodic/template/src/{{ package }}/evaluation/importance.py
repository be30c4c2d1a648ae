"""Permutation importance: how much a policy loses when it sees a column of other episodes instead.

Source: Breiman 2001, "Random forests"; it looks at the packed model from outside, so it means the
same for every rung of the ladder.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from ..features.preprocessing import ORDERED
from ..inference.predictor import Scorer
from ..task.episodes import Policy
from ..task.predictions import Predictions, acting
from ..task.simulator import Observations


def importance(scorer: Scorer, frame: pl.DataFrame, metric: Metric) -> dict[str, float]:
    """Loss of the metric a feature, largest first."""
    policy = acting(scorer)
    whole = Predictions.playing(policy, frame).value(metric)
    loss = {
        feature.name: metric.sign
        * (whole - Predictions.playing(mistaken(policy, feature.name), frame).value(metric))
        for feature in ORDERED
    }
    return dict(sorted(loss.items(), key=lambda item: -item[1]))


def mistaken(policy: Policy, column: str) -> Policy:
    """The policy with the column of another episode at each step."""
    draw = np.random.default_rng(design.SEED)

    def act(states: Observations) -> NDArray[np.int64]:
        return policy({**states, column: draw.permutation(states[column])})

    return act
