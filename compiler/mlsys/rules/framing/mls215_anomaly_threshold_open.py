"""Nothing determines how many anomalies there are.

## What it finds
An anomaly task with neither `contamination` nor `alert_budget`.

## Why it matters
Every detector gives a score; where it turns into an alert is a decision about people's time, not a property
of the data.

## What to do
Declare the share of rows that is anomalous, or how many alerts can be looked at.

## Source
scikit-learn user guide, novelty and outlier detection (contamination).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if getattr(task, "contamination", None) is None and getattr(task, "alert_budget", None) is None:
        yield Finding(
            route=("task", "contamination"),
            message="neither contamination nor alert budget is declared: the threshold is undetermined",
            help="add `task.alert_budget: 50/d` or `task.contamination: 0.1%`",
        )


RULE = Rule(
    code="MLS215",
    name="anomaly-threshold-open",
    severity=omission(Severity.DANGER),
    about=lambda task: task.rare_positives,
    check=_check,
    good=examples("task: {alert_budget: 50/d}", base="anomaly"),
    bad=examples("task: {alert_budget: ~, contamination: ~}", base="anomaly"),
)
