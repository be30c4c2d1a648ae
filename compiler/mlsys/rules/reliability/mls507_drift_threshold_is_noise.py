"""The drift threshold lies within the noise.

## What it finds
At the fewest rows of a comparison, PSI exceeds its threshold without any drift in more than 1 % of checks.

## Why it matters
PSI of two samples of one distribution is (B - 1)(1/N + 1/M) on average. At 100 rows and ten bins that is
0.09, and a threshold of 0.1 is passed by a third of quiet days.

## What to do
Compare more rows, use fewer bins, or raise the threshold.

## Source
Yurdakul, Statistical Properties of Population Stability Index (2018).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.drift import psi_false_alarm, psi_min_rows, psi_null_mean, reference_rows
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, number
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_TOLERATED = 0.01


def _check(system: System) -> Iterator[Finding]:
    job = system.spec.monitoring.drift
    silent = system.spec.requirements.reliability.silent_failure
    if job.min_rows is None or job.bins < 2:
        return
    reference = reference_rows(system.spec) or math.inf
    for name, drift in (("prediction_drift", silent.prediction_drift), ("input_drift", silent.input_drift)):
        if drift is None or drift.test != "psi" or not drift.threshold:
            continue
        chance = psi_false_alarm(drift.threshold, job.bins, job.min_rows, reference)
        if chance > _TOLERATED:
            enough = psi_min_rows(drift.threshold, job.bins, reference)
            yield Finding(
                route=("requirements", "reliability", "silent_failure", name, "threshold"),
                message=f"PSI > {number(drift.threshold)} on {job.min_rows:,} rows is noise: "
                f"{about_percent(chance)} of checks alarm without drift",
                note=f"({job.bins} bins - 1) × (1/N + 1/M) = "
                f"{number(psi_null_mean(job.bins, job.min_rows, reference))} on average without drift",
                help=f"compare at least {enough:,} rows"
                if enough
                else "raise the threshold or use fewer bins",
                related=(Related(("monitoring", "drift", "min_rows"), f"{job.min_rows:,} rows"),),
                fix=Fix(
                    f"compare {enough:,} rows", (SetValue(("monitoring", "drift", "min_rows"), str(enough)),)
                )
                if enough
                else None,
            )


RULE = Rule(
    code="MLS507",
    name="drift-threshold-is-noise",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("monitoring.drift.min_rows",),
    check=_check,
    good=(
        *examples("monitoring: {drift: {min_rows: 1000}}"),
        *examples("monitoring: {drift: {bins: 1}}"),
    ),
    bad=(
        *examples(
            "{monitoring: {drift: {min_rows: 100, bins: 10}}, requirements: {reliability: {silent_failure:"
            " {prediction_drift: {test: psi, threshold: 0.1}, input_drift: ~}}}}"
        ),
        *examples(
            "{monitoring: {drift: {min_rows: 30, bins: 2}}, "
            "requirements: {reliability: {silent_failure: {prediction_drift: {test: psi, "
            "threshold: 0.1}, input_drift: ~}}}}"
        ),
    ),
)
