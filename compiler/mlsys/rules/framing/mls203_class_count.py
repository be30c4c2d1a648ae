"""The classes do not add up.

## What it finds
A multiclass task with fewer than three classes, a list of classes whose length differs from `n_classes`, or
neither of the two.

## Why it matters
The output layer, the metrics and the contract with consumers are sized by this number.

## What to do
Make both agree, or use a binary task.

## Source
scikit-learn user guide, multiclass and multioutput algorithms.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task, kind = system.spec.task, system.task_kind
    classes: tuple[str, ...] | None = getattr(task, "classes", None)
    number_of: int | None = getattr(task, "n_classes", None)
    if classes is not None and number_of is not None and len(classes) != number_of:
        yield Finding(
            route=("task", "n_classes"),
            message=f"`n_classes` is {number_of}, but `classes` lists {len(classes)}",
            help="correct one of the two; the list alone is enough",
            related=(Related(("task", "classes"), f"{len(classes)} names"),),
            fix=Fix(f"write {len(classes)}", (SetValue(("task", "n_classes"), str(len(classes))),)),
        )
        return
    total = len(classes) if classes is not None else number_of
    least = 2 if kind.tree or kind.overlapping else 3
    if total is None and not kind.tree:
        yield Finding(
            route=("task", "classes"),
            message=f"the {task.type} task does not say how many classes there are",
            help="add `classes` or `n_classes`",
        )
    elif total is not None and total < least:
        yield Finding(
            route=("task", "classes" if classes is not None else "n_classes"),
            message=f"a {task.type} task has at least {least} classes, this one has {total}",
            help="use `type: binary`" if total == 2 else "list all classes",
        )


RULE = Rule(
    code="MLS203",
    name="class-count",
    severity=always(Severity.ERROR),
    about=lambda task: task.several_classes or task.overlapping,
    check=_check,
    good=examples("task: {classes: [churn, upgrade, stay], n_classes: 3}", base="multiclass"),
    bad=(
        *examples("task: {classes: [churn, upgrade, stay], n_classes: 4}", base="multiclass"),
        *examples("task: {classes: [churn, stay]}", base="multiclass"),
    ),
)
