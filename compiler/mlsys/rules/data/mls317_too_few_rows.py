"""There are too few rows for so many features or classes.

## What it finds
Fewer than ten rows for each feature or thirty for each class.

## Why it matters
A model with more freedom than evidence memorises.

## What to do
Drop features, merge classes, or collect more.

## Source
Peduzzi et al., A simulation study of the number of events per variable (1996).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    rows, task = system.spec.data.rows, system.spec.task
    if rows is None:
        return
    listed: tuple[str, ...] | None = getattr(task, "classes", None)
    classes: int = len(listed) if listed else getattr(task, "n_classes", None) or 0
    inputs = len(system.inputs())
    for amount, each, noun, place in (
        (inputs, 10, "features", ("data", "features")),
        (classes, 30, "classes", ("task", "classes" if listed else "n_classes")),
    ):
        if rows < each * amount:
            yield Finding(
                route=("data", "rows"),
                message=f"{rows:,} rows for {amount:,} {noun}: fewer than {each} each",
                note=f"{amount:,} {noun} × {each} = {each * amount:,} rows",
                help="simplify the framing, or collect more",
                related=(Related(place, f"{amount:,} {noun}"),),
            )


RULE = Rule(
    code="MLS317",
    name="too-few-rows",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("data.rows",),
    check=_check,
    good=(
        *examples("data: {rows: 200k}"),
        *examples("data: {rows: 60}"),
    ),
    bad=examples(
        "{data: {rows: 30, label: {audit: {sample: 30}}}, metrics: {pr_auc: {gate: ~}}, "
        "monitoring: {drift: {min_rows: ~}}}"
    ),
)
