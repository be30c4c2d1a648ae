"""The paradigm and the label contradict each other.

## What it finds
A label in an unsupervised task that no metric judges by, no label in a task that learns from labels, or a
paradigm that does not fit the type of the task.

## Why it matters
One of the two is a mistake, and the generated trainer would follow the wrong one.

## What to do
Add or drop the label, or correct the paradigm.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (framing).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task, label, kind = system.spec.task, system.spec.data.label, system.task_kind
    allowed = kind.paradigms
    if task.paradigm and allowed and task.paradigm not in allowed:
        yield Finding(
            route=("task", "paradigm"),
            message=f"`paradigm: {task.paradigm}` does not fit `type: {task.type}`",
            help=f"write {listing(allowed, 'or')}",
            related=(Related(("task", "type"), "the type of the task"),),
        )
    elif kind.labelled and label is None:
        yield Finding(
            route=("data", "label"),
            message=f"a {task.type} task learns from labels, but `data.label` is not declared",
            help="add `data.label: {column: …}`",
            related=(Related(("task", "type"), "the type of the task"),),
        )
    elif kind.labelled and label is not None and not (label.column or label.columns):
        yield Finding(
            route=("data", "label", "column"),
            message=f"a {task.type} task learns from labels, but no column holds them",
            help="add `data.label.column`",
            related=(Related(("task", "type"), "the type of the task"),),
        )
    elif task.paradigm == "unsupervised" and label is not None and not _judged_by_labels(system):
        yield Finding(
            route=("data", "label"),
            anchor=Anchor.KEY,
            message="`paradigm: unsupervised` but `data.label` is set, and no metric judges by it",
            help="drop the label, judge by it, or choose a supervised framing",
            related=(Related(("task", "paradigm"), "the paradigm"),),
        )


def _judged_by_labels(system: System) -> bool:
    """Return whether labels serve the evaluation, which needs no supervision of the model."""
    probed = system.spec.task.downstream is not None
    return probed or any(m.entry is None or m.entry.needs_labels for m in system.metrics.values())


RULE = Rule(
    code="MLS201",
    name="paradigm-label-mismatch",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "task: {paradigm: supervised}",
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, pseudo_label: {min_confidence: 95%}}",
        ),
        *examples("task: {paradigm: unsupervised}", base="anomaly"),
        *examples("{data: {label: {column: segment}}, metrics: {ari: {role: report}}}", base="clustering"),
    ),
    bad=(
        *examples("task: {paradigm: unsupervised}"),
        *examples(
            "data: {label: {column: segment, delay: {p50: 1d}, audit: {sample: 200, every: 90d}}}",
            base="clustering",
        ),
        *examples("data: {label: ~}", "data: {label: {column: ~}}", base="regression"),
    ),
)
