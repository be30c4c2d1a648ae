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
    together = (task.n_clusters or 1) * least
    if task.n_clusters == 1:
        yield Finding(
            ("task", "n_clusters"), "one cluster holds every row", help="choose at least 2, or leave it out"
        )
    elif rows is not None and task.n_clusters is not None and task.n_clusters >= rows:
        yield Finding(
            route=("task", "n_clusters"),
            message=f"{task.n_clusters:,} clusters of {rows:,} rows are the rows themselves",
            help="choose far fewer clusters than rows",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    elif task.n_clusters is not None and task.method == "hdbscan":
        yield Finding(
            route=("task", "n_clusters"),
            message=f"`hdbscan` finds how many clusters there are, and `n_clusters` says {task.n_clusters}",
            help="leave `n_clusters` out, or choose `kmeans`",
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
        clusters = plural(task.n_clusters, "cluster") if task.n_clusters else "a cluster"
        yield Finding(
            route=("task", "min_cluster_size"),
            message=f"{clusters} of at least {least:,} rows cannot be had from {rows:,} rows",
            note=f"{task.n_clusters or 1:,} × {least:,} = {together:,}",
            help=f"ask for at most {rows // (task.n_clusters or 1):,} rows each, or fewer clusters",
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
            "task: {n_clusters: 2}",
            "task: {n_clusters: 8, min_cluster_size: 25000}",
            "{data: {rows: 500}, task: {n_clusters: 499}, monitoring: {drift: {min_rows: 100}}}",
            base="clustering",
        ),
        *examples(
            "{data: {rows: 50000}, task: {method: agglomerative}, model: {family: ~}}",
            "{task: {method: hdbscan, n_clusters: ~}, model: {family: [hdbscan]}}",
            base="clustering",
        ),
    ),
    bad=(
        *examples(
            "task: {n_clusters: 1}",
            "task: {n_clusters: 8, min_cluster_size: 25001}",
            "{data: {rows: 500}, task: {n_clusters: 500}}",
            "task: {n_clusters: ~, min_cluster_size: 200001}",
            base="clustering",
        ),
        *examples(
            "{data: {rows: 50001}, task: {method: agglomerative}, model: {family: ~}}",
            "{task: {method: hdbscan}, model: {family: [hdbscan]}}",
            base="clustering",
        ),
    ),
)
