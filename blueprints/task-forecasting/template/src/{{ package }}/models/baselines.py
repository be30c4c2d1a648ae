"""The simple forecasts, of which the best one is the bar.

To beat the seasonal naive forecast proves little: on values without any order in time a mean has 1/√2 of its
error. So the means stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ..config import design
from ..data.panel import Array, filled
from ..features.origin_table import mean, target_season
from .base import Family, Situation, local

SEASONS: Final = 4
STEPS: Final = np.arange(1, design.HORIZON + 1)


def naive(now: Situation) -> Array:
    """The newest value."""
    return repeated(filled(now.panel.values, 1)[:, -1])


def seasonal_naive(now: Situation) -> Array:
    """The value of the same place in the newest season."""
    seen = filled(now.panel.values, design.SEASON)
    found = target_season(seen, STEPS, 1)
    return np.where(np.isnan(found), seen[:, -1:], found)


def mean_of_seasons(now: Situation) -> Array:
    """The mean of the newest four seasons."""
    return repeated(np.nan_to_num(mean(now.panel.values[:, -SEASONS * design.SEASON :])))


def seasonal_mean(now: Situation) -> Array:
    """The mean of the same place in the newest four seasons."""
    seen = now.panel.values
    found = mean(np.stack([target_season(seen, STEPS, back + 1) for back in range(SEASONS)], 2), axis=2)
    return np.where(np.isnan(found), mean_of_seasons(now), found)


def repeated(values: Array) -> Array:
    """The same value at every step."""
    return np.repeat(values[:, None], design.HORIZON, axis=1)


BASELINES: Final[Mapping[str, Family]] = {
    "naive": local("naive", naive),
    "seasonal_naive": local("seasonal_naive", seasonal_naive),
    "mean": local("mean", mean_of_seasons),
    "seasonal_mean": local("seasonal_mean", seasonal_mean),
}
