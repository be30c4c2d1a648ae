"""The words of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Decision = Literal[
    "invalid", "wait", "out of time", "ship", "reject", "no difference", "stop: guardrail", "unproven"
]


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
    outcome: Literal["rate", "mean"]
    """Whether a unit's outcome is an event that happened or not, or a number."""
    direction: Literal["increase", "decrease"]
    arms: Mapping[str, float]
    """Share of each arm; the first is the control."""
    baseline: float
    """Rate or mean without the treatment."""
    standard_deviation: float | None
    """Of a mean, between units; a rate has its own."""
    relative_effect: float
    """The smallest relative change that is worth detecting; negative is a fall."""
    alpha: float
    power: float
    units: int
    """Units over all arms at which a fixed-horizon experiment is read."""
    variance_reduction: float
    """Share of the variance of the outcome that `before`, the measure before the experiment, explains."""
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
class Interval:
    """A confidence interval."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether the value lies outside."""
        return not self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of one arm: how many, their mean, and the standard error of that."""

    units: int
    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm against the control."""

    arm: str
    control: Sample
    treatment: Sample
    difference: Interval
    p: float
    guardrails: Mapping[str, Interval]
    """Relative change of each guardrail, in the direction that hurts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and why."""

    decision: Decision
    reason: str
    split_p: float | None = None
    """P of a split at least this far from the planned one; `None` when there was nothing to split."""
    missing: Mapping[str, int] | None = None
    """Units of each arm whose outcome is due and not there."""
    comparisons: tuple[Comparison, ...] = ()
