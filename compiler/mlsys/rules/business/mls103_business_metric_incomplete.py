"""A business objective cannot be measured as written.

## What it finds
A business objective without direction, unit, source or current value.

## Why it matters
A target without a starting point cannot be missed. Where the number is read, and what it is today, is what
the business report and the experiment start from.

## What to do
Add what is missing; the owner of the number knows it.

## Source
Huyen, Designing Machine Learning Systems, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    for name, objective in system.spec.objectives.business.items():
        missing = [
            field for field in ("direction", "unit", "source", "current") if getattr(objective, field) is None
        ]
        if missing:
            yield Finding(
                route=("objectives", "business", name),
                anchor=Anchor.KEY,
                message=f"business objective `{name}` has no {listing(missing)}",
                help="add what is missing; a target without a starting point cannot be missed",
            )


RULE = Rule(
    code="MLS103",
    name="business-metric-incomplete",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("objectives: {business: {churn_rate: {current: 4%, unit: ratio}}}"),
    bad=examples("objectives: {business: {churn_rate: {current: ~}}}"),
)
