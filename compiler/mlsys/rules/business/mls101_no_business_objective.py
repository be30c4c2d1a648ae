"""The system serves no business objective.

## What it finds
A document without `objectives.business`.

## Why it matters
Without one, nothing says whether a better model is worth its cost, and nothing justifies the system to
those who fund it.

## What to do
Name the number that the business watches, its direction, its value today and where it is read.

## Source
Huyen, Designing Machine Learning Systems, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if not system.spec.objectives.business:
        yield Finding(
            route=("objectives", "business"),
            message="no business objective: nothing will justify this model to the people who fund it",
            help="add `objectives.business: {churn_rate: {metric: …, direction: decrease, current: …}}`",
        )


RULE = Rule(
    code="MLS101",
    name="no-business-objective",
    severity=omission(Severity.DANGER),
    check=_check,
    good=examples(
        "objectives: {business: {churn_rate: {metric: share who cancel in a month, direction: decrease}}}"
    ),
    bad=examples("{objectives: {business: ~, links: ~}, experiment: ~}"),
)
