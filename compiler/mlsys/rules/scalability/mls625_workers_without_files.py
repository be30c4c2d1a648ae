"""There are more workers than files that they could share.

## What it finds
`infra.compute.engine: sharded` or `ray` with more workers than `infra.batch.files`.

## Why it matters
A file is scored by one worker, so that the others start, find nothing and end; in a cluster each of them
is a pod that was scheduled for it.

## What to do
Write fewer workers, or more and smaller files.

## Source
Index i takes the files k with k mod N = i of a frozen list, a task of Ray takes one file;
docs/explanation/scale.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    compute, files = system.spec.infra.compute, system.spec.infra.batch.files
    if files is None or compute.engine not in ("sharded", "ray") or compute.workers <= files:
        return
    yield Finding(
        route=("infra", "compute", "workers"),
        message=f"{compute.workers:,} workers share {plural(files, 'file')}",
        help=f"write at most {files:,}, or let a delivery have more files",
        related=(Related(("infra", "batch", "files"), plural(files, "file")),),
    )


RULE = Rule(
    code="MLS625",
    name="workers-without-files",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "infra: {compute: {engine: sharded, workers: 4}, batch: {files: 4}}",
        "infra: {compute: {engine: sharded, workers: 40}}",
        "infra: {compute: {engine: spark, workers: 4}, batch: {files: 2}}",
    ),
    bad=examples(
        "infra: {compute: {engine: sharded, workers: 5}, batch: {files: 4}}",
        "infra: {compute: {engine: ray, workers: 5}, batch: {files: 4}}",
    ),
)
