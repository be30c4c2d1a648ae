"""The shares of the classes are not those of all rows.

## What it finds
Priors that add up to more than all rows, or to less when every class has one; a prevalence, or a prior, of
nothing or everything.

## Why it matters
Class weights, thresholds and what a model without skill reaches are computed from them.

## What to do
Count the classes again; where several may hold at once, each has a share of its own.

## Source
Huyen, Designing Machine Learning Systems, chapter 4 (class imbalance).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples

_ROUNDING = 0.01


def _check(system: System) -> Iterator[Finding]:
    label, kind = system.spec.data.label, system.task_kind
    if label is None:
        return
    shares = {("data", "label", "priors", name): share for name, share in label.priors.items()}
    if label.prevalence is not None:
        shares[("data", "label", "prevalence")] = label.prevalence  # type: ignore[index]
    for route, share in shares.items():
        if not 0 < share < 1:
            held = "no row" if share <= 0 else "every row"
            yield Finding(
                route, f"{held} is of this class", help="then there is nothing to learn; count again"
            )
    classes: tuple[str, ...] = getattr(system.spec.task, "classes", None) or tuple(label.priors)
    total, whole = sum(label.priors.values()), set(label.priors) >= set(classes)
    if not label.priors or kind.overlapping:
        return
    if total > 1 + _ROUNDING or (whole and total < 1 - _ROUNDING):
        yield Finding(
            route=("data", "label", "priors"),
            message=f"the priors add up to {percent(round(total, 6))} of the rows",
            note=" + ".join(percent(share) for share in label.priors.values()),
            help="let them add up to 100%",
        )


RULE = Rule(
    code="MLS234",
    name="shares-do-not-add-up",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "data: {label: {priors: {churn: 41%, upgrade: 40%, stay: 20%}}}",
            "data: {label: {priors: {churn: 39%, upgrade: 40%, stay: 20%}}}",
            "data: {label: {priors: {churn: 39%}}}",
            base="multiclass",
        ),
        *examples("data: {label: {priors: {fees: 60%, service: 70%, moving: 10%}}}", base="multilabel"),
    ),
    bad=(
        *examples(
            "data: {label: {priors: {churn: 42%, upgrade: 40%, stay: 20%}}}",
            "data: {label: {priors: {churn: 38%, upgrade: 40%, stay: 20%}}}",
            "data: {label: {priors: {churn: 60%, upgrade: 60%}}}",
            base="multiclass",
        ),
        *examples("{data: {label: {prevalence: 100%}}, metrics: {brier: ~, pr_auc: {gate: ~}}}"),
        *examples("data: {label: {priors: {churn: 41.1%, upgrade: 40%, stay: 20%}}}", base="multiclass"),
        *examples("{data: {label: {prevalence: 0%}}, metrics: {brier: ~, pr_auc: {gate: ~}}}"),
    ),
)
