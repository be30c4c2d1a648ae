"""More alerts are raised than anybody can look at.

## What it finds
Traffic times contamination exceeds the alert budget.

## Why it matters
Alerts beyond the capacity are ignored, and soon the others are as well.

## What to do
Raise the threshold, put a triage model between, or raise the budget.

## Source
Google SRE workbook, chapter 5 (alert fatigue).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.capacity import load_of
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, count, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.tasks.other import AnomalyTask


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    traffic = system.spec.requirements.scalability.traffic
    rate = (traffic.expected.high if traffic.expected else traffic.now) if load_of(system.spec) else None
    if (
        not isinstance(task, AnomalyTask)
        or rate is None
        or task.contamination is None
        or task.alert_budget is None
    ):
        return
    alerts, budget = rate.per_day * task.contamination, task.alert_budget.per_day
    if budget > rate.per_day:
        yield Finding(
            route=("task", "alert_budget"),
            message=f"{count(budget)} alerts a day can be looked at, and {count(rate.per_day)} predictions "
            "are made",
            help="write what people really look at",
            related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
        )
    if alerts > budget:
        yield Finding(
            route=("task", "alert_budget"),
            message=f"{count(alerts)} alerts a day are expected, but only {count(budget)} can be looked at",
            note=f"{count(rate.per_day)} a day × {percent(task.contamination)} = {count(alerts)} a day",
            help=f"alert on the highest {about_percent(budget / rate.per_day)} only, or add a triage step",
            related=(
                Related(("requirements", "scalability", "traffic"), "the traffic"),
                Related(("task", "contamination"), "the share of anomalies"),
            ),
        )


RULE = Rule(
    code="MLS216",
    name="more-alerts-than-eyes",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("task.contamination", "task.alert_budget", "requirements.scalability.traffic"),
    about=lambda task: task.rare_positives,
    check=_check,
    good=(
        *examples("task: {alert_budget: 3M/d}", base="anomaly"),
        *examples("task: {contamination: 0.001%, alert_budget: 200/d}", base="anomaly"),
        *examples("task: {contamination: 0.01%, alert_budget: 300/d}", base="anomaly"),
    ),
    bad=(
        *examples("task: {contamination: 0.1%, alert_budget: 200/d}", base="anomaly"),
        *examples("task: {alert_budget: 3000001/d}", base="anomaly"),
    ),
)
