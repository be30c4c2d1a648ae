"""Feature code is not tested.

## What it finds
A feature with a `transform` and no test of it.

## Why it matters
An error in a feature does not raise; it moves the scores of every customer a little.

## What to do
Add `transform.test`.

## Source
ML Test Score, item Data 7: all input feature code is tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, plural
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    untested = [
        feature.name
        for feature in system.features.values()
        if feature.spec.transform is not None and feature.spec.transform.test is None
    ]
    if untested:
        yield Finding(
            route=("data", "features", untested[0], "transform"),
            message=f"{plural(len(untested), 'transform')} without a test: {listing(untested[:5])}",
            help="add `transform.test`, the path of the test",
        )


RULE = Rule(
    code="MLS706",
    name="transform-without-test",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples(
        "data: {features: {spend: {transform: {code: 'features:spend', test: tests/test_spend.py}}}}"
    ),
    bad=examples("data: {features: {spend: {transform: {code: 'features:spend'}}}}"),
)
