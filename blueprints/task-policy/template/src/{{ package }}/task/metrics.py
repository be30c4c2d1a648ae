"""Metrics of a policy, by the names that the design document uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .estimates import Estimates
from .policy import chances

Labels: TypeAlias = NDArray[np.float64]
Scores: TypeAlias = NDArray[np.float64]

# A column that explains the reward almost entirely was filled in after the fact.
ALONE: Final = "R²"
MAX_ALONE: Final = 0.95

MEASURES: Final[Mapping[str, Callable[[Estimates], float]]] = {
    "ope_value": lambda found: found.value,
    "ope_ips": lambda found: found.ips,
    "ope_snips": lambda found: found.snips,
    "ess_share": lambda found: found.size / max(1, len(found.weight)),
}


def measure(metric: Metric, found: Estimates) -> float:
    """The metric by these estimates."""
    return MEASURES[metric.kind or metric.name](found)


def quality(metric: Metric, target: Labels, scores: Scores) -> float:
    """The metric of the policy that follows from expected rewards."""
    return measure(metric, Estimates.of(target, scores, chances(scores)))


def alone(target: Labels, means: Scores) -> float:
    """How much of the reward's variance the means explain."""
    total = float(((target - target.mean()) ** 2).sum())
    return 1 - float(((target - means) ** 2).sum()) / total if total else 0.0


def declared(name: str) -> Metric:
    """The metric of this name in the design."""
    return next(metric for metric in design.METRICS if metric.name == name)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")
