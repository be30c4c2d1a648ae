"""One process is done within the time that the batch may take.

## What it finds
`infra.compute.engine: sharded` or `ray` for rows that one process scores within `infra.batch.max_duration`,
or before the next batch starts.

## Why it matters
A second worker saves time that nobody waits for, and a cluster of them costs pods, volumes that all of them
can write, and people who know it.

## What to do
Leave the engine out until the rows have grown; the answers are the same.

## Source
Rows × 2.4 µs of CPU and 2 s of start, measured: docs/explanation/scale.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.batch_time import PER_ROW, START, batch_time, window
from mlsys.ir.system import System
from mlsys.ir.wording import count, duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    time, allowed = batch_time(system.spec), window(system.spec)
    if time is None or allowed is None or time.rows < time.pays_from or time.alone > allowed:
        return
    batch = system.spec.infra.batch
    place = ("infra", "batch", "max_duration" if batch.max_duration is not None else "schedule")
    yield Finding(
        route=("infra", "compute", "engine"),
        message=(
            f"`local` suffices: {count(time.rows)} rows take {duration(time.alone)} in one process, "
            f"and may take {duration(allowed)}"
        ),
        help=f"one process is in time until {count(int((allowed - START) / PER_ROW))} rows",
        related=(Related(place, duration(allowed)),),
    )


RULE = Rule(
    code="MLS627",
    name="one-process-suffices",
    severity=always(Severity.NOTE),
    check=_check,
    good=examples(
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, "
        "batch: {rows: 3000000, max_duration: 9s}}",
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, "
        "batch: {rows: 37000000000, max_duration: null, schedule: '0 2 * * *'}}",
    ),
    bad=examples(
        "infra: {platform: local, compute: {engine: ray, workers: 2}, "
        "batch: {rows: 30000000, max_duration: 74s}}",
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, "
        "batch: {rows: 2500000, max_duration: 8s}}",
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, "
        "batch: {rows: 833334, max_duration: 10s}}",
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, "
        "batch: {rows: 35000000000, max_duration: null, schedule: '0 2 * * *'}}",
    ),
)
