"""Something is declared for a class that there is not, or not for each.

## What it finds
A threshold, prior or cost for a name that is not in `task.classes`, or columns of labels that are not one for
each class.

## Why it matters
Code that looks the class up fails, or silently applies the default to the class that was meant.

## What to do
Write the names as in `task.classes`, one column for each class in their order.

## Source
scikit-learn user guide, multiclass and multioutput algorithms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import System
from mlsys.ir.wording import listing, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task, label = system.spec.task, system.spec.data.label
    classes: tuple[str, ...] = getattr(task, "classes", None) or ()
    if not classes:
        return
    policy: Route = ("task", "decision_policy")
    yield from _strangers((*policy, "thresholds"), task.decision_policy.thresholds, classes)
    if task.decision_policy.costs is not None:
        matrix = task.decision_policy.costs.matrix
        yield from _strangers((*policy, "costs", "matrix"), matrix, classes)
        for name, row in matrix.items():
            yield from _strangers((*policy, "costs", "matrix", name), row, classes)
    if label is None:
        return
    yield from _strangers(("data", "label", "priors"), label.priors, classes)
    if system.task_kind.overlapping and label.columns and len(label.columns) != len(classes):
        columns = plural(len(label.columns), "column")
        yield Finding(
            route=("data", "label", "columns"),
            message=f"{columns} of labels for {plural(len(classes), 'class').replace('classs', 'classes')}",
            help="name one column for each class, in the order of `task.classes`",
            related=(Related(("task", "classes"), f"{len(classes)} classes"),),
        )


def _strangers(route: Route, entries: Mapping[str, object], classes: tuple[str, ...]) -> Iterator[Finding]:
    for name in entries:
        if name not in classes:
            yield Finding(
                route=(*route, name),
                anchor=Anchor.KEY,
                message=f"`{name}` is no class of the task",
                help=did_you_mean(name, classes) or f"use {listing(classes, 'or')}",
                related=(Related(("task", "classes"), "the classes"),),
            )


RULE = Rule(
    code="MLS233",
    name="names-of-no-class",
    severity=always(Severity.ERROR),
    about=lambda task: task.of_classes,
    check=_check,
    good=(
        *examples("task: {decision_policy: {thresholds: {fees: 0.3}}}", base="multilabel"),
        *examples("data: {label: {priors: {churn: 40%, upgrade: 40%, stay: 20%}}}", base="multiclass"),
    ),
    bad=(
        *examples("task: {decision_policy: {thresholds: {fee: 0.3}}}", base="multilabel"),
        *examples(
            "data: {label: {priors: {churn: 40%, upgrade: 40%, stays: 20%}}}",
            "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, "
            "task: {decision_policy: {costs: {matrix: {churn: {gone: 3}}}}}}",
            "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, "
            "task: {decision_policy: {costs: {matrix: {gone: {churn: 3}}}}}}",
            base="multiclass",
        ),
        *examples(
            "data: {label: {columns: [fees, service]}}",
            "data: {label: {columns: [fees, service, moving, more]}}",
            base="multilabel",
        ),
    ),
)
