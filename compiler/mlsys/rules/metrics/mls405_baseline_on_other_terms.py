"""The baseline is judged on other terms than the model.

## What it finds
A baseline whose metric or subset differs from that of the optimised metric.

## Why it matters
An error of 4 in one metric and 5 in another, or on other rows, cannot be compared.

## What to do
Use the same metric and the same rows for both.

## Source
Lipton and Steinhardt, Troubling Trends in Machine Learning Scholarship (2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    primary = system.primary_metric()
    if primary is None:
        return
    for name, baseline in system.spec.baseline.items():
        if baseline.metric is not None and baseline.metric != primary.id:
            yield Finding(
                route=("baseline", name, "metric"),
                message=f"baseline `{name}` is judged by `{baseline.metric}`, the model by `{primary.id}`",
                help="use one metric for both, or leave the baseline's out",
                related=(Related(primary.route, "the optimised metric"),),
                fix=Fix(f"write `{primary.id}`", (SetValue(("baseline", name, "metric"), primary.id),)),
            )
        if baseline.subset != primary.spec.subset:
            yield Finding(
                route=("baseline", name, "subset"),
                message=f"baseline `{name}` is judged on the {baseline.subset} rows, the model on the "
                f"{primary.spec.subset} rows",
                help="use the same rows for both",
                related=(Related(primary.route, "the optimised metric"),),
            )


RULE = Rule(
    code="MLS405",
    name="baseline-on-other-terms",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("baseline: {desk_rule: {metric: pr_auc}}"),
    bad=examples("baseline: {desk_rule: {metric: brier}}"),
)
