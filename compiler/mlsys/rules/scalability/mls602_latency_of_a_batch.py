"""A latency is promised, but nobody asks.

## What it finds
A latency objective in a system that predicts in batch only.

## Why it matters
There is no request whose latency could be measured; the objective is always met and means nothing.

## What to do
Predict online, or promise when the batch is finished.

## Source
Huyen, Designing Machine Learning Systems, chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_PATIENCE = 3_600.0
"""Nobody holds a connection for longer, in seconds."""


def _check(system: System) -> Iterator[Finding]:
    batch = system.spec.task.prediction.mode == "batch"
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "latency" and not batch and slo.threshold.seconds > _PATIENCE:
            yield Finding(
                route=("requirements", "reliability", "slos", name, "threshold"),
                message=f"an answer within {slo.threshold} is that of a batch",
                help="promise what a caller waits for, or use `mode: batch`",
                related=(Related(("task", "prediction", "mode"), "the mode"),),
            )
        if slo.sli == "latency" and batch:
            yield Finding(
                route=("requirements", "reliability", "slos", name),
                anchor=Anchor.KEY,
                message=f"`{name}` promises {slo.threshold}, but predictions are made in batch only",
                help="use `mode: online`, or replace it by `infra.batch.max_duration`",
                related=(Related(("task", "prediction", "mode"), "batch"),),
                fix=Fix(f"remove `{name}`", (RemoveEntry(("requirements", "reliability", "slos", name)),)),
            )


RULE = Rule(
    code="MLS602",
    name="latency-of-a-batch",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("infra: {batch: {max_duration: 1h}}", base="batch"),
        *examples("requirements: {reliability: {slos: {latency: {threshold: 60min}}}}"),
    ),
    bad=(
        *examples(
            "requirements: {reliability: {slos: {latency: {sli: latency, threshold: 100ms, objective: 99%}},"
            " silent_failure: {absent: 26h}}}",
            base="batch",
        ),
        *examples("requirements: {reliability: {slos: {latency: {threshold: 61min}}}}"),
    ),
)
