"""A column is the same in every row, or another in each.

## What it finds
A declared range or list of values with one value, a category with one value, or one with as many values as
there are rows; an embedding of one number, a text of one letter.

## Why it matters
A constant column cannot change a prediction. One with a value for each row is an identifier, which is learned
by heart.

## What to do
Leave the column out, or correct its declaration.

## Source
Huyen, Designing Machine Learning Systems, chapter 5 (feature importance and generalization).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    rows = system.spec.data.rows
    for feature in system.inputs():
        spec, route = feature.spec, feature.route
        bounds, values, many = spec.range, spec.values, spec.cardinality
        if bounds is not None and bounds.low is not None and bounds.low == bounds.high:
            yield _constant((*route, "range"), feature.name, number(bounds.low))
        elif values is not None and len(values) == 1 and not spec.nullable:
            yield _constant((*route, "values"), feature.name, values[0])
        elif many == 1 and not spec.nullable:
            yield _constant((*route, "cardinality"), feature.name, "one value")
        elif spec.type == "embedding" and spec.length == 1:
            yield Finding((*route, "length"), f"`{feature.name}` is an embedding of 1 number",
                          help="write `type: number`, or its true length")  # fmt: skip
        elif spec.type == "text" and spec.length == 1:
            yield Finding((*route, "length"), f"`{feature.name}` is a text of 1 letter",
                          help="write `type: categorical`, or its true length")  # fmt: skip
        elif many is not None and rows is not None and many >= rows:
            yield Finding(
                route=(*route, "cardinality"),
                message=f"`{feature.name}` has {many:,} values in {rows:,} rows: it identifies rows",
                help="leave it out, or group its values",
                related=(Related(("data", "rows"), f"{rows:,} rows"),),
            )


def _constant(route: Route, name: str, value: str) -> Finding:
    return Finding(route, f"`{name}` is always {value}", help="leave it out, or correct the declaration")


RULE = Rule(
    code="MLS327",
    name="feature-tells-nothing",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "data: {features: {tenure: {range: 5..6}}}",
        "data: {features: {note: {type: text, length: 2, source: crm, owner: card-ml}}}",
        "data: {features: {shop: {type: categorical, cardinality: 199999}}}",
        "data: {features: {shop: {type: categorical, cardinality: 2}}}",
        "data: {features: {shop: {type: categorical, values: [here], nullable: true}}}",
    ),
    bad=(
        *examples(
            "data: {features: {tenure: {range: 5..5}}}",
            "data: {features: {shop: {type: categorical, cardinality: 200000}}}",
            "data: {features: {shop: {type: categorical, cardinality: 1}}}",
            "data: {features: {shop: {type: categorical, values: [here]}}}",
        ),
        *examples("data: {features: {note: {type: text, length: 1, source: crm, owner: card-ml}}}"),
        *examples("data: {features: {face: {type: embedding, length: 1, source: crm, owner: card-ml}}}"),
    ),
)
