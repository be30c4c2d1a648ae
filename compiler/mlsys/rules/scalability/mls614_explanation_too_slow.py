"""The explanation takes longer than the answer may.

## What it finds
Explanations are computed with each answer, and one takes longer than what the latency objective leaves
beside the other stages.

## Why it matters
Answers are late because of a text that is rarely read.

## What to do
Explain on demand, or for a sample.

## Source
Lundberg et al., From local explanations to global understanding with explainable AI for trees (2020).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    explainer, budget = system.spec.model.explainer, system.spec.infra.serving.latency_budget
    if explainer is None or explainer.mode != "sync" or explainer.latency is None:
        return
    parts = (budget.features, budget.model, budget.post)
    others = sum(part.seconds for part in parts if part is not None)
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli != "latency" or explainer.latency.seconds + others <= slo.threshold.seconds:
            continue
        left = max(slo.threshold.seconds - others, 0.0)
        yield Finding(
            route=("model", "explainer", "latency"),
            message=f"an explanation takes {explainer.latency}, `{name}` leaves {duration(left)} for it",
            note=f"{slo.threshold} - {duration(others)} of other stages = {duration(left)}",
            help="write `mode: async` or `mode: sampled`",
            related=(Related(("requirements", "reliability", "slos", name, "threshold"), "the promise"),),
            fix=Fix("explain on demand", (SetValue(("model", "explainer", "mode"), "async"),)),
        )


RULE = Rule(
    code="MLS614",
    name="explanation-too-slow",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("model.explainer.latency",),
    check=_check,
    good=(
        *examples("model: {explainer: {method: tree_shap, mode: async, latency: 120ms}}"),
        *examples("model: {explainer: {method: tree_shap, mode: sync, latency: 50ms}}"),
    ),
    bad=examples("model: {explainer: {method: tree_shap, mode: sync, latency: 120ms}}"),
)
