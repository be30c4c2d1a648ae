"""The fallback cannot answer when the model cannot.

## What it finds
`fallback.use` that names a baseline which is fitted, served elsewhere, or only known by its scores.

## Why it matters
A linear model is loaded from the same folder as the model and is missing with it; the previous model is not
loaded beside the present one; people do not answer within a timeout. Every request fails just when the
fallback is needed.

## What to do
Fall back to something that needs nothing but the request: a constant, the majority, or a rule.

## Source
Nygard, Release It! (2018), chapter 5 (bulkheads, fail fast).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_WHY: Final = {
    "linear": "a fitted model is missing when models cannot be loaded",
    "previous": "the previous model is not loaded beside the present one",
    "human": "people do not answer within a request",
}


def _check(system: System) -> Iterator[Finding]:
    fallback = system.spec.requirements.reliability.fallback
    baseline = system.spec.baseline.get(fallback.use) if fallback is not None else None
    if fallback is None or baseline is None or baseline.kind not in _WHY:
        return
    able = [name for name, other in system.spec.baseline.items() if other.kind not in _WHY]
    yield Finding(
        route=("requirements", "reliability", "fallback", "use"),
        message=f"`{fallback.use}` cannot answer instead of the model: {_WHY[baseline.kind]}",
        help=f"use `{able[0]}`" if able else "use a baseline that is a constant or a rule, or `default`",
        related=(Related(("baseline", fallback.use, "kind"), f"`kind: {baseline.kind}`"),),
    )


RULE = Rule(
    code="MLS520",
    name="fallback-fails-as-well",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "requirements: {reliability: {fallback: {use: prior}}}",
        "{baseline: {line: {kind: linear}}, requirements: {reliability: {fallback: {use: prior}}}}",
        "requirements: {reliability: {fallback: {use: default, value: 0.2}}}",
    ),
    bad=examples(
        "{baseline: {line: {kind: linear}}, requirements: {reliability: {fallback: {use: line}}}}",
        "{baseline: {old: {kind: previous, ref: churn/3}}, "
        "requirements: {reliability: {fallback: {use: old}}}}",
        "{baseline: {desk: {kind: human, scores: {pr_auc: 0.4}}}, "
        "requirements: {reliability: {fallback: {use: desk}}}}",
    ),
)
