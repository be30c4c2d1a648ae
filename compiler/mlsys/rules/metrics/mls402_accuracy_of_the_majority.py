"""Accuracy decides although nearly all rows are one class.

## What it finds
Accuracy is optimised and the majority holds at least 90 % of the rows.

## Why it matters
Always answering the majority scores as high as the majority is large, and finds nothing.

## What to do
Optimise `pr_auc`, or recall at a declared precision.

## Source
Provost, Fawcett and Kohavi, The Case Against Accuracy Estimation (ICML 1998).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.priors import majority_share

_LARGE = 0.90


def _check(system: System) -> Iterator[Finding]:
    metric, share = system.primary_metric(), majority_share(system)
    if metric is not None and metric.name == "accuracy" and share is not None and share >= _LARGE:
        yield Finding(
            route=(*metric.route, "role"),
            message=f"always answering the majority scores {percent(round(share, 9))} accuracy",
            help="optimise `pr_auc` or `recall_at_precision`",
            related=(Related(("data", "label"), "the shares of the classes"),),
        )


RULE = Rule(
    code="MLS402",
    name="accuracy-of-the-majority",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    about=lambda task: task.exclusive and not task.tree,
    check=_check,
    good=(
        *examples("{data: {label: {prevalence: 5%}}, metrics: {brier: ~}}"),
        *examples(
            "{data: {label: {prevalence: 11%}}, metrics: {pr_auc: ~, brier: ~, "
            "accuracy: {role: optimize, online_proxy: hits}}, "
            "objectives: {links: [{ml: accuracy, business: churn_rate, "
            "evidence: historical}]}, evaluation: {must_beat: {metric: accuracy}, "
            "slices: {region: {metric: accuracy}}}, model: {tuning: {metric: accuracy}}}"
        ),
    ),
    bad=(
        *examples(
            "{data: {label: {prevalence: 5%}}, metrics: {pr_auc: ~, brier: ~, accuracy: {role: "
            "optimize, online_proxy: hits}},"
            " objectives: {links: [{ml: accuracy, business: churn_rate, evidence: historical}]},"
            " evaluation: {must_beat: {metric: accuracy}, slices: {region: {metric: accuracy}}},"
            " model: {tuning: {metric: accuracy}}}"
        ),
        *examples(
            "{data: {label: {prevalence: 10%}}, metrics: {pr_auc: ~, brier: ~, "
            "accuracy: {role: optimize, online_proxy: hits}}, "
            "objectives: {links: [{ml: accuracy, business: churn_rate, "
            "evidence: historical}]}, evaluation: {must_beat: {metric: accuracy}, "
            "slices: {region: {metric: accuracy}}}, model: {tuning: {metric: accuracy}}}"
        ),
    ),
)
