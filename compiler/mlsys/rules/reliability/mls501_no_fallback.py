"""When the model does not answer, nobody does.

## What it finds
An online service without `requirements.reliability.fallback`.

## Why it matters
A model that is slow or broken then takes the product down with it, though a rule of one line could answer.

## What to do
Let a baseline, the cached prediction or a default answer after a timeout.

## Source
Nygard, Release It! (2018), chapter 5 (timeouts and circuit breakers).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if (
        system.spec.task.prediction.mode != "online"
        or system.task_kind.compresses  # nothing stands for components that are not known
        or system.spec.requirements.reliability.fallback is not None
    ):
        return
    rule = next((n for n, b in system.spec.baseline.items() if b.kind == "heuristic"), "default")
    yield Finding(
        route=("requirements", "reliability", "fallback"),
        message="a model that is slow or broken becomes an error of the service",
        help=f"add `fallback: {{use: {rule}, timeout: 50ms}}`",
    )


RULE = Rule(
    code="MLS501",
    name="no-fallback",
    severity=omission(Severity.DANGER),
    check=_check,
    good=(
        *examples("requirements: {reliability: {fallback: {use: desk_rule, timeout: 50ms}}}"),
        *examples("requirements: {reliability: {fallback: ~}}", base="dimensionality_reduction"),
    ),
    bad=examples("requirements: {reliability: {fallback: ~}}"),
)
