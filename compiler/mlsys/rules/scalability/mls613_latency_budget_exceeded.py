"""The stages take longer together than the whole may.

## What it finds
The latency budgets of features, model and post-processing add up to more than the promised latency.

## Why it matters
Each team can keep its budget and the promise is broken all the same.

## What to do
Rebalance, or promise less.

## Source
Dean and Barroso, The Tail at Scale (CACM 2013).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    budget = system.spec.infra.serving.latency_budget
    parts = {name: getattr(budget, name) for name in ("features", "model", "post")}
    named = {name: part for name, part in parts.items() if part is not None}
    total = sum(part.seconds for part in named.values())
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "latency" and total > slo.threshold.seconds:
            terms = " + ".join(f"{part} {stage}" for stage, part in named.items())
            yield Finding(
                route=("infra", "serving", "latency_budget"),
                message=f"the stages take {duration(total)} together, `{name}` promises {slo.threshold}",
                note=f"{terms} = {duration(total)}",
                help=f"save {duration(total - slo.threshold.seconds)}, or promise less",
                related=(Related(("requirements", "reliability", "slos", name, "threshold"), "the promise"),),
            )


RULE = Rule(
    code="MLS613",
    name="latency-budget-exceeded",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("infra: {serving: {latency_budget: {features: 10ms, model: 30ms, post: 10ms}}}"),
        *examples("infra: {serving: {latency_budget: {features: 20ms, model: 30ms, post: 50ms}}}"),
    ),
    bad=examples("infra: {serving: {latency_budget: {features: 80ms, model: 60ms, post: 20ms}}}"),
)
