"""The batch is still running when the next one starts.

## What it finds
The longest duration of the batch reaches the time between two of its runs.

## Why it matters
Runs overlap, compete for memory, and write the same table.

## What to do
Run less often, use more workers, or predict online.

## Source
Kubernetes documentation, CronJob (concurrency policy).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.cron import shortest_gap
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    batch = system.spec.infra.batch
    if batch.schedule is None or batch.max_duration is None:
        return
    gap = shortest_gap(batch.schedule)
    if batch.max_duration.seconds >= gap:
        yield Finding(
            route=("infra", "batch", "max_duration"),
            message=f"a batch of up to {batch.max_duration} starts every {duration(gap)}",
            help="run it less often, use more workers, or predict online",
            related=(Related(("infra", "batch", "schedule"), f"every {duration(gap)}"),),
        )


RULE = Rule(
    code="MLS615",
    name="batch-overruns",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("infra: {batch: {schedule: '0 2 * * *', max_duration: 1h}}"),
    bad=(
        *examples("infra: {batch: {schedule: '0 * * * *', max_duration: 2h}}"),
        *examples("infra: {batch: {schedule: '0 2 * * *', max_duration: 24h}}"),
    ),
)
