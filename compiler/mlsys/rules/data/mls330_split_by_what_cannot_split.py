"""Rows are divided by a column that cannot divide them so.

## What it finds
Groups by the label, and an order in time by a column that has none.

## Why it matters
Rows of one class all fall on one side, or "later" means nothing: the test says how well another question is
answered.

## What to do
Group by what is met again, order by a time.

## Source
Huyen, Designing Machine Learning Systems, chapter 5 (data leakage); scikit-learn user guide, cross-validation
iterators.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_PARTS = 3
"""Training, validation, test."""
_UNORDERED = ("categorical", "boolean", "text", "embedding", "image")


def _check(system: System) -> Iterator[Finding]:
    data = system.spec.data
    split, label = data.split, data.label
    if split.group_by is not None and label is not None and split.group_by == label.column:
        yield Finding(
            route=("data", "split", "group_by"),
            message=f"rows are grouped by `{label.column}`, the label: each class is on one side",
            help="group by what rows have in common and is met again, such as the customer",
            related=(Related(("data", "label", "column"), "the label"),),
        )
    feature = data.features.get(split.group_by or "")
    groups = 2 if feature is not None and feature.type == "boolean" else None
    if feature is not None and groups is None:
        groups = len(feature.values or ()) or feature.cardinality
    if groups is not None and groups < _PARTS:
        yield Finding(
            route=("data", "split", "group_by"),
            message=f"{groups} groups by `{split.group_by}` are divided into {_PARTS} parts",
            help="group by what has many values, such as the customer",
            related=(Related(("data", "features", str(split.group_by)), f"{groups} values"),),
        )
    places: tuple[tuple[Route, str | None], ...] = (
        (("data", "split", "time"), split.time),
        (("data", "keys", "time"), data.keys.time),
    )
    for route, column in places:
        feature = data.features.get(column or "")
        if feature is not None and feature.type in _UNORDERED:
            yield Finding(
                route=route,
                message=f"`{column}` orders the rows in time, and it is {feature.type}",
                help="name a timestamp",
                related=(Related(("data", "features", str(column), "type"), "its type"),),
            )


RULE = Rule(
    code="MLS330",
    name="split-by-what-cannot-split",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "data: {split: {strategy: group, group_by: customer_id}}",
        "data: {split: {strategy: group, group_by: contract}}",
        "{data: {keys: {time: opened_at}, features: {opened_at: {type: timestamp, use: evaluation, "
        "source: crm, "
        "owner: card-ml}}, split: {strategy: temporal, seed: ~}}, evaluation: {slices: {opened_at: "
        "{quantiles: 4, min_rows: 200}}}}",
    ),
    bad=examples(
        "data: {split: {strategy: group, group_by: churn}}",
        "data: {split: {strategy: temporal, time: region, seed: ~}}",
        "data: {split: {strategy: group, group_by: region}}",
        "data: {split: {strategy: group, group_by: female}}",
    ),
)
