"""Models are chosen by no metric, or by two.

## What it finds
Not exactly one metric has `role: optimize`.

## Why it matters
With two, the order of models depends on who looks; with none, on nothing.

## What to do
Optimise one; let the others `satisfy` a gate.

## Source
Ng, Machine Learning Yearning, chapters 8 and 9 (optimising and satisficing metrics).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    optimised = [metric for metric in system.metrics.values() if metric.spec.role == "optimize"]
    judged_by_probe = system.task_kind.compresses
    if not optimised and (system.metrics or not judged_by_probe):  # else MLS221 says it better
        candidates = list(system.metrics)
        yield Finding(
            route=("metrics",),
            message="no metric is optimised: nothing says which model is better",
            help=f"give one `role: optimize`: {listing(candidates, 'or')}" if candidates else "declare one",
        )
    for extra in optimised[1:]:
        yield Finding(
            route=(*extra.route, "role"),
            message=f"`{optimised[0].id}` and `{extra.id}` are both optimised, and nothing orders them",
            help="optimise one; let the other `satisfy` a gate",
            related=(Related((*optimised[0].route, "role"), "the first one"),),
            fix=Fix("let it satisfy a gate", (SetValue((*extra.route, "role"), "satisfy"),)),
        )


RULE = Rule(
    code="MLS415",
    name="not-one-optimised-metric",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("metrics: {pr_auc: {role: optimize}, brier: {role: satisfy}}"),
    bad=examples("metrics: {brier: {role: optimize}}"),
)
