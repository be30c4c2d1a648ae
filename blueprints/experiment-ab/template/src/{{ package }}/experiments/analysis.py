"""From a table of units, arms and outcomes to a verdict that follows the plan."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import polars as pl

from . import statistics
from .plan import PLAN
from .results import BEFORE, DAYS
from .types import Comparison, Decision, Interval, Plan, Sample, Verdict

BROKEN_ALPHA: Final = 0.001
"""Below this p the split, or what is missing, is not chance, and no outcome can be read."""


def analyse(table: pl.DataFrame, plan: Plan = PLAN, days: float = 0) -> Verdict:
    """Judge the units whose outcome is due and known.

    Args:
        table: as `read_results` returns it.
        plan: the experiment as it was designed.
        days: how long the experiment has run.
    """
    due = table.filter(pl.col(DAYS) >= plan.outcome_days) if DAYS in table.columns else table
    units = {arm: due.filter(pl.col("arm") == arm).height for arm in plan.arms}
    if not due.height:
        return Verdict("wait", f"no outcome is due yet, of {table.height:,} units")
    split = statistics.split_p_value(units, plan.arms)
    if split < BROKEN_ALPHA:
        reason = f"the split {units} is not the planned one: find the cause first"
        return Verdict("invalid", reason, split)
    missing = {arm: due.filter(pl.col("arm") == arm)["outcome"].null_count() for arm in plan.arms}
    known = due.drop_nulls("outcome")
    if trouble := unreadable(known, units, missing, plan):
        return Verdict("invalid", trouble, split, missing)
    known, needed = adjust(known, plan)
    comparisons = tuple(compare(known, arm, plan) for arm in plan.arms if arm != plan.control)
    decision, reason = decide(comparisons, known.height, needed, plan, days)
    return Verdict(decision, reason, split, missing, comparisons)


def unreadable(known: pl.DataFrame, units: dict[str, int], missing: dict[str, int], plan: Plan) -> str:
    """Return why nothing can be concluded from what is known; empty when it can."""
    if trouble := _differs(missing, units, "outcomes"):
        return trouble
    for arm in plan.arms:
        if known.filter(pl.col("arm") == arm).height < 2:
            return f"fewer than two outcomes are known in {arm}"
    held = {arm: known.filter(pl.col("arm") == arm) for arm in plan.arms}
    for name in plan.guardrails:
        gaps = {arm: rows[name].null_count() for arm, rows in held.items()}
        if trouble := _differs(gaps, {arm: rows.height for arm, rows in held.items()}, f"values of {name}"):
            return trouble
        for arm, rows in held.items():
            if rows.height - gaps[arm] < 2:
                return f"{name} cannot be judged: fewer than two values in {arm}"
        if not held[plan.control][name].mean():
            return (
                f"{name} cannot be judged: its mean in {plan.control} is 0, so that no share of it is a limit"
            )
    return ""


def _differs(missing: dict[str, int], units: dict[str, int], what: str) -> str:
    """Return how unequally values are missing; empty when that may be chance."""
    table: list[list[float]] = [[missing[arm], units[arm] - missing[arm]] for arm in units if units[arm]]
    if statistics.independence_p_value(table) >= BROKEN_ALPHA:
        return ""
    shares = ", ".join(f"{missing[arm] / units[arm]:.2%} in {arm}" for arm in units if units[arm])
    return f"{what} are not missing by chance ({shares}): the arms are no longer alike"


def adjust(known: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, int]:
    """Take out of the outcomes what was so before, where planned, and return the units needed then."""
    if not plan.variance_reduction:
        return known, plan.units
    before = known[BEFORE].fill_null(math.nan).to_numpy()
    outcome, reduction = statistics.adjusted(known["outcome"].to_numpy(), before)
    needed = math.ceil(plan.units / (1 - plan.variance_reduction) * (1 - reduction))
    return known.with_columns(outcome=pl.Series(outcome)), max(needed, plan.units)


def compare(known: pl.DataFrame, arm: str, plan: Plan) -> Comparison:
    """Compare one arm with the control; more arms share alpha (Bonferroni)."""
    control, treatment = _sample(known, plan.control, "outcome"), _sample(known, arm, "outcome")
    alpha = plan.alpha / (len(plan.arms) - 1)
    # An adjusted event is no longer 0 or 1.
    is_rate = plan.outcome == "rate" and not plan.variance_reduction
    if plan.stop_rule == "sequential":
        difference = statistics.sequential_interval(control, treatment, alpha, plan.units)
    else:
        interval = statistics.rate_interval if is_rate else statistics.mean_interval
        difference = interval(control, treatment, alpha)
    p_value = statistics.rate_p_value if is_rate else statistics.mean_p_value
    guardrails = {name: regression(known, arm, name, plan) for name in plan.guardrails}
    return Comparison(arm, control, treatment, difference, p_value(control, treatment), guardrails)


def regression(known: pl.DataFrame, arm: str, name: str, plan: Plan) -> Interval:
    """Relative change of a guardrail's mean for the worse."""
    control, treatment = _sample(known, plan.control, name), _sample(known, arm, name)
    change = statistics.relative_change(control, treatment, plan.alpha)
    if (plan.guardrails[name].direction == "decrease") == (control.mean > 0):
        return change
    return Interval(-change.high, -change.low)


def decide(
    comparisons: tuple[Comparison, ...], units: int, needed: int, plan: Plan, days: float
) -> tuple[Decision, str]:
    """Apply the guardrails, then the stop rule, then read the metric."""
    for comparison in comparisons:
        for name, worse in comparison.guardrails.items():
            if not worse.low <= plan.guardrails[name].max_regression:
                return "stop: guardrail", f"{name} is worse by at least {worse.low:.1%} in {comparison.arm}"
    moved = [comparison for comparison in comparisons if comparison.difference.excludes(0)]
    if units < needed and (plan.stop_rule == "fixed_horizon" or not moved):
        if plan.max_days is not None and days >= plan.max_days:
            return "out of time", f"{units:,} of {needed:,} units after {days:g} days: it cannot be read"
        rest = (needed - units) / plan.units_per_day
        return "wait", f"{units:,} of {needed:,} units have an outcome; {rest:.0f} more days of intake"
    if not moved:
        return "no difference", f"every interval of {plan.metric} holds 0"
    return _read(moved, plan)


def _read(moved: list[Comparison], plan: Plan) -> tuple[Decision, str]:
    """Read the best of the arms that moved the metric; it ships if no guardrail can suffer too much."""
    sign = 1 if plan.direction == "increase" else -1
    best = max(moved, key=lambda comparison: sign * comparison.treatment.mean)
    change = best.treatment.mean - best.control.mean
    share = f" ({change / abs(best.control.mean):+.1%})" if best.control.mean else ""
    moves = f"{best.arm} moves {plan.metric} by {change:+.4g}{share}"
    if sign * change < 0:
        return "reject", moves
    for name, worse in best.guardrails.items():
        limit = plan.guardrails[name].max_regression
        if not worse.high <= limit:
            return "unproven", f"{moves}, but {name} may be worse by {worse.high:.1%}, more than {limit:.1%}"
    return "ship", moves


def _sample(known: pl.DataFrame, arm: str, column: str) -> Sample:
    values = known.filter(pl.col("arm") == arm)[column].drop_nulls()
    return statistics.sample(values.to_numpy().astype(np.float64))
