"""The decision needs fresher predictions than the batch delivers.

## What it finds
Batch predictions that are refreshed less often than the decision allows them to be old.

## Why it matters
Between two runs the decision is taken on a score older than promised.

## What to do
Run more often, or predict online.

## Source
Huyen, Designing Machine Learning Systems, chapter 7 (batch prediction versus online prediction).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from mlsys.diagnostics import Related, Severity
from mlsys.ir.cron import longest_gap
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task, schedule = system.spec.task, system.spec.infra.batch.schedule
    if task.prediction.freshness is None:
        return
    needed = task.prediction.freshness
    if task.granularity.cadence is not None:
        gap, place = task.granularity.cadence.seconds, ("task", "granularity", "cadence")
    elif schedule is not None and task.prediction.mode == "batch":
        gap, place = longest_gap(schedule), ("infra", "batch", "schedule")
    else:
        return
    if isfinite(gap) and needed.seconds < gap:
        yield Finding(
            route=("task", "prediction", "freshness"),
            message=(
                f"the decision needs predictions at most {needed} old, they are refreshed every "
                f"{duration(gap)}"
            ),
            help="predict more often, or let the decision take older predictions",
            related=(Related(place, f"every {duration(gap)}"),),
        )


RULE = Rule(
    code="MLS224",
    name="prediction-too-old",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("task: {prediction: {freshness: 1d}, granularity: {cadence: 1d}}", base="batch"),
    bad=(
        *examples("task: {prediction: {freshness: 1min}, granularity: {cadence: 1d}}", base="batch"),
        *examples("task: {granularity: {cadence: 25h}}"),
    ),
)
