"""A schedule never comes round.

## What it finds
A cron expression with a value out of range, such as hour 25, for a day that does not exist, or with the `L`
that neither Kubernetes nor GitHub knows.

## Why it matters
Kubernetes and GitHub refuse a malformed schedule when it is applied. One for the 31st of February is accepted
and nothing ever runs.

## What to do
Write minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7, in UTC.

## Source
POSIX.1-2024, crontab; weekday 7 and names of days and months as in Debian's cron.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.cron import gaps
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    infra = system.spec.infra
    for job, schedule in (("batch", infra.batch.schedule), ("training", infra.training.schedule)):
        if schedule is None:
            continue
        try:
            gaps(schedule)
        except ValueError as error:
            yield Finding(
                route=("infra", job, "schedule"),
                message=f"the schedule of {job} never comes round: {error}",
                help=(
                    "write minute 0-59, hour 0-23, day 1-31, month 1-12 and weekday 0-7: "
                    "`0 2 * * *` is 02:00 UTC every day"
                ),
            )


RULE = Rule(
    code="MLS618",
    name="schedule-never-runs",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("infra: {batch: {schedule: '0 2 * JUL 7'}}"),
    bad=examples("infra: {batch: {schedule: '0 25 * * *'}}", "infra: {batch: {schedule: '0 2 L * *'}}"),
)
