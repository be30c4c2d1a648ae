"""A metric is unknown or not defined for the task.

## What it finds
A metric that the registry does not know, or that makes no sense for this type of task; a fairness limit
with an unknown metric.

## Why it matters
A number that is computed all the same means nothing, and a gate on it passes or fails by accident.

## What to do
Choose one of the metrics defined for the task.

## Source
scikit-learn user guide, metrics and scoring.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import BoundMetric, System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.registry import fairness_metrics, metrics, metrics_for, untrusted_packages


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    kinds = {task.type, task.downstream.task} if task.downstream else {task.type}
    for metric in system.metrics.values():
        if metric.entry is None:
            yield _unknown((*metric.route, "metric"), metric, _meant(metric.name))
        elif kinds.isdisjoint(metric.entry.tasks):
            usual = [entry.name for entry in metrics_for(task.type)][:6]
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.name}` is no {task.type} metric",
                help=f"use {listing(usual, 'or')}",
                note=f"{metric.entry.title} is for {', '.join(sorted(metric.entry.tasks))}",
                related=(Related(("task", "type"), "the type of the task"),),
            )
    known = fairness_metrics()
    for index, limit in enumerate(system.spec.requirements.constraints.fairness):
        if limit.metric not in known:
            yield Finding(
                route=("requirements", "constraints", "fairness", index, "metric"),
                message=f"`{limit.metric}` is not a known fairness metric",
                help=did_you_mean(limit.metric, known),
            )


def _meant(name: str) -> str:
    """Return what to write, or whom to trust, for a metric that is not known."""
    packages = untrusted_packages()
    ask = (
        f"if it is of {listing(packages, 'or')}, trust that: `mlsys trust package:{packages[0]}`"
        if packages
        else ""
    )
    return "; ".join(filter(None, (did_you_mean(name, metrics()), ask)))


def _unknown(route: Route, metric: BoundMetric, help_text: str) -> Finding:
    named = metric.spec.metric is not None
    return Finding(
        route=route if named else metric.route,
        anchor=Anchor.VALUE if named else Anchor.KEY,
        message=f"`{metric.name}` is not a known metric",
        help=help_text or "see `mlsys explain metrics`",
    )


RULE = Rule(
    code="MLS401",
    name="metric-not-for-task",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("metrics: {roc_auc: {role: report}}"),
    bad=examples("metrics: {r2: {role: report}}"),
)
