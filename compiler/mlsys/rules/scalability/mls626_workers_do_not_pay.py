"""Workers take longer to start than the rows take in one process.

## What it finds
`infra.compute.engine: sharded` or `ray` for fewer `infra.batch.rows` than those from which the workers are
faster: about a million on one machine with two processes, ten million with eight pods; for tasks of Ray 30
million with two workers of one machine, 19 million with eight pods.

## Why it matters
The batch gets slower and takes more CPU than on one machine, and there are more parts that can fail.

## What to do
Leave the engine out: `local` scores three million rows in ten seconds.

## Source
Rows × 2.4 µs of CPU (3.7 on Ray) and 2 s of start (18.5), measured; 20 s until a pod runs, assumed:
docs/explanation/scale.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.batch_time import batch_time
from mlsys.ir.system import System
from mlsys.ir.wording import count, duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    time = batch_time(system.spec)
    if time is None or time.rows >= time.pays_from:
        return
    yield Finding(
        route=("infra", "compute", "engine"),
        message=(
            f"{count(time.rows)} rows take {duration(time.alone)} in one process, "
            f"{duration(time.shared)} on {time.workers} workers"
        ),
        help=f"write `engine: local`; workers pay from {count(time.pays_from)} rows",
        related=(Related(("infra", "batch", "rows"), f"{count(time.rows)} rows"),),
    )


RULE = Rule(
    code="MLS626",
    name="workers-do-not-pay",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, batch: {rows: 833334}}",
        "infra: {platform: kubernetes, compute: {engine: sharded, workers: 8}, batch: {rows: 10000000}}",
        "infra: {platform: local, compute: {engine: ray, workers: 2}, batch: {rows: 30000000}}",
        "infra: {platform: kubernetes, compute: {engine: ray, workers: 8}, batch: {rows: 18900000}}",
        "infra: {compute: {engine: local}, batch: {rows: 10000}}",
    ),
    bad=examples(
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, batch: {rows: 10000}}",
        "infra: {platform: local, compute: {engine: sharded, workers: 2}, batch: {rows: 833333}}",
        "infra: {platform: kubernetes, compute: {engine: sharded, workers: 8}, batch: {rows: 9000000}}",
        "infra: {platform: local, compute: {engine: ray, workers: 2}, batch: {rows: 29000000}}",
        "infra: {platform: kubernetes, compute: {engine: ray, workers: 8}, batch: {rows: 18000000}}",
    ),
)
