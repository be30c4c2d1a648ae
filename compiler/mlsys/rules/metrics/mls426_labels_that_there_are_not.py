"""A metric needs labels that there are not.

## What it finds
A metric that compares with known labels or groups, where `data.label` is not declared and no downstream task
brings any.

## Why it matters
The evaluation stops for want of a column, or the metric is never computed.

## What to do
Declare the label that the evaluation uses, or judge by a measure that needs none.

## Source
scikit-learn user guide, clustering performance evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    kind, task = system.task_kind, system.spec.task
    if kind.labelled or kind.acts or system.spec.data.label is not None:
        return  # without a label where there must be one, MLS201 says so
    keys = system.spec.data.keys
    implicit = kind.personal and getattr(task, "feedback", None) == "implicit"
    if task.downstream is not None or (implicit and keys.user is not None and keys.item is not None):
        return  # each row of a log of actions says what was relevant
    for metric in system.metrics.values():
        if metric.entry is not None and metric.entry.needs_labels and task.type in metric.entry.tasks:
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` compares with known labels, and there is no `data.label`",
                help="declare `data.label: {column: …}` for the evaluation, or use another metric",
            )


RULE = Rule(
    code="MLS426",
    name="labels-that-there-are-not",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "{data: {label: {column: segment}}, metrics: {ari: {role: report}}}",
            "metrics: {silhouette: {role: report, params: {sample: 10000}}}",
            base="clustering",
        ),
        *examples("data: {label: ~}", base="recommendation"),
    ),
    bad=examples("metrics: {ari: {role: report}}", "metrics: {nmi: {role: report}}", base="clustering"),
)
