"""Boosted trees that learn from all series together, directly for each step of the horizon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.settings import THREADS
from ..data.panel import Array
from ..features.origin_table import NAMES, rows
from .base import Family, Situation
from .theta import theta

Start: TypeAlias = Callable[[Situation], Array] | None
"""What trees stand on: another forecast, or nothing."""
MODEL_FILE: Final = "model.txt"
MAX_ORIGINS: Final = 120
MAX_ROWS: Final = 120_000
"""Rows that are learned from; of more, every so many is taken."""
# Forecasts are added up over steps and levels, so the mean is learned and not the median.
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "regression",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "seed": design.SEED,
    "num_threads": THREADS,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees for values, or for what another forecast leaves over."""

    booster: lgb.Booster
    start: Start

    def forecast(self, now: Situation) -> Array:
        """Base forecasts; NaN for series too young for a scale."""
        table = rows(now.panel, now.depth)
        found = np.asarray(self.booster.predict(table.features, num_threads=THREADS))
        found = found.reshape(len(table.scale), -1) * table.scale[:, None]
        return found + self.start(now) if self.start else found

    def save(self, folder: Path) -> None:
        """Write the trees as text, which other versions of LightGBM read."""
        self.booster.save_model(folder / MODEL_FILE)


def fit(past: Situation, start: Start) -> Trees:
    """Learn from origins whose targets were all known at the newest step."""
    # Before two seasons are known most features are not.
    first, last = 2 * design.SEASON, past.panel.steps - design.HORIZON
    origins = np.unique(np.linspace(min(first, last), last, MAX_ORIGINS).astype(int))
    tables, targets = [], []
    for origin in origins[origins > 0]:
        then = past.until(int(origin))
        table = rows(then.panel, then.depth)
        truth = past.panel.truth(int(origin), design.HORIZON)
        if start:
            truth = truth - start(then)
        target = (truth / table.scale[:, None]).ravel()
        usable = np.isfinite(target)
        tables.append(table.features[usable])
        targets.append(target[usable])
    features, target = np.concatenate(tables), np.concatenate(targets)
    every = -(-len(target) // MAX_ROWS)
    return Trees(train(features[::every], target[::every]), start)


def train(features: NDArray[np.float32], target: Array) -> lgb.Booster:
    """Trees on the rows of the origin table."""
    data = lgb.Dataset(features, label=target, feature_name=list(NAMES))
    return lgb.train(PARAMETERS, data, num_boost_round=ROUNDS)


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of trees and of Theta: where they err, they seldom err alike."""

    trees: Trees

    def forecast(self, now: Situation) -> Array:
        """Base forecasts; NaN for series too young for a scale."""
        return (self.trees.forecast(now) + theta(now)) / 2

    def save(self, folder: Path) -> None:
        """Write the trees."""
        self.trees.save(folder)


def read(folder: Path, start: Start = None) -> Trees:
    """Trees as they were saved."""
    return Trees(lgb.Booster(model_file=folder / MODEL_FILE), start)


GRADIENT_BOOSTING: Final = Family("gradient_boosting", lambda past: fit(past, None), read)
# Trees do not extrapolate: where there is a trend, the line forecasts it and the trees what it leaves over.
ON_THETA: Final = Family(
    "gradient_boosting_on_theta", lambda past: fit(past, theta), lambda folder: read(folder, theta)
)
WITH_THETA: Final = Family(
    "gradient_boosting_with_theta",
    lambda past: Average(fit(past, None)),
    lambda folder: Average(read(folder)),
)
