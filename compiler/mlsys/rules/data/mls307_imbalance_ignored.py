"""A rare class and nothing done about it.

## What it finds
The minority is below 1 % and `data.label.imbalance` is unset, or `none` though what is optimised is no proper
score such as log loss, which is best at the true probability.

## Why it matters
A model that always answers the majority is nearly always right, and that is what the loss rewards.

## What to do
Weigh the classes, collect positives, or use a focal loss; decide by a threshold from costs.

## Source
Huyen, Designing Machine Learning Systems, chapter 4 (class imbalance).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_RARE = 0.01
_PROPER = ("log_loss", "brier")
"""What is best at the true probability, however rare: weights would spoil it."""


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is None or label.prevalence is None:
        return
    minority = min(label.prevalence, 1 - label.prevalence)
    strategy = label.imbalance.strategy if label.imbalance else None
    if strategy == "none" and any(
        metric.name in _PROPER and metric.spec.role == "optimize" for metric in system.metrics.values()
    ):
        return
    if minority < _RARE and strategy in (None, "none"):
        yield Finding(
            route=("data", "label", "imbalance"),
            message=f"{percent(round(1 - minority, 9))} of the labels are one class and nothing is "
            "done about it: "
            "the model will learn to always say the same",
            help="add `imbalance: {strategy: class_weight}`, collect positives, or use `focal_loss`",
            related=(Related(("data", "label", "prevalence"), "the prevalence"),),
            fix=Fix(
                "weigh the classes", (SetValue(("data", "label", "imbalance"), "{strategy: class_weight}"),)
            )
            if strategy
            else None,
        )


RULE = Rule(
    code="MLS307",
    name="imbalance-ignored",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("data.label.prevalence",),
    about=lambda task: task.two_classes,
    check=_check,
    good=(
        *examples(
            "{data: {rows: 50M, label: {prevalence: 0.1%, imbalance: {strategy: class_weight}}}, "
            "metrics: {brier: ~}}"
        ),
        *examples(
            "{data: {rows: 50M, label: {prevalence: 0.1%, imbalance: {strategy: none}}}, metrics: {pr_auc: "
            "{role: report, gate: ~}, log_loss: {role: optimize, online_proxy: hits}, brier: ~}, "
            "evaluation: {must_beat: {metric: log_loss}, slices: ~}, model: {tuning: {metric: log_loss}}}"
        ),
        *examples(
            "{data: {rows: 50M, label: {prevalence: 1%, imbalance: ~}}, metrics: {brier: ~}}",
            "{data: {rows: 50M, label: {prevalence: 1.1%, imbalance: ~}}, metrics: {brier: ~}}",
        ),
    ),
    bad=(
        *examples("{data: {rows: 50M, label: {prevalence: 0.1%, imbalance: ~}}, metrics: {brier: ~}}"),
        *examples("{data: {rows: 50M, label: {prevalence: 0.9%, imbalance: ~}}, metrics: {brier: ~}}"),
        *examples(
            "{data: {rows: 50M, label: {prevalence: 0.1%, imbalance: {strategy: none}}}, metrics: {brier: ~}}"
        ),
    ),
)
