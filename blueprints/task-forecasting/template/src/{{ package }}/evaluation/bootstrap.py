"""Intervals of errors of forecasts: series and origins are drawn with replacement, both at once.

The errors of a day are alike over series, and those of a series over days; rows drawn one by one would make
every interval far too narrow. Origins overlap, so that these are still a little narrow.

Source: Efron & Tibshirani 1993; Owen & Eckles 2012, "Bootstrapping data arrays of arbitrary order".
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import numpy as np

from ..config import design
from ..config.types import Metric
from ..data.panel import Array
from ..task.metrics import Bounds, Rows, samples, value
from ..training.backtest import Cells

INTERVAL: Final = f"{100 * design.BOOTSTRAP.confidence:g} % interval"

NONE: Final[Bounds] = MappingProxyType({})


def draws(cells: Cells) -> list[tuple[Rows, dict[str, Rows]]]:
    """Origins and series of each resample, the same ones at each call."""
    draw = np.random.default_rng(design.BOOTSTRAP.seed)
    count = len(cells.origins)
    levels = cells.levels.levels
    return [
        (
            draw.integers(0, count, count),
            {name: rows[draw.integers(0, len(rows), len(rows))] for name, rows in levels.items()},
        )
        for _ in range(design.BOOTSTRAP.resamples)
    ]


def resampled(cells: Cells, metrics: tuple[Metric, ...], bounds: Bounds = NONE) -> dict[str, Array]:
    """Each metric on each resample."""
    found = [samples(cells, bounds, origins, series) for origins, series in draws(cells)]
    return {metric.name: np.array([value(metric, parts) for parts in found]) for metric in metrics}


def limits(values: Array, confidence: float = design.BOOTSTRAP.confidence) -> tuple[float, float]:
    """The two-sided interval of resampled values; NaN when none could be measured."""
    if np.isnan(values).all():
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    return float(np.nanquantile(values, tail)), float(np.nanquantile(values, 1 - tail))


def lower_bound(values: Array, confidence: float) -> float:
    """What the statistic exceeds with the given confidence (one-sided)."""
    return float("nan") if np.isnan(values).all() else float(np.nanquantile(values, 1 - confidence))
