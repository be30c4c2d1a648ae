"""ROC-AUC flatters when positives are rare.

## What it finds
ROC-AUC is optimised and the prevalence is below 1 %.

## Why it matters
A false-positive rate of 1 % looks small on the curve and means a hundred false alarms for each positive at
a prevalence of 0.01 %.

## What to do
Optimise `pr_auc`, or recall at a declared precision.

## Source
Davis and Goadrich, The Relationship Between Precision-Recall and ROC Curves (ICML 2006).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_RARE = 0.01


def _check(system: System) -> Iterator[Finding]:
    metric, label = system.primary_metric(), system.spec.data.label
    if metric is None or metric.name != "roc_auc" or label is None or label.prevalence is None:
        return
    if label.prevalence < _RARE:
        yield Finding(
            route=(*metric.route, "role"),
            message=f"ROC-AUC hides the precision at a prevalence of {percent(label.prevalence)}",
            note=(
                f"a false-positive rate of 1% means {number(0.01 / label.prevalence)} false "
                "alarms for each positive"
            ),
            help="optimise `pr_auc`",
            related=(Related(("data", "label", "prevalence"), "the prevalence"),),
        )


RULE = Rule(
    code="MLS417",
    name="roc-auc-of-a-rare-class",
    severity=always(Severity.NOTE),
    needs=Needs.ESTIMATES,
    requires=("data.label.prevalence",),
    about=lambda task: task.two_classes,
    check=_check,
    good=(
        *examples("{data: {rows: 50M, label: {prevalence: 0.1%}}, metrics: {brier: ~}}"),
        *examples(
            "{data: {rows: 50M, label: {prevalence: 1%}}, metrics: {pr_auc: ~, brier: ~, "
            "roc_auc: {role: optimize, online_proxy: hits}}, "
            "objectives: {links: [{ml: roc_auc, business: churn_rate, "
            "evidence: historical}]}, evaluation: {must_beat: {metric: roc_auc}, "
            "slices: {region: {metric: roc_auc}}}, model: {tuning: {metric: roc_auc}}}",
            "{data: {rows: 50M, label: {prevalence: 1.1%}}, metrics: {pr_auc: ~, brier: ~, "
            "roc_auc: {role: optimize, online_proxy: hits}}, "
            "objectives: {links: [{ml: roc_auc, business: churn_rate, "
            "evidence: historical}]}, evaluation: {must_beat: {metric: roc_auc}, "
            "slices: {region: {metric: roc_auc}}}, model: {tuning: {metric: roc_auc}}}",
        ),
    ),
    bad=(
        *examples(
            "{data: {rows: 50M, label: {prevalence: 0.1%}}, metrics: {pr_auc: ~, brier: ~, "
            "roc_auc: {role: optimize,"
            " online_proxy: hits}}, objectives: {links: [{ml: roc_auc, business: churn_rate, "
            "evidence: historical}]},"
            " evaluation: {must_beat: {metric: roc_auc}, slices: {region: {metric: roc_auc}}},"
            " model: {tuning: {metric: roc_auc}}}"
        ),
        *examples(
            "{data: {rows: 50M, label: {prevalence: 0.9%}}, metrics: {pr_auc: ~, brier: ~, "
            "roc_auc: {role: optimize, online_proxy: hits}}, "
            "objectives: {links: [{ml: roc_auc, business: churn_rate, "
            "evidence: historical}]}, evaluation: {must_beat: {metric: roc_auc}, "
            "slices: {region: {metric: roc_auc}}}, model: {tuning: {metric: roc_auc}}}"
        ),
    ),
)
