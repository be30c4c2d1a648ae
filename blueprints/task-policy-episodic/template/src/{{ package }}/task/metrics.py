"""Metrics of a policy in episodes, by the names that the design document uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .episodes import Episodes

Labels: TypeAlias = NDArray[np.float64]
Scores: TypeAlias = NDArray[np.float64]

# A column that explains most of the reward was filled in after the fact: chance decides what a day brings.
ALONE: Final = "R²"
MAX_ALONE: Final = 0.8

MEASURES: Final[Mapping[str, Callable[[Episodes], Labels]]] = {
    "return": lambda found: found.returns,
    "mean_reward": lambda found: found.rewards,
    "violation_rate": lambda found: found.violated,
}


def of_episodes(metric: Metric, found: Episodes) -> Labels:
    """Of each episode what the metric is the mean of."""
    return MEASURES[metric.kind or metric.name](found)


def alone(target: Labels, means: Scores) -> float:
    """How much of the reward's variance the means explain."""
    total = float(((target - target.mean()) ** 2).sum())
    return 1 - float(((target - means) ** 2).sum()) / total if total else 0.0


def declared(name: str) -> Metric:
    """The metric of this name in the design."""
    return next(metric for metric in design.METRICS if metric.name == name)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")
