"""A fact about the label belongs to another type of task.

## What it finds
A share of positives or of classes for a number, a unit or a range for a class, and a label that is said to
stand for the event that it is.

## Why it matters
Somebody thought of another label than the one that is learned from, or changed the task and not the label.

## What to do
Leave the entry out, or correct `task.type`.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (framing) and chapter 4 (labelling).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label, kind = system.spec.data.label, system.task_kind
    if label is None:
        return
    odd: list[str] = []
    if kind.numeric and getattr(system.spec.task, "as_buckets", None) is None:
        odd = ["prevalence", "priors"]
    elif kind.of_classes:
        odd = ["unit", "range"]
    elif kind.ranked:
        odd = ["priors"]
    for name in odd:
        if system.declared(("data", "label", name)):
            yield Finding(
                route=("data", "label", name),
                anchor=Anchor.KEY,
                message=f"`{name}` of the label of a {system.spec.task.type} task",
                help="leave it out, or correct the type of the task",
                related=(Related(("task", "type"), "the type of the task"),),
            )
    if label.proxy is not None and label.event is not None and label.proxy.of == label.event:
        yield Finding(
            route=("data", "label", "proxy", "of"),
            message=f"the label stands for `{label.event}`, which is what it records",
            help="name the event that is meant, or leave `proxy` out",
            related=(Related(("data", "label", "event"), "what is recorded"),),
        )


RULE = Rule(
    code="MLS242",
    name="label-of-another-kind",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("data: {label: {event: cancels, proxy: {of: leaves, min_correlation: 0.5, every: 90d}}}"),
        *examples("data: {label: {unit: USD, range: 0..900}}", base="regression"),
        *examples("data: {label: {priors: {churn: 40%, upgrade: 40%, stay: 20%}}}", base="multiclass"),
    ),
    bad=(
        *examples(
            "data: {label: {unit: m}}",
            "data: {label: {range: 0..100}}",
            "data: {label: {event: cancels, proxy: {of: cancels, min_correlation: 0.5, every: 90d}}}",
        ),
        *examples(
            "data: {label: {prevalence: 20%}}", "data: {label: {priors: {a: 50%, b: 50%}}}", base="regression"
        ),
        *examples("data: {label: {priors: {a: 50%, b: 50%}}}", base="ranking"),
    ),
)
