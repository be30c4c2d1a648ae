"""The borders of a slice do not fit its column.

## What it finds
`edges` or `quantiles` on a column that holds no numbers, both on one column, edges that do not increase, or
one group of all rows.

## Why it matters
Texts and flags have no order to cut, and of two ways to cut only one can be followed; the groups that are
judged would not be the ones that were meant.

## What to do
Leave both out where each value is a group; else name increasing edges, or a number of quantiles.

## Source
`pandas.cut` and `numpy.digitize` refuse bins that do not increase, and texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for column, judged in system.spec.evaluation.slices.items():
        feature = system.spec.data.features.get(column)
        cut = "edges" if judged.edges else "quantiles" if judged.quantiles else None
        if feature is None or cut is None:
            continue
        route: Route = ("evaluation", "slices", column, cut)
        if feature.type not in ("integer", "number"):
            yield Finding(
                route=route,
                message=f"`{cut}` divide numbers, `{column}` is {feature.type}",
                help=f"leave `{cut}` out: each value is a group",
                related=(Related(("data", "features", column, "type"), f"`{column}` is {feature.type}"),),
            )
        elif judged.edges and judged.quantiles:
            yield Finding(
                route=("evaluation", "slices", column, "quantiles"),
                message=f"`{column}` is divided by edges and by quantiles",
                help="leave one of the two out",
                related=(Related(route, "the edges"),),
            )
        elif any(low >= high for low, high in pairwise(judged.edges)):
            yield Finding(
                route=route,
                message=f"the edges of `{column}` do not increase",
                help="sort them, lowest first",
            )
        elif judged.quantiles == 1:
            yield Finding(route, f"one group of `{column}` is all rows", help="write 4, or name edges")


RULE = Rule(
    code="MLS421",
    name="slice-borders-do-not-fit",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "evaluation: {slices: {region: {min_rows: 200}}}",
        "evaluation: {slices: {tenure: {min_rows: 200, quantiles: 2}}}",
    ),
    bad=(
        *examples("evaluation: {slices: {region: {min_rows: 200, edges: [1, 2]}}}"),
        *examples("evaluation: {slices: {tenure: {min_rows: 200, edges: [12, 12]}}}"),
        *examples("evaluation: {slices: {tenure: {min_rows: 200, quantiles: 1}}}"),
    ),
)
