"""Errors of forecasts, each a mean over the levels, so that the total counts as much as all single series.

Steps whose truth is not known are left out and never taken for zero.
Source: Hyndman & Koehler 2006, "Another look at measures of forecast accuracy".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from ..data.panel import Array
from ..training.backtest import Cells
from .intervals import Widths, interval


@dataclass(frozen=True, slots=True)
class Sample:
    """Cells of one level: origins × series × steps."""

    truth: Array
    mean: Array
    scale: Array
    """A value a series."""
    bounds: Mapping[str, tuple[Array, Array]]
    """Lower and upper bounds by level of coverage."""

    @property
    def off(self) -> Array:
        """Forecast less truth."""
        return self.mean - self.truth


Rows = NDArray[np.int64]


Bounds = Mapping[str, tuple[Array, Array]]
"""Lower and upper bounds by level of coverage, of the shape of the cells."""


def bounds_of(cells: Cells, widths: Widths) -> Bounds:
    """The intervals around the forecasts of the cells."""
    return {f"{level:g}": interval(cells.mean, cells.levels, widths, level) for level in design.INTERVALS}


def samples(
    cells: Cells,
    bounds: Bounds = MappingProxyType({}),
    origins: Rows | None = None,
    series: Mapping[str, Rows] | None = None,
) -> dict[str, Sample]:
    """The cells by level; of some origins, and of some of the series of each level."""
    chosen = np.arange(len(cells.origins)) if origins is None else origins
    found = {}
    for name, rows in (series or cells.levels.levels).items():
        pick = np.ix_(chosen, rows)
        inside = {level: (low[pick], high[pick]) for level, (low, high) in bounds.items()}
        found[name] = Sample(cells.truth[pick], cells.mean[pick], cells.scale[rows], inside)
    return found


def value(metric: Metric, parts: Mapping[str, Sample]) -> float:
    """The mean over the levels; NaN where no level can show it."""
    found = [CALCULATED[metric.measures](part, metric.params) for part in parts.values()]
    known = [one for one in found if not math.isnan(one)]
    return float(np.mean(known)) if known else math.nan


def ratio(upper: float, lower: float) -> float:
    """A share; NaN of nothing."""
    return upper / lower if lower > 0 else math.nan


def known_mean(values: Array) -> float:
    """The mean of what is known."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else math.nan


def wape(part: Sample) -> float:
    """Sum of the errors to the sum of what came."""
    return ratio(float(np.nansum(np.abs(part.off))), float(np.nansum(np.abs(part.truth))))


def wape_of_sum(part: Sample) -> float:
    """The same of the sum over the whole horizon, which is what is ordered."""
    whole = ~np.isnan(part.truth).any(axis=2)
    off = np.abs(part.off.sum(axis=2))[whole].sum()
    return ratio(float(off), float(np.abs(part.truth.sum(axis=2))[whole].sum()))


def bias(part: Sample) -> float:
    """Too much (above 0) or too little, to the sum of what came."""
    volume = float(np.nansum(np.abs(part.truth)))
    return float(np.nansum(part.off)) / volume if volume > 0 else math.nan


def mase(part: Sample) -> float:
    """Mean over series of the error to that of the seasonal naive forecast on earlier steps."""
    off = np.abs(part.off)
    counted = (~np.isnan(off)).sum(axis=(0, 2))
    each = np.nansum(off, axis=(0, 2)) / np.where(counted > 0, counted, np.nan)
    return known_mean(each / part.scale)


def rmsse(part: Sample) -> float:
    """As `mase`, of squares."""
    square = part.off**2
    counted = (~np.isnan(square)).sum(axis=(0, 2))
    each = np.sqrt(np.nansum(square, axis=(0, 2)) / np.where(counted > 0, counted, np.nan))
    return known_mean(each / part.scale)


def coverage(part: Sample, level: float) -> float:
    """Share of what came inside of the interval."""
    low, high = part.bounds[f"{level:g}"]
    inside = (part.truth >= low) & (part.truth <= high)
    return known_mean(np.where(np.isnan(part.truth), np.nan, inside))


def winkler(part: Sample, level: float) -> float:
    """Width of the interval, and a fine for what lies outside, in units of the label."""
    low, high = part.bounds[f"{level:g}"]
    miss = np.maximum(low - part.truth, 0) + np.maximum(part.truth - high, 0)
    return known_mean(high - low + 2 / (1 - level) * miss)


def pinball(part: Sample, share: float) -> float:
    """Loss of a quantile that a bound of an interval is, or of the mean as median."""
    side = 0 if share < 0.5 else 1
    level = f"{round(abs(2 * share - 1), 6):g}"
    said = part.bounds[level][side] if level in part.bounds else part.mean
    off = part.truth - said
    return known_mean(np.maximum(share * off, (share - 1) * off))


def level_of(params: Mapping[str, float]) -> float:
    """The interval that a metric is about."""
    return params.get("level", design.INTERVALS[0] if design.INTERVALS else 0.8)


CALCULATED: Final[Mapping[str, Callable[[Sample, Mapping[str, float]], float]]] = {
    "mae": lambda part, _: known_mean(np.abs(part.off)),
    "mse": lambda part, _: known_mean(part.off**2),
    "rmse": lambda part, _: math.sqrt(known_mean(part.off**2)),
    "mape": lambda part, _: known_mean(
        np.abs(part.off) / np.where(part.truth == 0, np.nan, np.abs(part.truth))
    ),
    "smape": lambda part, _: known_mean(
        2 * np.abs(part.off) / np.maximum(np.abs(part.mean) + np.abs(part.truth), 1e-12)
    ),
    "wape": lambda part, _: wape(part),
    "wape_of_sum": lambda part, _: wape_of_sum(part),
    "bias": lambda part, _: bias(part),
    "mase": lambda part, _: mase(part),
    "rmsse": lambda part, _: rmsse(part),
    "winkler": lambda part, params: winkler(part, level_of(params)),
    "pinball": lambda part, params: pinball(part, params.get("quantile", 0.5)),
    "coverage_pi": lambda part, params: coverage(part, level_of(params)),
}
PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")


def sign(metric: Metric) -> float:
    """1 where more is better, -1 where less is."""
    return 1.0 if metric.measures == "coverage_pi" else -1.0
