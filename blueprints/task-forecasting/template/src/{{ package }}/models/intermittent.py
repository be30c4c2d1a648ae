"""Demand with many zeros: how often, times how much.

Source: Teunter, Syntetos & Babai 2011, "Intermittent demand: linking forecasting to inventory obsolescence".
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config import design
from ..data.panel import Array
from .base import Situation

SMOOTHING: Final = 0.1


def tsb(now: Situation) -> Array:
    """The smoothed chance of a demand times its smoothed size, the same for every step."""
    values = now.panel.values
    demand = np.where(values > 0, values, np.nan)
    known = (~np.isnan(values)).sum(axis=1)
    often = np.nan_to_num((values > 0).sum(axis=1) / np.maximum(known, 1))
    some = ~np.isnan(demand).all(axis=1)
    much = np.zeros(len(values))
    much[some] = np.nanmean(demand[some], axis=1)
    for step in range(values.shape[1]):
        value = values[:, step]
        sold = value > 0
        often = np.where(np.isnan(value), often, often + SMOOTHING * (sold - often))
        much = np.where(sold, much + SMOOTHING * (np.nan_to_num(value) - much), much)
    return np.repeat((often * much)[:, None], design.HORIZON, axis=1)
