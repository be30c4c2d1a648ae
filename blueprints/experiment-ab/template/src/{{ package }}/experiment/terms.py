"""The words of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A measure that the treatment may not make worse by more than a share of its present value."""

    direction: Literal["increase", "decrease"]
    """Where the business wants it to go."""
    max_regression: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided before the first unit was assigned."""

    salt: str
    """Part of the hash: another experiment on the same units gets another split."""
    unit: str
    metric: str
    direction: Literal["increase", "decrease"]
    arms: Mapping[str, float]
    """Share of each arm; the first is the control."""
    baseline_rate: float
    relative_effect: float
    """The smallest relative change that is worth detecting; negative is a fall."""
    alpha: float
    power: float
    units: int
    """Units over all arms at which a fixed-horizon experiment is read."""
    variance_reduction: float
    """Share of the variance that covariates take out of the outcome; already subtracted from `units`."""
    units_per_day: float
    outcome_days: float
    """Days after assignment until the outcome of a unit is known."""
    max_days: float | None
    """When the experiment ends at the latest."""
    stop_rule: Literal["fixed_horizon", "sequential"]
    guardrails: Mapping[str, Guardrail]

    @property
    def control(self) -> str:
        """Name of the arm that the others are compared with."""
        return next(iter(self.arms))


@dataclass(frozen=True, slots=True)
class Count:
    """Units of one arm whose outcome is known, and those among them to whom it happened."""

    events: int
    units: int

    @property
    def rate(self) -> float:
        """Share of the units to whom it happened."""
        return self.events / self.units
