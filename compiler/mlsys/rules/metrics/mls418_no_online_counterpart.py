"""The optimised metric has no counterpart in operation.

## What it finds
The optimised metric needs labels and declares no `online_proxy`.

## Why it matters
Whether offline gains carry over can then never be measured, and the link to the business stays a belief.

## What to do
Name the number that can be measured in operation and should move with it.

## Source
Huyen, Designing Machine Learning Systems, chapter 6; ML Test Score, item Model 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    metric = system.primary_metric()
    measurable = metric is not None and metric.entry is not None and not metric.entry.needs_labels
    if metric is not None and metric.spec.online_proxy is None and not measurable:
        yield Finding(
            route=(*metric.route, "online_proxy"),
            message=f"`{metric.id}` has no counterpart that can be measured in operation",
            help="add `online_proxy: …`, such as the precision among customers called",
        )


RULE = Rule(
    code="MLS418",
    name="no-online-counterpart",
    severity=omission(Severity.WARNING),
    check=_check,
    good=(
        *examples("metrics: {pr_auc: {online_proxy: precision_of_called_customers}}"),
        *examples("metrics: {davies_bouldin: {online_proxy: ~}}", base="clustering"),
    ),
    bad=examples("metrics: {pr_auc: {online_proxy: ~}}"),
)
