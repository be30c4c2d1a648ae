"""Which family: the simplest that none beats beyond chance on the origins of the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..data.panel import Panel
from ..evaluation.bootstrap import limits, resampled
from ..models.families import FAMILIES
from ..task.metrics import PRIMARY, samples, sign, value
from .backtest import Cells, Zones, backtest, fitted


@dataclass(frozen=True, slots=True)
class Choice:
    """A family and its forecasts from the origins of the choice."""

    family: str
    cells: Cells
    tried: dict[str, float]
    """The primary metric of every family."""


def choose(panel: Panel, zones: Zones, progress: Callable[[str], None]) -> Choice:
    """Backtest every family on the same origins, none of which is of the test."""
    cells, tried = {}, {}
    for name, family in FAMILIES.items():
        cells[name] = backtest(fitted(family, panel, zones.fitted_until[0]), panel, zones.choice)
        tried[name] = value(PRIMARY, samples(cells[name]))
        progress(f"{name}: {PRIMARY.name} {tried[name]:.4g} on {len(zones.choice)} origins")
    name = simplest(cells, tried)
    return Choice(name, cells[name], tried)


def simplest(cells: dict[str, Cells], tried: dict[str, float]) -> str:
    """The first family that the best one does not beat beyond chance, on the same resamples."""
    order = list(tried)
    scores = {name: sign(PRIMARY) * score for name, score in tried.items() if not np.isnan(score)}
    best = max(scores, key=lambda name: scores[name])
    drawn = {
        name: resampled(cells[name], (PRIMARY,))[PRIMARY.name] for name in order[: order.index(best) + 1]
    }
    for name in order[: order.index(best)]:
        low, _ = limits(sign(PRIMARY) * (drawn[best] - drawn[name]))
        if not low > 0:
            return name
    return best
