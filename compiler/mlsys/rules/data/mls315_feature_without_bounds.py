"""Nothing says which values are possible.

## What it finds
A number without a range, or a categorical feature without values or cardinality.

## Why it matters
Without bounds, a wrong unit or a sentinel such as -999 is a valid input, in training and in service alike.

## What to do
Declare the range or the values; or point `data.contract` at a document that does.

## Source
Breck et al., Data Validation for Machine Learning (MLSys 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if system.spec.data.contract is not None:
        return
    for feature in system.features.values():
        spec = feature.spec
        if spec.type in ("integer", "number") and spec.range is None:
            missing = "range"
        elif spec.type == "categorical" and spec.values is None and spec.cardinality is None:
            missing = "values"
        else:
            continue
        yield Finding(
            route=feature.route,
            anchor=Anchor.KEY,
            message=f"`{feature.name}` has no {missing}: any {spec.type} value is accepted",
            help=f"add `{missing}`" + (", such as `0..120`" if missing == "range" else ", or `cardinality`"),
        )


RULE = Rule(
    code="MLS315",
    name="feature-without-bounds",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("data: {features: {spend: {range: 0..100000}}}"),
    bad=examples("data: {features: {spend: {range: ~}}}"),
)
