"""Each group must be better than the whole.

## What it finds
A gate of a slice that is stricter than the gate of its metric, in the good direction of the metric.

## Why it matters
Where every group passes, so does the whole: the gate of the metric never decides. Groups have fewer rows, so
the smallest fails by chance.

## What to do
Gate the groups no stricter than the whole, or raise the gate of the metric.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (slice-based evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for column, judged in system.spec.evaluation.slices.items():
        metric = system.metrics.get(judged.metric) if judged.metric else system.primary_metric()
        gate = metric.spec.gate if metric is not None else None
        if metric is None or gate is None or judged.gate is None:
            continue
        for side, group, whole, stricter in (
            ("min", judged.gate.min, gate.min, 1),
            ("max", judged.gate.max, gate.max, -1),
        ):
            if group is not None and whole is not None and stricter * (group - whole) > 0:
                yield Finding(
                    route=("evaluation", "slices", column, "gate", side),
                    message=f"each group of `{column}` must reach {number(group)}, "
                    f"all together {number(whole)}",
                    help=f"write {number(whole)} or less strict, or a stricter gate of `{metric.id}`",
                    related=(Related((*metric.route, "gate", side), f"{number(whole)}"),),
                )


RULE = Rule(
    code="MLS437",
    name="groups-above-the-whole",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("evaluation: {slices: {region: {gate: {min: 0.6}}}}"),
        *examples("evaluation: {slices: {region: {gate: {max: 50}}}}", base="regression"),
    ),
    bad=(
        *examples(
            "evaluation: {slices: {region: {gate: {min: 0.61}}}}",
            "evaluation: {slices: {region: {metric: ~, gate: {min: 0.61}}}}",
        ),
        *examples("evaluation: {slices: {region: {gate: {max: 49}}}}", base="regression"),
    ),
)
