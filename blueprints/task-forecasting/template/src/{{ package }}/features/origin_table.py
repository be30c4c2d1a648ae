"""The table that a model learns from: a row for each series and step, as seen from one origin.

Every number is made of values up to the origin and of what is known ahead; `rows` is the only place that
looks at values, so that nothing can peek elsewhere. Values are in units of the series' own scale at the
origin, so that one model serves large and small series, and trees need not extrapolate.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..data.panel import Array, Panel

SCALE_WINDOW: Final = max(2 * design.SEASON, 24)
TWO_YEARS: Final = timedelta(days=730)
LAGS: Final = 3
SEASONS: Final = 4
HISTORY: Final = max(
    4 * design.SEASON, SCALE_WINDOW, design.SEASON * (design.HORIZON // design.SEASON + 1 + SEASONS)
)
"""As many of the newest steps make every feature: what stands before them changes no forecast."""
NAMES: Final = (
    *(f"lag_{lag}" for lag in range(1, LAGS + 1)),
    *("mean_1_season", "mean_2_seasons", "mean_4_seasons", "deviation", "share_of_zeros", "change"),
    *(f"same_season_{back}" for back in range(1, SEASONS + 1)),
    *("same_season_mean", "step", "depth", "month", "day", "weekday", "hour"),
    *(feature.name for feature in design.FEATURES),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of series × steps in one table, series by series, and the unit of each series."""

    features: NDArray[np.float32]
    scale: Array
    """A value a series; NaN for one that is too young, or at zero, for a model."""


def rows(panel: Panel, depth: NDArray[np.int64]) -> Rows:
    """The rows of the steps after the newest of the panel."""
    seen, season, steps = panel.values, design.SEASON, design.HORIZON
    shape, scale = (len(seen), design.HORIZON), scale_of(seen)
    ahead = np.arange(1, steps + 1)
    same = np.stack([target_season(seen, ahead, back) for back in range(1, SEASONS + 1)], axis=2)
    history = [
        *(last(seen, lag) for lag in range(LAGS)),
        *(mean(seen[:, -season * count :]) for count in (1, 2, 4)),
        mean(seen[:, -2 * season :], np.nanstd),
        mean((seen[:, -2 * season :] == 0).astype(float)) * scale,
        mean(seen[:, -season:]) - mean(seen[:, -2 * season : -season]),
    ]
    known = panel.features[:, :, panel.steps : panel.steps + steps].copy()
    for number, feature in enumerate(design.FEATURES):
        if not feature.known_ahead:
            known[number] = last(panel.features[number, :, : panel.steps], 0)[:, None]
    columns = [
        *(spread((column / scale)[:, None], shape) for column in history),
        *np.moveaxis(same / scale[:, None, None], 2, 0),
        mean(same, axis=2) / scale[:, None],
        spread(ahead, shape),
        spread(depth[:, None], shape),
        *(spread(column, shape) for column in calendar(panel)),
        *known,
    ]
    return Rows(np.stack(columns, axis=2).reshape(-1, len(NAMES)).astype(np.float32), scale)


def spread(values: Array | NDArray[np.int64], shape: tuple[int, int]) -> Array:
    """Values of series, or of steps, for each series and step."""
    return np.broadcast_to(values, shape).astype(float)


def scale_of(seen: Array) -> Array:
    """The mean size of the newest values; NaN where fewer than a season is known or all are zero."""
    window = seen[:, -SCALE_WINDOW:]
    enough = (~np.isnan(window)).sum(axis=1) >= design.SEASON
    size = mean(np.abs(window))
    return np.where(enough & (size > 0), size, np.nan)


def target_season(seen: Array, ahead: NDArray[np.int64], back: int) -> Array:
    """The value of the same place in a season, `back` seasons before the newest that is known."""
    place = seen.shape[1] - 1 + ahead - design.SEASON * (-(-ahead // design.SEASON) + back - 1)
    return np.where(place >= 0, seen[:, np.maximum(place, 0)], np.nan)


def last(seen: Array, lag: int) -> Array:
    """The value at the origin, or so many steps before."""
    return seen[:, -1 - lag] if seen.shape[1] > lag else np.full(len(seen), np.nan)


def mean(values: Array, statistic: Callable[..., Array] = np.nanmean, axis: int = 1) -> Array:
    """A statistic of what is known; NaN where nothing is."""
    if values.shape[axis] == 0:
        return np.full(len(values), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(statistic(values, axis=axis))


def calendar(panel: Panel) -> Array:
    """Month, day of the month, weekday and hour of each step.

    Of a place in the year nothing can be learned before it came twice: until then it is not known.
    """
    times = panel.times[panel.steps : panel.steps + design.HORIZON]
    found = np.array([[t.month, t.day, t.weekday(), t.hour] for t in times], dtype=float).T
    if panel.origin - panel.times[0] < TWO_YEARS:
        found[:2] = np.nan
    return found
