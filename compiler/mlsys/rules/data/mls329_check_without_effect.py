"""A check of a delivery always passes, or never can.

## What it finds
A share of missing values that is allowed where the feature may have none, or that allows all; fewer rows at
most than at least; more rows asked for than there are; single values that must be unique in a column of
categories or booleans; rows that must be younger than the time between deliveries, or young without a column
that says when they came.

## Why it matters
A check that never passes stops every delivery and is switched off; one that always passes is taken for
protection.

## What to do
Correct the number, or the declaration that it contradicts.

## Source
Schelter et al., Automating Large-Scale Data Quality Verification (VLDB 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.data import QualityCheck


def _check(system: System) -> Iterator[Finding]:
    for index, item in enumerate(system.spec.data.quality):
        route: Route = ("data", "quality", index)
        yield from _of_a_column(system, item, route)
        yield from _of_the_rows(system, item, route)


def _of_a_column(system: System, item: QualityCheck, route: Route) -> Iterator[Finding]:
    feature = system.spec.data.features.get(item.column or "")
    if item.share is not None and item.share >= 1:
        yield Finding((*route, "share"), "all values may be missing", help="allow a share such as 5%")
    elif item.share and feature is not None and not feature.nullable:
        yield Finding(
            route=(*route, "share"),
            message=f"{percent(item.share)} of `{item.column}` may be missing, but none is valid input",
            help="write `not_null`, or declare the feature `nullable: true`",
            related=(Related(("data", "features", str(item.column)), "not nullable"),),
        )
    if item.check == "unique" and feature is not None and feature.type in ("categorical", "boolean"):
        yield Finding(
            route=(*route, "column"),
            message=f"each value of `{item.column}` is to occur once, and it is {feature.type}",
            help="name the column that identifies rows",
            related=(Related(("data", "features", str(item.column), "type"), "its type"),),
        )


def _of_the_rows(system: System, item: QualityCheck, route: Route) -> Iterator[Finding]:
    data = system.spec.data
    if item.min is not None and item.max is not None and item.min > item.max:
        yield Finding(
            (*route, "max"), f"at least {item.min:,} rows and at most {item.max:,}", help="swap them"
        )
    elif item.min is not None and data.rows is not None and item.min > data.rows:
        yield Finding(
            route=(*route, "min"),
            message=f"at least {item.min:,} rows are asked for, and there are {data.rows:,}",
            help="ask for fewer, or correct `data.rows`",
            related=(Related(("data", "rows"), f"{data.rows:,} rows"),),
        )
    if item.age is not None and not (data.keys.time or data.split.time):
        yield Finding(
            route=(*route, "check"),
            message=f"the youngest row is to be at most {item.age} old, and no column says how old rows are",
            help="name it: `data.keys.time`",
        )
    elif item.age is not None and data.refresh is not None and item.age < data.refresh:
        yield Finding(
            route=(*route, "age"),
            message=f"the youngest row is to be at most {item.age} old, and rows come every {data.refresh}",
            help=f"allow {data.refresh} or more",
            related=(Related(("data", "refresh"), "how often rows come"),),
        )


RULE = Rule(
    code="MLS329",
    name="check-without-effect",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "data: {quality: [{check: max_missing, column: spend, share: 99%}]}",
            "data: {quality: [{check: max_missing, column: tenure, share: 0%}]}",
            "data: {quality: [{check: row_count, min: 200k, max: 200k}]}",
            "data: {quality: [{check: unique, column: tenure}]}",
        ),
        *examples("data: {quality: [{check: freshness, age: 1d}]}", base="forecasting"),
    ),
    bad=(
        *examples(
            "data: {quality: [{check: max_missing, column: spend, share: 100%}]}",
            "data: {quality: [{check: max_missing, column: tenure, share: 1%}]}",
            "data: {quality: [{check: row_count, min: 101, max: 100}]}",
            "data: {quality: [{check: row_count, min: 200001}]}",
            "data: {quality: [{check: unique, column: contract}]}",
            "data: {quality: [{check: freshness, age: 1d}]}",
        ),
        *examples("data: {quality: [{check: freshness, age: 23h}]}", base="forecasting"),
    ),
)
