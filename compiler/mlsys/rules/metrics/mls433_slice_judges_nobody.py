"""No group of a slice is ever judged.

## What it finds
A slice whose groups must have more rows than the test set has, or whose borders lie outside the range of its
column.

## Why it matters
The slice is in the report, and every group of it is left out as too small, or empty.

## What to do
Lower `min_rows`, or move the borders into the range.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (slice-based evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.test_set import rows_of
from mlsys.ir.wording import count, number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_FEW = 1_000
"""Of fewer test rows other rules say that there are too few."""


def _check(system: System) -> Iterator[Finding]:
    rows = rows_of(system.spec)
    for column, judged in system.spec.evaluation.slices.items():
        route: Route = ("evaluation", "slices", column)
        feature = system.spec.data.features.get(column)
        if rows is not None and rows >= _FEW and judged.min_rows > rows:
            yield Finding(
                route=(*route, "min_rows"),
                message=f"groups of `{column}` need {judged.min_rows:,} test rows, there are {count(rows)}",
                help="ask for some hundred",
            )
        bounds = feature.range if feature is not None else None
        for index, edge in enumerate(judged.edges):
            if bounds is not None and edge not in bounds:
                yield Finding(
                    route=(*route, "edges", index),
                    message=f"the border {number(edge)} lies outside {bounds}: no row is beyond it",
                    help="move it into the range of the column",
                    related=(Related(("data", "features", column, "range"), f"{bounds}"),),
                )


RULE = Rule(
    code="MLS433",
    name="slice-judges-nobody",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "evaluation: {slices: {region: {min_rows: 40000}, tenure: {edges: [0, 600], min_rows: 100}}}"
        ),
        *examples(
            "evaluation: {test_rows: 999, must_beat: {margin: 0.1}, slices: {region: {min_rows: 2000}}}"
        ),
    ),
    bad=(
        *examples(
            "evaluation: {slices: {region: {min_rows: 40001}}}",
            "evaluation: {slices: {tenure: {edges: [12, 601], min_rows: 100}}}",
        ),
        *examples(
            "evaluation: {test_rows: 1000, must_beat: {margin: 0.1}, slices: {region: {min_rows: 2000}}}"
        ),
    ),
)
