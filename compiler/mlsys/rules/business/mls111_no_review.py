"""Nothing says when to stop.

## What it finds
No `objectives.review`, or one without a stop condition.

## Why it matters
A project without a stop rule lives on its sunk cost. The next review is cheap to name today and hard to
start later.

## What to do
Add `objectives.review: {every: 90d, stop_if: …}`.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (when to stop a project).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    review = system.spec.objectives.review
    if review is None or review.stop_if is None:
        yield Finding(
            route=("objectives", "review"),
            message="no rule says when to stop or re-scope this project"
            if review is None
            else f"the review every {review.every} has no stop condition",
            help="add `objectives.review: {every: 90d, stop_if: …}`",
        )


RULE = Rule(
    code="MLS111",
    name="no-review",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("objectives: {review: {every: 90d, stop_if: no effect after two experiments}}"),
    bad=examples("objectives: {review: ~}"),
)
