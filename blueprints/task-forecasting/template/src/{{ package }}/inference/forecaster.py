"""Forecasts of every published series: by the model where it can, else by what can always answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..data.panel import Array, Panel, closed_steps
from ..models.base import Model, Situation
from ..models.baselines import seasonal_naive
from ..task.hierarchy import Hierarchy, hierarchy
from ..task.reconciliation import reconcile

SOURCES: Final = ("model", "seasonal_naive", "group_mean")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is said at an origin: it adds up, is inside of the range, and has no gap."""

    mean: Array
    """Published series × steps."""
    source: NDArray[np.int64]
    """Place in `SOURCES` of what answered for each series."""


def situation(panel: Panel, levels: Hierarchy) -> Situation:
    """The published series at the panel's origin, without the steps on which nothing could be sold."""
    closed = closed_steps(panel)
    open_values = np.where(closed[:, : panel.steps], np.nan, panel.values)
    shut = levels.total(closed.astype(float)) == levels.total(np.ones(closed.shape))
    published = levels.published(replace(panel, values=open_values))
    return Situation(published, np.concatenate([shut, closed]), levels.depth)


def forecast(model: Model | None, panel: Panel, levels: Hierarchy | None = None) -> Forecast:
    """The forecasts of a model from the newest step; without one, those of the fallback."""
    levels = levels or hierarchy(panel.keys)
    now = situation(panel, levels)
    return finished(now, levels, model.forecast(now) if model else np.full(shape(now), np.nan))


def finished(now: Situation, levels: Hierarchy, base: Array) -> Forecast:
    """Base forecasts without gaps: young series by their group, closed steps at zero, all adding up."""
    known = (~np.isnan(now.panel.values)).sum(axis=1)
    young = known < design.SEASON
    source = np.where(young, 2, np.where(np.isfinite(base).all(axis=1), 0, 1))
    filled = np.where((source == 1)[:, None], seasonal_naive(now), base)
    filled = np.where(young[:, None], group_means(filled, young, levels), filled)
    ahead = now.closed[:, now.panel.steps : now.panel.steps + design.HORIZON]
    mean = reconcile(np.where(ahead, 0.0, filled), levels)
    mean = np.where(ahead, 0.0, mean)
    single = mean[levels.aggregates :]
    if design.RECONCILE != "none":
        mean = np.concatenate([levels.total(single), single])
    return Forecast(mean, source)


def group_means(filled: Array, young: NDArray[np.bool_], levels: Hierarchy) -> Array:
    """For each series the mean forecast of the older ones of its level with the same leading keys."""
    result = np.zeros_like(filled)
    keys = levels.keys.rows()
    for row in np.flatnonzero(young):
        depth = int(levels.depth[row])
        for length in reversed(range(depth)):
            alike = [
                other
                for other in np.flatnonzero(~young & (levels.depth == depth))
                if keys[other][:length] == keys[row][:length]
            ]
            if alike:
                result[row] = filled[alike].mean(axis=0)
                break
    return result


def shape(now: Situation) -> tuple[int, int]:
    """Of forecasts: published series and steps."""
    return len(now.panel.values), design.HORIZON
