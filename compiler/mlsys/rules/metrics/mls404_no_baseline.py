"""There is nothing to beat.

## What it finds
A document without a baseline.

## Why it matters
A number alone says nothing: is 0.62 good? Often a rule of one line comes within a hair of the model, at no
cost.

## What to do
Declare what is done today, as a heuristic, or a constant at least. It also answers when the model cannot.

## Source
Google, Rules of Machine Learning, rules 1 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if not system.spec.baseline:
        yield Finding(
            route=("baseline",),
            message="no baseline: nothing to beat",
            help='add `baseline: {rule_of_thumb: {kind: heuristic, rule: "days_inactive > 30"}}`',
        )


RULE = Rule(
    code="MLS404",
    name="no-baseline",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("baseline: {prior: {kind: constant}}"),
    bad=examples(
        "{baseline: ~, evaluation: {must_beat: ~}, requirements: {reliability: {fallback: {use: cached}}}}"
    ),
)
