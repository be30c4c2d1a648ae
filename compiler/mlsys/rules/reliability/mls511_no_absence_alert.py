"""No predictions look like no errors.

## What it finds
An online service with objectives, but without `silent_failure.absent`.

## Why it matters
When the consumer stops calling, or the exporter dies, every error ratio is 0/0, and no alert fires.

## What to do
Alert when no prediction was made for some time.

## Source
Prometheus documentation, `absent()`; Pyrra generates the same alert.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    reliability = system.spec.requirements.reliability
    online = system.spec.task.prediction.mode == "online"
    if online and reliability.slos and reliability.silent_failure.absent is None:
        yield Finding(
            route=("requirements", "reliability", "silent_failure", "absent"),
            message="no predictions at all look like no errors, and nothing alerts",
            help="add `silent_failure: {absent: 15min}`",
            related=(Related(("requirements", "reliability", "slos"), "ratios of events"),),
        )


RULE = Rule(
    code="MLS511",
    name="no-absence-alert",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("requirements: {reliability: {silent_failure: {absent: 15min}}}"),
    bad=examples("requirements: {reliability: {silent_failure: {absent: ~}}}"),
)
