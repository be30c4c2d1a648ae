"""The experiment ends in the middle of a week or of its outcome.

## What it finds
A longest duration that is not whole weeks, or not longer than the outcome window.

## Why it matters
Weekends differ from working days; half a week weighs them wrongly. An outcome that is not over yet is
counted as none.

## What to do
Use whole weeks, longer than the outcome window.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_WEEK = 604_800


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    if experiment is None or experiment.max_duration is None or experiment.type in ("none", "shadow"):
        return
    length, window = experiment.max_duration, experiment.outcome_window
    wanted = -(-max(length.seconds, window.seconds + _WEEK if window else 0) // _WEEK)
    if window is not None and length.seconds <= window.seconds:
        message = f"the experiment ends after {length}, an outcome takes {window}"
    elif length.seconds % _WEEK:
        message = f"{length} are not whole weeks"
    else:
        return
    yield Finding(
        route=("experiment", "max_duration"),
        message=message,
        help=f"use {wanted:.0f}w",
        related=() if window is None else (Related(("experiment", "outcome_window"), f"{window}"),),
        fix=Fix(f"use {wanted:.0f} weeks", (SetValue(("experiment", "max_duration"), f"{wanted:.0f}w"),)),
    )


RULE = Rule(
    code="MLS904",
    name="odd-duration",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("experiment: {max_duration: 8w}"),
        *examples("experiment: {max_duration: 1w, outcome_window: 1d}"),
    ),
    bad=(
        *examples("experiment: {max_duration: 60d}"),
        *examples("experiment: {max_duration: 4w, outcome_window: 28d, traffic: ~}"),
    ),
)
