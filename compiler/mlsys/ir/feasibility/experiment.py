"""Samples, effect and power against the duration of an experiment."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlsys.ir.experiment import Plan, plan_of, units_of
from mlsys.ir.feasibility.conflict import Change, Claim, Conflict, cheapest_first, duration_change
from mlsys.ir.wording import count, number, percent
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.spec.experiment import Experiment
    from mlsys.spec.root import MLSystem

_AT: Final[Route] = ("experiment",)
_DAY: Final = 86_400
_LEAST_POWER: Final = 0.5
"""An experiment that misses more often than it finds is no way out."""
_LARGEST_OF_MEANS: Final = 10.0
_MOST_VARIANCE: Final = 0.5
"""Share of the variance that pre-experiment data explain at best in practice."""


def conflict_of(spec: MLSystem) -> Conflict | None:
    """Return the conflict between what the experiment shall show and the time that it has."""
    plan, declared = plan_of(spec), spec.experiment
    if plan is None or declared is None or declared.max_duration is None or declared.traffic is None:
        return None
    allowed = declared.max_duration.days
    if plan.days <= allowed:
        return None
    wait = f" + {number(plan.outcome_days)}d until the last outcome" if plan.outcome_days else ""
    return Conflict(
        f"an effect of {plan.effect * 100:+.3g}% on {_start(declared)} takes {number(plan.days)} days, "
        f"{declared.max_duration} are allowed",
        _claims(declared, plan),
        f"{count(plan.units)} units / {count(declared.traffic.per_day)} a day = "
        f"{plan.enrolment_days:,}d{wait}; "
        f"power {percent(declared.power)}, alpha {percent(declared.alpha)}",
        cheapest_first(_changes(spec, declared, plan, allowed - plan.outcome_days)),
    )


def _claims(declared: Experiment, plan: Plan) -> tuple[Claim, ...]:
    assert declared.max_duration is not None
    claims = [Claim((*_AT, "max_duration"), f"at most {declared.max_duration}")]
    if plan.outcome_days >= declared.max_duration.days:  # these two conflict whatever the rest says
        return (*claims, Claim((*_AT, "outcome_window"), f"{declared.outcome_window} until an outcome"))
    claims.append(Claim((*_AT, "mde"), f"an effect of {plan.effect * 100:+.3g}%"))
    if declared.baseline_rate is not None:
        claims.append(Claim((*_AT, "baseline_rate"), f"a rate of {percent(plan.baseline)}"))
    elif declared.standard_deviation is not None:
        spread = f"a deviation of {number(declared.standard_deviation)}"
        claims.append(Claim((*_AT, "standard_deviation"), spread))
    claims.append(Claim((*_AT, "traffic"), f"{declared.traffic} enter"))
    for name, value in (("power", declared.power), ("alpha", declared.alpha)):
        if name in declared.declared:
            claims.append(Claim((*_AT, name), f"{name} {percent(value)}"))
    if plan.outcome_days:
        claims.append(Claim((*_AT, "outcome_window"), f"{declared.outcome_window} until the last outcome"))
    return tuple(claims)


def _changes(spec: MLSystem, declared: Experiment, plan: Plan, days: float) -> list[Change | None]:
    """Return the single changes; ``days`` are left for units to enter."""
    assert declared.max_duration is not None
    weeks = math.ceil(plan.days / 7 - 1e-9)
    rest = declared.max_duration.days - plan.enrolment_days
    window = duration_change((*_AT, "outcome_window"), plan.outcome_days * _DAY, rest * _DAY)
    longer = Change((*_AT, "max_duration"), f"{weeks}w", declared.max_duration.days, weeks * 7)
    if math.floor(days) < 1 or declared.traffic is None:
        return [longer, window]
    per_day = declared.traffic.per_day
    room = math.floor(days) * per_day
    more = math.ceil(plan.units / math.floor(days))
    return [
        longer,
        window,
        Change((*_AT, "traffic"), f"{more}/d", per_day, more),
        _effect(spec, declared, plan, room),
        _power(spec, declared, plan, room),
        _variance(spec, declared, plan, room),
    ]


def _start(declared: Experiment) -> str:
    if declared.baseline_rate is not None:
        return percent(declared.baseline_rate)
    return f"{number(declared.baseline_mean or 0)} ± {number(declared.standard_deviation or 0)}"


def _effect(spec: MLSystem, declared: Experiment, plan: Plan, room: float) -> Change | None:
    sign = 1 if plan.effect > 0 else -1
    of_means = declared.baseline_rate is None
    most = _LARGEST_OF_MEANS if of_means else (1 / plan.baseline - 1 if sign > 0 else 1.0) * 0.999
    found = _bisect(
        lambda size: units_of(spec, declared, sign * size, declared.power) <= room, abs(plan.effect), most
    )
    if found is None or declared.mde is None:
        return None
    if declared.mde.relative is not None:
        relative = math.ceil(found * 1000 - 1e-9) / 1000
        return Change((*_AT, "mde", "relative"), percent(relative), abs(plan.effect), relative)
    digits = 3 - math.floor(math.log10(found * plan.baseline))
    absolute = math.ceil(found * plan.baseline * 10**digits) / 10**digits
    old = abs(plan.effect) * plan.baseline
    return Change((*_AT, "mde", "absolute"), f"{absolute:.{digits}f}", old, absolute)


def _power(spec: MLSystem, declared: Experiment, plan: Plan, room: float) -> Change | None:
    found = _bisect(
        lambda missed: units_of(spec, declared, plan.effect, 1 - missed) <= room,
        1 - declared.power,
        1 - _LEAST_POWER,
    )
    if found is None:
        return None
    power = math.floor((1 - found) * 100 + 1e-9) / 100
    return Change((*_AT, "power"), percent(power), declared.power, power) if power >= _LEAST_POWER else None


def _variance(spec: MLSystem, declared: Experiment, plan: Plan, room: float) -> Change | None:
    whole = units_of(spec, declared, plan.effect, declared.power) / (1 - declared.variance_reduction)
    share = math.ceil((1 - room / whole) * 100 + 1e-9) / 100
    if share > _MOST_VARIANCE:
        return None
    left, kept = 1 - declared.variance_reduction, 1 - share  # compared as what remains of the variance
    return Change((*_AT, "variance_reduction"), percent(share), left, kept)


def _bisect(fits: Callable[[float], bool], low: float, high: float) -> float | None:
    """Return the smallest value between ``low``, which does not fit, and ``high`` that does."""
    if low >= high or not fits(high):
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high
