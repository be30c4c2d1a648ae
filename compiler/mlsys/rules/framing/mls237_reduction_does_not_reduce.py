"""Fewer numbers are not fewer.

## What it finds
As many components or dimensions as there are input numbers, or more; a single row for each component or less.

## Why it matters
The columns come back rotated. Nothing is saved, and what consumes them gains nothing.

## What to do
Ask for fewer, or for a share of the variance.

## Source
scikit-learn user guide, decomposing signals in components.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task, rows = system.spec.task, system.spec.data.rows
    wanted = {name: getattr(task, name, None) for name in ("components", "dimensions")}
    name, kept = next(((name, size) for name, size in wanted.items() if size is not None), ("", 0))
    inputs = _width(system)
    if kept and inputs is not None and kept >= inputs:
        yield Finding(
            route=("task", name),
            message=f"{inputs} input numbers become {kept}",
            help=f"ask for fewer than {inputs}",
            related=(Related(("data", "features"), f"{inputs} numbers"),),
        )
    elif kept and rows is not None and kept >= rows:
        yield Finding(
            route=("task", name),
            message=f"{kept:,} numbers from {rows:,} rows: each row is its own direction",
            help="ask for far fewer, or collect more rows",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )


def _width(system: System) -> int | None:
    """Return how many numbers the inputs are; ``None`` where texts make it unknown."""
    total = 0
    for feature in system.inputs():
        if feature.spec.type in ("integer", "number", "boolean"):
            total += 1
        elif feature.spec.values or feature.spec.cardinality:
            total += len(feature.spec.values or ()) or feature.spec.cardinality or 0
        elif feature.spec.type == "embedding" and feature.spec.length is not None:
            total += feature.spec.length
        else:
            return None
    return total or None


RULE = Rule(
    code="MLS237",
    name="reduction-does-not-reduce",
    severity=always(Severity.WARNING),
    about=lambda task: task.compresses,
    check=_check,
    good=examples(
        "{task: {dimensions: 2}, baseline: {desk_rule: {rule: tenure < 12}}, "
        "data: {features: {contract: {type: integer, values: ~, range: 0..3}, "
        "region: {use: evaluation}}}}",
        "{task: {dimensions: 16}, baseline: {desk_rule: {rule: tenure < 12}}, "
        "data: {features: {contract: {type: embedding, length: 15, values: ~}, "
        "region: {use: evaluation}}}}",
        "{task: {dimensions: 29}, data: {rows: 30, features: {contract: {type: text, length: 90, "
        "values: ~}}}, "
        "baseline: {desk_rule: {rule: tenure < 12}}, metrics: {pr_auc: {gate: ~}}, "
        "monitoring: {drift: {min_rows: ~}}}",
        base="representation",
    ),
    bad=examples(
        "{task: {dimensions: 3}, baseline: {desk_rule: {rule: tenure < 12}}, "
        "data: {features: {contract: {type: integer, values: ~, range: 0..3}, "
        "region: {use: evaluation}}}}",
        "{task: {dimensions: 16}, baseline: {desk_rule: {rule: tenure < 12}}, "
        "data: {features: {contract: {type: embedding, length: 14, values: ~}, "
        "region: {use: evaluation}}}}",
        "{task: {dimensions: 200000}, baseline: {desk_rule: {rule: tenure < 12}}, "
        "data: {features: {contract: {type: text, length: 90, values: ~}}}}",
        "task: {dimensions: 7}",
        base="representation",
    ),
)
