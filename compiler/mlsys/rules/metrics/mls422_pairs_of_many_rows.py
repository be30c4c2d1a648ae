"""A metric compares every pair of very many rows.

## What it finds
Silhouette over more than 50,000 rows, by `data.rows` or the profile of the data.

## Why it matters
It needs the distances between all pairs: of 100,000 rows, 5 thousand million, which take hours and tens of
gigabytes in every evaluation.

## What to do
Judge clusters by a measure whose cost grows with the rows, such as the Davies-Bouldin index.

## Source
Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis (1987).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_MANY = 50_000


def _check(system: System) -> Iterator[Finding]:
    rows = system.spec.data.rows
    if rows is None or rows <= _MANY:
        return
    for metric in system.metrics.values():
        if metric.name == "silhouette":
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` compares {count(rows * (rows - 1) / 2)} pairs of {count(rows)} rows",
                help="use `davies_bouldin` or `calinski_harabasz`, whose cost grows with the rows",
                related=(Related(("data", "rows"), "the rows"),),
            )


RULE = Rule(
    code="MLS422",
    name="pairs-of-many-rows",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("data.rows",),
    about=lambda task: task.partitions,
    check=_check,
    good=examples("{data: {rows: 20k}, metrics: {silhouette: {role: report}}}", base="clustering"),
    bad=examples("{data: {rows: 2M}, metrics: {silhouette: {role: report}}}", base="clustering"),
)
