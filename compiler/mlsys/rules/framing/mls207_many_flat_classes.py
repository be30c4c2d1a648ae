"""A thousand classes are told apart at once and judged by the first guess.

## What it finds
A flat task with at least 1,000 classes and no top-k metric.

## Why it matters
With that many classes several are near right, and rare ones have few examples. Accuracy counts the
second-best shop shelf as wrong as the worst.

## What to do
Add a hierarchy of classes, or `topk_accuracy@5` as a metric.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (high cardinality).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_MANY = 1_000


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    classes: tuple[str, ...] | None = getattr(task, "classes", None)
    total: int = len(classes) if classes else getattr(task, "n_classes", None) or 0
    names = [metric.spec.metric or metric.id for metric in system.metrics.values()]
    if total >= _MANY and not any("@" in name or name.startswith("topk") for name in names):
        yield Finding(
            route=("task", "n_classes" if not classes else "classes"),
            message=f"{total:,} classes are told apart at once, and no metric looks beyond the first guess",
            help="add the metric `topk_accuracy@5`, or use `type: hierarchical`",
        )


RULE = Rule(
    code="MLS207",
    name="many-flat-classes",
    severity=always(Severity.WARNING),
    about=lambda task: task.overlapping or (task.several_classes and not task.tree),
    check=_check,
    good=(
        *examples(
            "{task: {classes: ~, n_classes: 12000}, data: {rows: 10M}, metrics: "
            "{topk_accuracy@5: {role: report}}}",
            base="multiclass",
        ),
        *examples("{task: {classes: ~, n_classes: 999}, data: {rows: 10M}}", base="multiclass"),
    ),
    bad=(
        *examples("{task: {classes: ~, n_classes: 12000}, data: {rows: 10M}}", base="multiclass"),
        *examples("{task: {classes: ~, n_classes: 1000}, data: {rows: 10M}}", base="multiclass"),
    ),
)
