"""The clusters cannot be told from the rows.

## What it finds
One cluster, as many clusters as rows, or clusters whose smallest size times their number exceeds the rows.

## Why it matters
One group of everybody tells nothing, groups of one row are the rows again, and sizes that add up to more than
there is leave the method without an answer.

## What to do
Choose a number and a smallest size that the rows can fill several times over.

## Source
scikit-learn user guide, clustering.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import ClusteringTask

_PAIRS = 50_000
"""Rows whose distances, 8 bytes a pair, still fit into 10 GB."""


def _check(system: System) -> Iterator[Finding]:
    task, rows = system.spec.task, system.spec.data.rows
    if not isinstance(task, ClusteringTask):
        return
    least = task.min_cluster_size or 1
    together = (task.k or 1) * least
    if task.k == 1:
        yield Finding(
            ("task", "k"), "one cluster holds every row", help="choose at least 2, or leave `k` out"
        )
    elif rows is not None and task.k is not None and task.k >= rows:
        yield Finding(
            route=("task", "k"),
            message=f"{task.k:,} clusters of {rows:,} rows are the rows themselves",
            help="choose far fewer clusters than rows",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    elif task.k is not None and task.method == "hdbscan":
        yield Finding(
            route=("task", "k"),
            message=f"`hdbscan` finds how many clusters there are, and `k` says {task.k}",
            help="leave `k` out, or choose `kmeans`",
            related=(Related(("task", "method"), "the method"),),
        )
    elif rows is not None and task.method == "agglomerative" and rows > _PAIRS:
        yield Finding(
            route=("task", "method"),
            message=f"`agglomerative` holds the distances of all pairs of {rows:,} rows",
            help="choose `kmeans`, or cluster a sample",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    elif rows is not None and together > rows:
        clusters = plural(task.k, "cluster") if task.k else "a cluster"
        yield Finding(
            route=("task", "min_cluster_size"),
            message=f"{clusters} of at least {least:,} rows cannot be had from {rows:,} rows",
            note=f"{task.k or 1:,} × {least:,} = {together:,}",
            help=f"ask for at most {rows // (task.k or 1):,} rows each, or fewer clusters",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )


RULE = Rule(
    code="MLS230",
    name="clusters-do-not-fit",
    severity=always(Severity.DANGER),
    about=lambda task: task.partitions,
    check=_check,
    good=(
        *examples(
            "task: {k: 2}",
            "task: {k: 8, min_cluster_size: 25000}",
            "{data: {rows: 500}, task: {k: 499}, monitoring: {drift: {min_rows: 100}}}",
            base="clustering",
        ),
        *examples(
            "{data: {rows: 50000}, task: {method: agglomerative}, model: {family: ~}}",
            "{task: {method: hdbscan, k: ~}, model: {family: [hdbscan]}}",
            base="clustering",
        ),
    ),
    bad=(
        *examples(
            "task: {k: 1}",
            "task: {k: 8, min_cluster_size: 25001}",
            "{data: {rows: 500}, task: {k: 500}}",
            "task: {k: ~, min_cluster_size: 200001}",
            base="clustering",
        ),
        *examples(
            "{data: {rows: 50001}, task: {method: agglomerative}, model: {family: ~}}",
            "{task: {method: hdbscan}, model: {family: [hdbscan]}}",
            base="clustering",
        ),
    ),
)
