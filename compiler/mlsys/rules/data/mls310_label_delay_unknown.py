"""Nothing says when labels are known.

## What it finds
A monitored system that learns from labels, without `data.label.delay`.

## Why it matters
How old the freshest evaluation can be, when a retraining can learn, and which alert windows make sense all
follow from it.

## What to do
Declare when half and when nearly all labels are known.

## Source
Huyen, Designing Machine Learning Systems, chapter 8 (natural labels and feedback loop length).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    reliability = spec.requirements.reliability
    monitored = (
        bool(reliability.slos)
        or spec.monitoring.logging.predictions is not None
        or spec.requirements.adaptability.max_staleness is not None
        or reliability.silent_failure.prediction_drift is not None
    )
    kind = system.task_kind
    taught = not (kind.partitions or kind.compresses)  # labels that only judge are there when they are used
    if monitored and taught and spec.data.label is not None and spec.data.label.delay is None:
        yield Finding(
            route=("data", "label", "delay"),
            message="the system is monitored, but nothing says when labels are known",
            help="add `data.label.delay: {p50: …, p95: …}`",
        )


RULE = Rule(
    code="MLS310",
    name="label-delay-unknown",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {delay: {p50: 10d, p95: 14d}}}"),
    bad=examples("data: {label: {delay: ~}}"),
)
