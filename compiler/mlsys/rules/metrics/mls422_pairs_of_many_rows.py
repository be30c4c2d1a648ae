"""A metric compares every pair of very many rows.

## What it finds
Silhouette over more than 50,000 rows, by `data.rows` or the profile of the data, or over so large a sample.

## Why it matters
It needs the distances between all pairs: of 100,000 rows, 5 thousand million, which take hours and tens of
gigabytes in every evaluation.

## What to do
Judge by a sample of the rows, or by a measure whose cost grows with the rows, such as the Davies-Bouldin
index.

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
    for metric in system.metrics.values():
        sample = metric.params.get("sample")
        rows = system.spec.data.rows or 0
        judged = min(rows, sample) if isinstance(sample, int) else rows
        if metric.name == "silhouette" and judged > _MANY:
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` compares {count(judged * (judged - 1) / 2)} pairs of "
                f"{count(judged)} rows",
                help="add `params: {sample: 10000}`, or use `davies_bouldin`, whose cost grows with the rows",
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
    good=examples(
        "{data: {rows: 20k}, metrics: {silhouette: {role: report}}}",
        "{data: {rows: 50000}, metrics: {silhouette: {role: report}}}",
        "{data: {rows: 2M}, metrics: {silhouette: {role: report, params: {sample: 10000}}}}",
        base="clustering",
    ),
    bad=examples(
        "{data: {rows: 2M}, metrics: {silhouette: {role: report}}}",
        "{data: {rows: 50001}, metrics: {silhouette: {role: report}}}",
        "{data: {rows: 2M}, metrics: {silhouette: {role: report, params: {sample: 60000}}}}",
        base="clustering",
    ),
)
