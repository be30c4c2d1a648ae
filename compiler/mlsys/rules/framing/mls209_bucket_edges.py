"""The buckets of a number overlap, leave gaps or leave numbers out.

## What it finds
Edges that do not increase, ranges that overlap or leave a gap, names whose number differs from the buckets,
or no bucket for the lowest and highest numbers.

## Why it matters
A number in a gap has no class and is dropped; a number in an overlap has two.

## What to do
Write increasing edges; buckets at both ends are open unless the number has natural bounds.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (regression as classification).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.ranges import Bounds
from mlsys.spec.tasks.labelled import Buckets

_ROUTE: Route = ("task", "as_buckets")


def _check(system: System) -> Iterator[Finding]:
    buckets: Buckets | None = getattr(system.spec.task, "as_buckets", None)
    if buckets is None:
        return
    for index, (low, high) in enumerate(pairwise(buckets.edges)):
        if high <= low:
            yield Finding(
                route=(*_ROUTE, "edges", index + 1),
                message=f"edge {number(high)} does not lie above edge {number(low)}",
                help="write the edges in increasing order, each once",
            )
    bounds: Bounds | None = getattr(system.spec.task, "range", None)
    for index, edge in enumerate(buckets.edges):
        if bounds is not None and edge not in bounds:
            yield Finding(
                route=(*_ROUTE, "edges", index),
                message=f"edge {number(edge)} lies outside {bounds}: a bucket beside it stays empty",
                help="write edges within the range",
                related=(Related(("task", "range"), f"{bounds}"),),
            )
    total = len(buckets.edges) - 1 + buckets.open_low + buckets.open_high
    if buckets.edges and buckets.names and len(buckets.names) != total:
        yield Finding((*_ROUTE, "names"), f"{len(buckets.names)} names for {plural(total, 'bucket')}")
    yield from _ranges(system, buckets)


def _ranges(system: System, buckets: Buckets) -> Iterator[Finding]:
    bounds: object = getattr(system.spec.task, "range", None)
    for name, part in buckets.ranges.items():
        if part.low is not None and part.low == part.high:
            yield Finding((*_ROUTE, "ranges", name), f"bucket `{name}` from {number(part.low)} to "
                          f"{number(part.low)} holds no number", help="leave it out")  # fmt: skip
    ordered = sorted(
        buckets.ranges.items(), key=lambda item: float("-inf") if item[1].low is None else item[1].low
    )
    for (name, one), (other, two) in pairwise(ordered):
        end = float("inf") if one.high is None else one.high
        start = float("-inf") if two.low is None else two.low
        if end != start:
            what = "overlap" if end > start else "leave a gap"
            yield Finding(
                route=(*_ROUTE, "ranges", other),
                message=f"buckets `{name}` ({one}) and `{other}` ({two}) {what}",
                help="let each bucket begin where the one before ends",
                related=(Related((*_ROUTE, "ranges", name), "the one before"),),
            )
    if ordered and bounds is None and ordered[-1][1].high is not None:
        name, last = ordered[-1]
        yield Finding((*_ROUTE, "ranges", name), f"numbers above {number(last.high or 0)} have no bucket",
                      help=f"write `{last.low and number(last.low)}..` or declare `task.range`")  # fmt: skip


RULE = Rule(
    code="MLS209",
    name="bucket-edges",
    severity=always(Severity.ERROR),
    about=lambda task: task.numeric,
    check=_check,
    good=examples(
        "{task: {as_buckets: {edges: [100, 200, 400]}}, metrics: {ordinal_mae: {role: report}}}",
        base="regression",
    ),
    bad=(
        *examples(
            "{task: {as_buckets: {ranges: {low: ..10, mid: 10..10, high: 10..}}}, metrics: {ordinal_mae: "
            "{role: report}}}",
            base="regression",
        ),
        *examples(
            "{task: {range: 0..500, as_buckets: {edges: [100, 600]}}, metrics: {ordinal_mae: {role: "
            "report}}}",
            base="regression",
        ),
        *examples(
            "{task: {as_buckets: {edges: [100, 400, 200]}}, metrics: {ordinal_mae: {role: report}}}",
            base="regression",
        ),
        *examples(
            "{task: {as_buckets: {edges: [100, 100, 400]}}, metrics: {ordinal_mae: {role: report}}}",
            base="regression",
        ),
    ),
)
