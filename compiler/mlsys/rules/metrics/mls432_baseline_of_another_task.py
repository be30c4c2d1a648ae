"""A baseline cannot solve this task.

## What it finds
A baseline of a kind that is made for another type of task: popularity without users, the value of last season
without a time, the majority of a number; a constant that the label cannot be.

## Why it matters
The comparison that the model has to win cannot be computed.

## What to do
Choose a baseline of this task.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (baselines).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.ranges import Bounds
from mlsys.spec.tasks.labelled import HierarchicalTask


def _check(system: System) -> Iterator[Finding]:
    kind, fitting = system.task_kind, system.task_kind.baselines
    bounds: Bounds | None = getattr(system.spec.task, "range", None)
    classes: tuple[str, ...] | None = getattr(system.spec.task, "classes", None) or _leaves(system)
    for name, baseline in system.spec.baseline.items():
        route: Route = ("baseline", name)
        if baseline.kind not in fitting:
            yield Finding(
                route=(*route, "kind"),
                message=f"`kind: {baseline.kind}` does not solve a {system.spec.task.type} task",
                help=f"use {listing(fitting, 'or')}",
                related=(Related(("task", "type"), "the type of the task"),),
            )
        value = baseline.value
        if kind.numeric and isinstance(value, str) and getattr(system.spec.task, "as_buckets", None) is None:
            yield Finding((*route, "value"), f"a constant of `{value}` is no number", help="name a number")
        elif kind.numeric and isinstance(value, int | float) and bounds is not None and value not in bounds:
            yield Finding(
                route=(*route, "value"),
                message=f"a constant of {number(value)} lies outside {bounds}",
                help="name a value that the number may take",
                related=(Related(("task", "range"), f"{bounds}"),),
            )
        elif kind.two_classes and value is not None and (isinstance(value, str) or not 0 <= value <= 1):
            message = f"a constant of {_shown(value)} is no probability"
            yield Finding((*route, "value"), message, help="name a probability")
        elif kind.several_classes and classes and value is not None and _shown(value) not in classes:
            message = f"a constant of {_shown(value)} is none of the classes"
            yield Finding((*route, "value"), message, help=f"use {listing(classes, 'or')}")


def _leaves(system: System) -> tuple[str, ...] | None:
    task = system.spec.task
    if not isinstance(task, HierarchicalTask) or task.hierarchy is None or not task.hierarchy.levels:
        return None
    return tuple(child for children in task.hierarchy.levels[-1].children.values() for child in children)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else number(value)


RULE = Rule(
    code="MLS432",
    name="baseline-of-another-task",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("baseline: {prior: {kind: constant, value: fees}}", base="hierarchical"),
        *examples("baseline: {season: {kind: seasonal_naive}}", base="forecasting"),
        *examples("baseline: {top: {kind: popularity}}", base="recommendation"),
        *examples(
            "{task: {range: 0..900}, baseline: {prior: {kind: constant, value: 900}}}", base="regression"
        ),
        *examples("baseline: {prior: {value: 1}}"),
        *examples("baseline: {prior: {value: 0}}", "baseline: {prior: {value: 0.5}}"),
        *examples("baseline: {prior: {kind: constant, value: stay}}", base="multiclass"),
    ),
    bad=(
        *examples("baseline: {prior: {kind: constant, value: gone}}", base="hierarchical"),
        *examples("baseline: {prior: {kind: constant, value: cheap}}", base="regression"),
        *examples("baseline: {season: {kind: seasonal_naive}}", base="regression"),
        *examples("baseline: {top: {kind: popularity}}", base="forecasting"),
        *examples(
            "baseline: {most: {kind: majority}}",
            "{task: {range: 0..900}, baseline: {prior: {kind: constant, value: 900.5}}}",
            base="regression",
        ),
        *examples("baseline: {prior: {value: 1.5}}", "baseline: {prior: {value: -0.1}}"),
        *examples("baseline: {prior: {value: often}}"),
        *examples(
            "baseline: {prior: {kind: constant, value: leave}}",
            "baseline: {prior: {kind: constant, value: 0.5}}",
            base="multiclass",
        ),
    ),
)
