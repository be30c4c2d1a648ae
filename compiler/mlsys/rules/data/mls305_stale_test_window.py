"""The test rows are older than the model is allowed to be.

## What it finds
`data.split.test_age` exceeds `requirements.adaptability.max_staleness`.

## Why it matters
The system promises to know the world of last week and is judged on the world of two months ago.

## What to do
Roll the test window forward with each training.

## Source
Huyen, Designing Machine Learning Systems, chapter 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    age = system.spec.data.split.test_age
    limit = system.spec.requirements.adaptability.max_staleness
    if age is not None and limit is not None and age.seconds > limit.seconds:
        yield Finding(
            route=("data", "split", "test_age"),
            message=(
                f"the youngest test row is {age} old, but the model may be at most {limit} behind the world"
            ),
            help="roll the test window forward with each training",
            related=(Related(("requirements", "adaptability", "max_staleness"), f"at most {limit}"),),
        )


RULE = Rule(
    code="MLS305",
    name="stale-test-window",
    severity=always(Severity.WARNING),
    requires=("data.split.test_age", "requirements.adaptability.max_staleness"),
    check=_check,
    good=(
        *examples("data: {split: {test_age: 14d}}"),
        *examples("data: {split: {test_age: 60d}}"),
    ),
    bad=examples("data: {split: {test_age: 61d}}"),
)
