"""A binary task does not have two classes with one of them positive.

## What it finds
A binary task whose `classes` are not two, or without `positive_class`.

## Why it matters
Precision, recall, prevalence and the decision are all about the positive class. Guessed wrongly, every one
of them is about the other class.

## What to do
List both values of the label column and name the one whose probability is predicted.

## Source
mlflow issue 7641: a shipped example failed for want of a positive class.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    classes: tuple[str, ...] | None = getattr(task, "classes", None)
    positive: str | None = getattr(task, "positive_class", None)
    if classes is not None and len(classes) != 2:
        yield Finding(
            route=("task", "classes"),
            message=f"a binary task has 2 classes, this one lists {len(classes)}",
            help="list the two values of the label column, or use `type: multiclass`",
        )
    elif positive is None:
        yield Finding(
            route=("task", "positive_class"),
            message="the binary task does not say which class is positive",
            help=f"add `positive_class`: {listing(classes, 'or')}"
            if classes
            else "add `classes` and `positive_class`",
        )


RULE = Rule(
    code="MLS202",
    name="binary-classes",
    severity=always(Severity.ERROR),
    about=lambda task: task.two_classes,
    check=_check,
    good=examples("task: {classes: ['No', 'Yes'], positive_class: 'Yes'}"),
    bad=examples("task: {classes: ['No', 'Maybe', 'Yes'], positive_class: 'Yes'}"),
)
