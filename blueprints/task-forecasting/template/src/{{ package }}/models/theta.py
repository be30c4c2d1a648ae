"""Theta and exponential smoothing, fitted to all series at once: a loop over time, not over series.

Source: Assimakopoulos & Nikolopoulos 2000; Hyndman & Billah 2003: simple exponential smoothing with half of
the slope of the straight line as drift, on values without their season.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config import design
from ..data.panel import Array, filled
from .base import Situation

ALPHAS: Final = np.linspace(0.02, 0.98, 13)
SEASONS: Final = 20
# 90 % of white noise has a smaller correlation.
SEASONAL_CORRELATION: Final = 1.645


def theta(now: Situation) -> Array:
    """The forecasts of the Theta method."""
    return smoothed(now, drift=True)


def exponential_smoothing(now: Situation) -> Array:
    """A level that follows the values, and a season."""
    return smoothed(now, drift=False)


def smoothed(now: Situation, *, drift: bool) -> Array:
    """Level, season and where wanted half of the slope."""
    season = design.SEASON
    values = filled(now.panel.values, season)[:, -SEASONS * season if season > 1 else 0 :]
    steps = values.shape[1]
    ahead = np.arange(1, design.HORIZON + 1)
    profile = seasonal_profile(values)
    plain = values - profile[:, np.arange(steps) % season]
    level, alpha = smooth(plain)
    forecast = np.repeat(level[:, None], design.HORIZON, axis=1)
    if drift:
        time = np.arange(steps) - (steps - 1) / 2
        slope = plain @ time / max(time @ time, 1.0)
        lead = ahead - 1 + ((1 - (1 - alpha) ** steps) / alpha)[:, None]
        forecast = forecast + slope[:, None] / 2 * lead
    return forecast + profile[:, (steps - 1 + ahead) % season]


def seasonal_profile(values: Array) -> Array:
    """What each place of a season adds; zero for a series whose season cannot be told from chance."""
    season, steps = design.SEASON, values.shape[1]
    whole = steps // season
    if season == 1 or whole < 2:
        return np.zeros((len(values), season))
    newest = values[:, steps - whole * season :].reshape(len(values), whole, season)
    found = (newest - newest.mean(axis=2, keepdims=True)).mean(axis=1)
    found = np.roll(found, (steps - whole * season) % season, axis=1)
    centred = values - values.mean(axis=1, keepdims=True)
    power = (centred**2).sum(axis=1)
    lagged = (centred[:, season:] * centred[:, :-season]).sum(axis=1)
    seasonal = lagged > SEASONAL_CORRELATION / np.sqrt(steps) * power
    return np.where(seasonal[:, None], found, 0.0)


def smooth(values: Array) -> tuple[Array, Array]:
    """The level after the newest value and the smoothing that would have forecast best, a series each."""
    level = np.repeat(values[:, :1], len(ALPHAS), axis=1)
    error = np.zeros_like(level)
    for step in range(1, values.shape[1]):
        off = values[:, step, None] - level
        error += off**2
        level = level + ALPHAS * off
    best = error.argmin(axis=1)
    return level[np.arange(len(values)), best], ALPHAS[best]
