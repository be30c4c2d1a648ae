"""An alert on absence fires in every pause, or after the month is over.

## What it finds
An alert on missing predictions that waits for less than a batch pauses between two runs.

## Why it matters
It fires after each run and is soon ignored.

## What to do
Wait a little longer than the longest pause.

## Source
Google SRE workbook, chapter 5 (alerting on SLOs, precision).
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
    absent, schedule = (
        system.spec.requirements.reliability.silent_failure.absent,
        system.spec.infra.batch.schedule,
    )
    if system.spec.task.prediction.mode != "batch" or absent is None or schedule is None:
        return
    pause = longest_gap(schedule)
    if isfinite(pause) and absent.seconds < pause:
        yield Finding(
            route=("requirements", "reliability", "silent_failure", "absent"),
            message=f"predictions are missed after {absent}, but a batch runs only every {duration(pause)}",
            help=f"wait longer than {duration(pause)}",
            related=(Related(("infra", "batch", "schedule"), f"every {duration(pause)}"),),
        )


RULE = Rule(
    code="MLS518",
    name="pause-looks-like-failure",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("requirements: {reliability: {silent_failure: {absent: 1d}}}", base="batch"),
    bad=examples("requirements: {reliability: {silent_failure: {absent: 23h}}}", base="batch"),
)
