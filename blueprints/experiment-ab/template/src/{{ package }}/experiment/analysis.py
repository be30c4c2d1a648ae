"""From a table of units, arms and outcomes to a verdict that follows the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from .plan import PLAN
from .statistics import NORMAL, Interval, interval, p_value, ratio_p_value, sequential_interval
from .terms import Count, Guardrail, Plan

SRM_ALPHA = 0.001
"""Sample-ratio mismatch: below this the split is broken, whatever the outcome says."""

Decision = Literal["invalid", "wait", "out of time", "ship", "reject", "no difference", "stop: guardrail"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm against the control."""

    arm: str
    control: Count
    treatment: Count
    interval: Interval
    p: float
    guardrails: Mapping[str, Interval]
    """Relative change of each guardrail, in the direction that hurts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and why."""

    decision: Decision
    reason: str
    ratio_p: float
    comparisons: tuple[Comparison, ...] = ()


def analyse(table: pl.DataFrame, plan: Plan = PLAN, days: float = 0) -> Verdict:
    """Judge the units whose outcome is known.

    Args:
        table: one row a unit: `unit`, `arm`, `outcome` (0 or 1), a column for every guardrail, and where
            units are of different age `days`, the time since their assignment.
        plan: the experiment as it was designed.
        days: how long the experiment has run.
    """
    if "days" in table.columns:
        table = table.filter(pl.col("days") >= plan.outcome_days)
    units = {arm: table.filter(pl.col("arm") == arm).height for arm in plan.arms}
    ratio = ratio_p_value(units, plan.arms)
    if ratio < SRM_ALPHA:
        return Verdict("invalid", f"the split {units} is not the planned one: find the cause first", ratio)
    comparisons = tuple(compare(table, arm, plan) for arm in plan.arms if arm != plan.control)
    decision, reason = decide(comparisons, sum(units.values()), plan, days)
    return Verdict(decision, reason, ratio, comparisons)


def compare(table: pl.DataFrame, arm: str, plan: Plan) -> Comparison:
    """Compare one arm with the control; more arms share alpha (Bonferroni)."""
    control, treatment = _count(table, plan.control), _count(table, arm)
    alpha = plan.alpha / (len(plan.arms) - 1)
    if plan.stop_rule == "sequential":
        bounds = sequential_interval(control, treatment, alpha, plan.units)
    else:
        bounds = interval(control, treatment, alpha)
    guardrails = {
        name: regression(table, arm, name, guardrail, plan) for name, guardrail in plan.guardrails.items()
    }
    return Comparison(arm, control, treatment, bounds, p_value(control, treatment), guardrails)


def decide(comparisons: tuple[Comparison, ...], units: int, plan: Plan, days: float) -> tuple[Decision, str]:
    """Apply the guardrails, then the stop rule, then read the metric."""
    for comparison in comparisons:
        for name, worse in comparison.guardrails.items():
            if worse.low > plan.guardrails[name].max_regression:
                return "stop: guardrail", f"{name} is worse by at least {worse.low:.1%} in {comparison.arm}"
    moved = [comparison for comparison in comparisons if comparison.interval.excludes(0)]
    if units < plan.units and (plan.stop_rule == "fixed_horizon" or not moved):
        if plan.max_days is not None and days >= plan.max_days:
            return "out of time", f"{units:,} of {plan.units:,} units after {days:g} days: it cannot be read"
        rest = (plan.units - units) / plan.units_per_day
        return "wait", f"{units:,} of {plan.units:,} units have an outcome; {rest:.0f} more days of intake"
    if not moved:
        return "no difference", f"every interval of {plan.metric} holds 0"
    sign = 1 if plan.direction == "increase" else -1
    best = max(moved, key=lambda comparison: sign * comparison.treatment.rate)
    change = best.treatment.rate / best.control.rate - 1
    decision: Decision = "ship" if sign * change > 0 else "reject"
    return decision, f"{best.arm} moves {plan.metric} by {change:+.1%}"


def regression(table: pl.DataFrame, arm: str, name: str, guardrail: Guardrail, plan: Plan) -> Interval:
    """Relative change of a guardrail's mean for the worse: Welch's interval over the control's mean."""
    sign = 1 if guardrail.direction == "decrease" else -1
    control, treatment = _moments(table, plan.control, name), _moments(table, arm, name)
    change = sign * (treatment[0] - control[0]) / abs(control[0])
    margin = NORMAL.inv_cdf(1 - plan.alpha / 2) * math.hypot(control[1], treatment[1]) / abs(control[0])
    return Interval(change - margin, change + margin)


def _count(table: pl.DataFrame, arm: str) -> Count:
    outcomes = table.filter(pl.col("arm") == arm)["outcome"]
    return Count(int(outcomes.sum()), outcomes.len())


def _moments(table: pl.DataFrame, arm: str, column: str) -> tuple[float, float]:
    """Mean of a column in an arm and its standard error."""
    values = table.filter(pl.col("arm") == arm)[column].cast(pl.Float64).to_numpy()
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values)))
