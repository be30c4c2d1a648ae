"""Objectives against the straight line to their target, guardrails against their reference."""

from __future__ import annotations

import math
from datetime import date
from typing import Final, Literal, TypeAlias

import msgspec

from .measures import Series, first, recent
from .types import Guardrail, Objective, sign

# An objective that stands exactly on its line is on track in spite of rounding.
ROUNDING: Final = 1e-9

State: TypeAlias = Literal["reached", "on_track", "behind", "missed"]


class Progress(msgspec.Struct, frozen=True):
    """How far an objective is, as shares of the way from where it started to its target."""

    objective: str
    state: State
    measured_at: date
    value: float
    start: float
    target: float
    expected: float
    """Where the straight line from the first day to `by` stands on the day of the value."""
    progress: float
    """0 at the start, 1 at the target; negative when it moved away."""
    expected_progress: float
    by: date
    unit: str
    worth: float | None
    """The progress in money a year, when each step of the way is worth the same."""
    currency: str | None


class Regression(msgspec.Struct, frozen=True):
    """How much worse a guardrail is than its reference, as a share of it."""

    guardrail: str
    state: Literal["held", "regressed", "too_early"]
    measured_at: date
    value: float
    reference: float
    regression: float | None
    """Negative when it got better; None while the measurements are too few to have a reference."""
    max_regression: float


def progress_of(goal: Objective, series: Series, today: date) -> Progress:
    """Judge an objective by its measured values."""
    begin, now = min(series), recent(series)
    start = goal.current if goal.current is not None else first(series).value
    target = target_of(goal, start)
    way = target - start
    is_reached = sign(goal.direction) * (now.value - target) >= 0
    done = (now.value - start) / way if way else float(is_reached)
    is_over = today > goal.by
    due = 1.0 if is_over else share(begin, now.day, goal.by)
    open_state: State = "missed" if is_over else "behind" if done < due - ROUNDING else "on_track"
    return Progress(
        objective=goal.name,
        state="reached" if is_reached else open_state,
        measured_at=now.until,
        value=now.value,
        start=start,
        target=target,
        expected=start + due * way,
        progress=done,
        expected_progress=due,
        by=goal.by,
        unit=goal.unit,
        worth=done * goal.value.amount if goal.value else None,
        currency=goal.value.currency if goal.value else None,
    )


def target_of(goal: Objective, start: float) -> float:
    """The value to reach."""
    if goal.absolute is not None:
        return goal.absolute
    return start + sign(goal.direction) * abs(start) * (goal.relative or 0)


def share(begin: date, day: date, end: date) -> float:
    """The share of the time from `begin` to `end` that has passed on a day."""
    return min(1.0, (day - begin) / (end - begin)) if begin < end else 1.0


def regression_of(guard: Guardrail, series: Series) -> Regression:
    """Judge a guardrail by its measured values."""
    then, now = first(series), recent(series)
    reference = guard.current if guard.current is not None else then.value
    comparable = guard.current is not None or then.until < now.since
    worse = worsening(guard, reference, now.value) if comparable else None
    return Regression(
        guardrail=guard.name,
        state=verdict(worse, guard.max_regression),
        measured_at=now.until,
        value=now.value,
        reference=reference,
        regression=worse,
        max_regression=guard.max_regression,
    )


def verdict(worse: float | None, allowed: float) -> Literal["held", "regressed", "too_early"]:
    """Whether a guardrail held."""
    if worse is None:
        return "too_early"
    return "regressed" if worse > allowed + ROUNDING else "held"


def worsening(guard: Guardrail, reference: float, value: float) -> float:
    """The change for the worse as a share of the reference; any is infinite when that is 0."""
    worse = -sign(guard.direction) * (value - reference)
    if reference == 0:
        return math.copysign(math.inf, worse) if worse else 0.0
    return worse / abs(reference)
