"""Intervals from the errors of earlier forecasts: split conformal, a width for each step of the horizon.

The errors of all series are pooled in units of each series' own mean error, which leans a fifth on that of
the others. In-sample residuals, or a width that grows with the root of the step, cover far too little.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from ..config import design
from ..config.errors import OperatorError
from ..data.panel import Array
from ..training.backtest import Cells
from .hierarchy import Hierarchy

MIN_RESIDUALS: Final = 100
OWN_SHARE: Final = 0.8


class TooFewResidualsError(OperatorError):
    """An interval would be a guess."""


class Widths(msgspec.Struct, frozen=True):
    """Quantiles of the errors (truth less forecast), in units of a series' own error."""

    low: dict[str, list[float]]
    """By level of coverage, a number a step."""
    high: dict[str, list[float]]
    own: dict[str, float]
    """Mean absolute error by series; a series that came later has that of its level."""
    by_depth: dict[str, float]


def fit(cells: Cells) -> Widths:
    """The widths from backtested errors, all of them known at the newest step.

    Raises:
        TooFewResidualsError: when a step has fewer than a hundred errors.
    """
    errors = -cells.errors
    counted = (~np.isnan(errors)).sum(axis=(0, 1))
    if design.INTERVALS and counted.min() < MIN_RESIDUALS:
        raise TooFewResidualsError(f"a step has {counted.min()} errors; {MIN_RESIDUALS} are needed")
    own = np.nansum(np.abs(errors), axis=(0, 2)) / np.maximum((~np.isnan(errors)).sum(axis=(0, 2)), 1)
    depth = cells.levels.depth
    pooled = {int(d): float(own[depth == d].mean()) for d in np.unique(depth)}
    leaning = OWN_SHARE * own + (1 - OWN_SHARE) * np.array([pooled[int(d)] for d in depth])
    unit = errors / np.where(leaning > 0, leaning, np.nan)[None, :, None]
    return Widths(
        low={f"{level:g}": quantiles(unit, (1 - level) / 2) for level in design.INTERVALS},
        high={f"{level:g}": quantiles(unit, (1 + level) / 2) for level in design.INTERVALS},
        own={name(key): float(size) for key, size in zip(cells.levels.keys.rows(), leaning, strict=True)},
        by_depth={str(d): size for d, size in pooled.items()},
    )


def quantiles(unit: Array, share: float) -> list[float]:
    """The quantile of each step, of a finite sample: one place further out than the share."""
    found = []
    for step in range(unit.shape[2]):
        known = unit[:, :, step][~np.isnan(unit[:, :, step])]
        outwards = (len(known) + 1) / len(known)
        reach = min(1.0, max(0.0, 0.5 + (share - 0.5) * outwards))
        found.append(float(np.quantile(known, reach)))
    return found


def interval(mean: Array, levels: Hierarchy, widths: Widths, level: float) -> tuple[Array, Array]:
    """Lower and upper bound of forecasts, whose last two axes are published series and steps."""
    own = np.array(
        [
            widths.own.get(name(key), widths.by_depth.get(str(int(depth)), 0.0))
            for key, depth in zip(levels.keys.rows(), levels.depth, strict=True)
        ]
    )
    bounds = []
    for side in (widths.low, widths.high):
        bound = mean + own[:, None] * np.array(side[f"{level:g}"])
        low, high = design.LABEL_RANGE
        bounds.append(np.clip(bound, -np.inf if low is None else low, np.inf if high is None else high))
    return np.minimum(bounds[0], mean), np.maximum(bounds[1], mean)


def name(key: tuple[str, ...]) -> str:
    """The name of a series."""
    return " / ".join(key)
