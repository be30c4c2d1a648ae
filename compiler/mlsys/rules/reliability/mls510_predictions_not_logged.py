"""Predictions are watched but not logged.

## What it finds
A quality objective, a drift check or a business report, without `monitoring.logging.predictions`.

## Why it matters
Labels that arrive later cannot be joined to predictions that were not kept, and there is nothing to
compare.

## What to do
Log predictions with an identifier, and keep them longer than labels take.

## Source
Huyen, Designing Machine Learning Systems, chapter 8 (logs).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if system.spec.monitoring.logging.predictions is not None:
        return
    reliability = system.spec.requirements.reliability
    silent = reliability.silent_failure
    quality = next((name for name, slo in reliability.slos.items() if slo.sli == "quality"), None)
    if quality is not None:
        what = f"the objective `{quality}`"
        place: Route = ("requirements", "reliability", "slos", quality)
    elif silent.prediction_drift is not None or silent.input_drift is not None:
        what, place = "drift detection", ("requirements", "reliability", "silent_failure")
    elif system.spec.monitoring.report is not None:
        what, place = "the business report", ("monitoring", "report")
    else:
        return
    yield Finding(
        route=("monitoring", "logging", "predictions"),
        message=f"{what} needs logged predictions, and none are kept",
        help="add `monitoring.logging: {predictions: {id: prediction_id, retain: 90d}}`",
        related=(Related(place, "needs them"),),
    )


RULE = Rule(
    code="MLS510",
    name="predictions-not-logged",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("monitoring: {logging: {predictions: {id: prediction_id, retain: 365d}}}"),
    bad=examples("monitoring: {logging: ~}"),
)
