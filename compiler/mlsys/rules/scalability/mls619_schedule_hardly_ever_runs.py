"""A schedule leaves out whole years.

## What it finds
A cron expression for a day that is not in every year, as 29 February or a Monday that is the first of May.

## Why it matters
cron, Kubernetes and GitHub accept it, and for years nothing runs. Whoever wrote it mostly meant the end of a
month.

## What to do
Name a day that every year has; for the end of February write the 28th, or 1 March.

## Source
POSIX.1-2024, crontab.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.cron import longest_gap
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_MORE_THAN_A_YEAR = 400 * 86_400


def _check(system: System) -> Iterator[Finding]:
    infra = system.spec.infra
    for job, schedule in (("batch", infra.batch.schedule), ("training", infra.training.schedule)):
        gap = 0.0 if schedule is None else longest_gap(schedule)
        if _MORE_THAN_A_YEAR < gap < float("inf"):
            yield Finding(
                route=("infra", job, "schedule"),
                message=f"`{schedule}` starts {job} only once in {gap / (365.25 * 86_400):.0f} years",
                help="name a day that every year has",
            )


RULE = Rule(
    code="MLS619",
    name="schedule-hardly-ever-runs",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("infra: {training: {schedule: '0 3 28 2 *'}}"),
        *examples(
            "infra: {training: {schedule: '0 3 31 2 *'}}", "infra: {training: {schedule: '0 3 1 1 *'}}"
        ),
    ),
    bad=examples("infra: {training: {schedule: '0 3 29 2 *'}}"),
)
