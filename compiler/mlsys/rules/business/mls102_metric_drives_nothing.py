"""The optimised metric is linked to no business objective.

## What it finds
No entry of `objectives.links` starts at the metric that models are chosen by, or at the metric that its
`online_proxy` names.

## Why it matters
A model can win on its metric for years without moving the business. The link states the belief, and the
generated report checks it.

## What to do
Add a link with the evidence that exists; `assumed` is an honest start.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (mapping business to ML objectives).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import BoundMetric, System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    objectives, metric = system.spec.objectives, system.primary_metric()
    if metric is None or not objectives.business:
        return
    if not any(link.ml == metric.id or _stands_for(metric, link.ml) for link in objectives.links):
        target = next(iter(objectives.business))
        yield Finding(
            route=("objectives", "links"),
            message=f"the optimised metric `{metric.id}` is linked to no business objective",
            help=f"add `links: [{{ml: {metric.id}, business: {target}, evidence: assumed}}]`",
            related=(Related(metric.route, "models are chosen by this metric"),),
        )


def _stands_for(metric: BoundMetric, linked: str) -> bool:
    """Return whether the counterpart of ``metric`` in operation is the linked metric."""
    proxy = metric.spec.online_proxy or ""
    return _words(linked) <= _words(proxy)


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z0-9]+", text.lower()))


RULE = Rule(
    code="MLS102",
    name="metric-drives-nothing",
    severity=omission(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: historical}]}",
            "{metrics: {pr_auc: {online_proxy: recall of the calls}, recall: {role: report}},"
            " objectives: {links: [{ml: recall, business: churn_rate, evidence: historical}]}}",
        ),
        *examples(
            "{metrics: {pr_auc: {online_proxy: recall}, recall: {role: report}}, "
            "objectives: {links: [{ml: recall, business: churn_rate, "
            "evidence: historical}]}}"
        ),
    ),
    bad=examples(
        "objectives: {links: []}",
        "{metrics: {recall: {role: report}},"
        " objectives: {links: [{ml: recall, business: churn_rate, evidence: historical}]}}",
    ),
)
