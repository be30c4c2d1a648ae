"""Nothing is done with the prediction.

## What it finds
A document without `task.decision`.

## Why it matters
A score that nobody acts on changes nothing. The action also decides what an error costs, how fresh the
score must be and how much it may be automated.

## What to do
Say what is done, by whom, and how much of it without a person.

## Source
Huyen, Designing Machine Learning Systems, chapter 2; Google, Rules of Machine Learning, rule 14.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if system.spec.task.decision is None:
        yield Finding(
            route=("task", "decision"),
            message="nothing says what is done with the prediction",
            help="add `task.decision: {action: …, consumer: …, automation: assisted}`",
        )


RULE = Rule(
    code="MLS113",
    name="no-decision",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("task: {decision: {action: offer a call, consumer: retention-desk, automation: assisted}}"),
    bad=examples("task: {decision: ~, intended_use: choosing whom the retention desk calls}"),
)
