"""How long the declared experiment has to run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.sample_size import SOURCE, total_units
from mlsys.ir.wording import count, number, percent

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.experiment import Experiment
    from mlsys.spec.root import MLSystem

_DAY = 86_400
_SIZING = tuple(
    ("experiment", name)
    for name in (
        "baseline_rate",
        "baseline_mean",
        "standard_deviation",
        "mde",
        "power",
        "alpha",
        "arms",
        "variance_reduction",
    )
)
"""The fields on which the sample size rests."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to show the declared effect."""

    baseline: float
    effect: float
    """Relative change of ``baseline``; negative for a fall."""
    units: int
    """Over all arms."""
    enrolment_days: int
    """Whole days until enough units have entered."""
    outcome_days: float
    """Days until the outcome of the last unit is known."""

    @property
    def days(self) -> float:
        """Days from the first unit to the last outcome."""
        return self.enrolment_days + self.outcome_days


def shares_of(spec: MLSystem) -> tuple[float, ...]:
    """Return the shares of the arms, control first; two equal halves when none are declared."""
    arms = dict(spec.experiment.arms) if spec.experiment else {}
    if len(arms) < 2 or min(arms.values()) <= 0:
        return (0.5, 0.5)
    control = arms.pop("control", None)
    return tuple(arms.values()) if control is None else (control, *arms.values())


def start_of(experiment: Experiment) -> float | None:
    """Return the rate without the model, or the mean, for which a deviation must be declared as well."""
    if experiment.baseline_rate is not None:
        return experiment.baseline_rate
    return experiment.baseline_mean if experiment.standard_deviation is not None else None


def units_of(spec: MLSystem, experiment: Experiment, effect: float, power: float) -> float:
    """Return the units over all arms that show a relative ``effect``; infinite where none can."""
    base = start_of(experiment)
    of_means = experiment.baseline_rate is None
    if not base or (not of_means and not 0 < base * (1 + effect) < 1):
        return math.inf
    deviation = experiment.standard_deviation if of_means else None
    units = total_units(
        base, effect, shares_of(spec), deviation=deviation, alpha=experiment.alpha, power=power
    )
    return math.ceil(units * (1 - experiment.variance_reduction))


def relative_effect(spec: MLSystem) -> float | None:
    """Return the signed relative effect to show; ``None`` when it, or rate and mean, are not declared."""
    experiment = spec.experiment
    base = start_of(experiment) if experiment is not None else None
    if experiment is None or experiment.mde is None or not base:
        return None
    size = experiment.mde.relative
    if size is None and experiment.mde.absolute is not None:
        size = experiment.mde.absolute / base
    objective = spec.objectives.business.get(experiment.metric or "")
    falls = objective is not None and objective.direction == "decrease"
    return None if not size else (-abs(size) if falls else abs(size))


def plan_of(spec: MLSystem, effect: float | None = None) -> Plan | None:
    """Return what it takes to show ``effect`` (by default the declared one).

    ``None`` when rate or mean, effect or traffic is not declared, or the effect leads outside (0, 1).
    """
    experiment = spec.experiment
    size = relative_effect(spec) if effect is None else effect
    base = start_of(experiment) if experiment is not None else None
    if experiment is None or size is None or base is None or not experiment.traffic:
        return None
    if not experiment.traffic.per_second:
        return None
    needed = units_of(spec, experiment, size, experiment.power)
    if math.isinf(needed):
        return None
    units = int(needed)
    window = experiment.outcome_window.seconds / _DAY if experiment.outcome_window else 0.0
    return Plan(base, size, units, math.ceil(units / experiment.traffic.per_day), window)


def _values(plan: Plan, experiment: Experiment) -> str:
    """Return the value without the model and the one to show, in words."""
    aim = plan.baseline * (1 + plan.effect)
    if experiment.baseline_rate is not None:
        return f"{percent(plan.baseline)} → {percent(round(aim, 6))}"
    return f"{number(plan.baseline)} → {number(aim, 4)} ± {number(experiment.standard_deviation or 0)}"


def derive(system: System) -> Iterator[Derivation]:
    """Yield the sample size and the duration of the experiment."""
    plan, experiment = plan_of(system.spec), system.spec.experiment
    if plan is None or experiment is None or experiment.traffic is None:
        return
    yield Derivation(
        id="experiment.units",
        value=plan.units,
        unit="units",
        summary="Units over all arms that show the smallest relevant effect.",
        working=(
            f"{count(plan.units)} units: {_values(plan, experiment)}, power {percent(experiment.power)}, "
            f"alpha {percent(experiment.alpha)} two-sided"
        ),
        inputs=tuple(route for route in _SIZING if system.declared(route)),
        source=SOURCE,
    )
    yield Derivation(
        id="experiment.days",
        value=plan.days,
        unit="days",
        summary="Days from the first unit to the last outcome.",
        working=(
            f"{count(plan.units)} units / {count(experiment.traffic.per_day)} a day = {plan.enrolment_days}d"
            f", + {number(plan.outcome_days)}d until the last outcome = {number(plan.days)}d"
        ),
        inputs=(("experiment", "traffic"), ("experiment", "outcome_window")),
        source=SOURCE,
    )
