"""A trigger waits for labels that come late.

## What it finds
Retraining is triggered by a metric that needs labels, while labels take more than a day.

## Why it matters
When the metric falls, the world changed as long ago as labels take.

## What to do
Trigger on drift or a proxy as well; keep the metric as the confirmation.

## Source
Huyen, Designing Machine Learning Systems, chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_LATE = 86_400


def _check(system: System) -> Iterator[Finding]:
    label, retrain = system.spec.data.label, system.spec.requirements.adaptability.retrain
    delay = (label.delay.p95 or label.delay.p50) if label and label.delay else None
    if retrain is None or delay is None or delay.seconds <= _LATE:
        return
    early = any(trigger.metric not in system.metrics for trigger in retrain.triggers)
    for index, trigger in enumerate(retrain.triggers):
        metric = system.metrics.get(trigger.metric)
        if metric is not None and metric.entry is not None and metric.entry.needs_labels and not early:
            yield Finding(
                route=("requirements", "adaptability", "retrain", "triggers", index, "metric"),
                message=f"the trigger on `{trigger.metric}` lags {delay}, until labels are known",
                help="add a trigger on `prediction_drift` or on a label proxy",
                related=(Related(("data", "label", "delay"), f"labels after {delay}"),),
            )


RULE = Rule(
    code="MLS810",
    name="trigger-waits-for-labels",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, "
            "above: 0.2, cooldown: 7d}]}}}"
        ),
        *examples(
            "{data: {label: {delay: {p50: 1h, p95: 1d}}}, "
            "requirements: {adaptability: {retrain: {triggers: [{metric: pr_auc, "
            "below: 0.55, cooldown: 7d}]}}}}"
        ),
    ),
    bad=(
        *examples(
            "requirements: {adaptability: {retrain: {triggers: [{metric: pr_auc, below: "
            "0.55, cooldown: 7d}]}}}"
        ),
        *examples(
            "{data: {label: {delay: {p50: 1h, p95: 25h}}}, "
            "requirements: {adaptability: {retrain: {triggers: [{metric: pr_auc, "
            "below: 0.55, cooldown: 7d}]}}}}"
        ),
    ),
)
