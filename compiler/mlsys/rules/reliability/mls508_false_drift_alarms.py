"""Drift checks cry wolf.

## What it finds
Tests of many features at a level of significance, uncorrected, that expect more than one false alarm a
week.

## Why it matters
Fifty features at 5 % a day are 2.5 false alarms a day; the real one drowns.

## What to do
Correct for the number of tests, or judge by effect size (`psi`, `wasserstein`).

## Source
Benjamini and Hochberg, Controlling the False Discovery Rate (1995).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.drift import false_alarms_per_week
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent, plural
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_WEEK = 604_800
_WITH_P_VALUE = ("ks", "chi2")


def _check(system: System) -> Iterator[Finding]:
    job, drift = system.spec.monitoring.drift, system.spec.requirements.reliability.silent_failure.input_drift
    if drift is None or drift.test not in _WITH_P_VALUE or drift.alpha is None or job.correction != "none":
        return
    features = len(system.inputs())
    alarms = false_alarms_per_week(features, drift.alpha, _WEEK / job.every.seconds)
    if alarms > 1:
        yield Finding(
            route=("monitoring", "drift", "correction"),
            message=f"{plural(features, 'feature')} at {percent(drift.alpha)} every {job.every}: "
            f"{number(alarms, 2)} false alarms a week",
            note=f"{features} × {percent(drift.alpha)} × {number(_WEEK / job.every.seconds)} checks a week",
            help="write `correction: benjamini_hochberg`, or test by `psi`",
            related=(Related(("requirements", "reliability", "silent_failure", "input_drift"), "the test"),),
            fix=Fix(
                "control the false discovery rate",
                (SetValue(("monitoring", "drift", "correction"), "benjamini_hochberg"),),
            ),
        )


RULE = Rule(
    code="MLS508",
    name="false-drift-alarms",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("requirements.reliability.silent_failure.input_drift",),
    check=_check,
    good=(
        *examples(
            "{requirements: {reliability: {silent_failure: {input_drift: {test: ks, "
            "threshold: ~, alpha: 5%}}}},"
            " monitoring: {drift: {correction: benjamini_hochberg}}}"
        ),
        *examples(
            "{requirements: {reliability: {silent_failure: {input_drift: {test: ks, "
            "threshold: ~, alpha: 25%}}}}, monitoring: {drift: {correction: none, "
            "every: 7d}}}"
        ),
    ),
    bad=(
        *examples(
            "{requirements: {reliability: {silent_failure: {input_drift: {test: ks, "
            "threshold: ~, alpha: 5%}}}},"
            " monitoring: {drift: {correction: none}}}"
        ),
        *examples(
            "{requirements: {reliability: {silent_failure: {input_drift: {test: ks, "
            "threshold: ~, alpha: 26%}}}}, monitoring: {drift: {correction: none, "
            "every: 7d}}}"
        ),
    ),
)
