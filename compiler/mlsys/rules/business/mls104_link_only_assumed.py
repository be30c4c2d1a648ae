"""A production system rests on an assumption.

## What it finds
A link from an ML metric to a business objective whose evidence is `assumed`, in a production system
whose experiment does not test that objective.

## Why it matters
Offline gains often do not carry over: over 23 comparisons of models at Booking.com, the gain offline and
the gain in the business metric were not correlated.

## What to do
Run the declared experiment or look at history, then write `experiment` or `historical` with a reference.

## Source
Bernardi et al., 150 Successful Machine Learning Models (KDD 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, Severities, examples


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    tested = (
        experiment.metric if experiment is not None and experiment.type not in ("none", "shadow") else None
    )
    for index, link in enumerate(system.spec.objectives.links):
        if link.evidence == "experiment" and link.ref is None:
            yield Finding(
                route=("objectives", "links", index),
                message=f"an experiment is said to link `{link.ml}` to `{link.business}`, and none is named",
                help="add `ref`: where its result is written down",
            )
        elif link.evidence == "assumed" and link.business != tested:
            yield Finding(
                route=("objectives", "links", index),
                message=f"the link from `{link.ml}` to `{link.business}` is only assumed",
                help="run the experiment, then set `evidence: experiment` (or `historical`) with a `ref`",
            )


RULE = Rule(
    code="MLS104",
    name="link-only-assumed",
    severity=Severities(None, Severity.NOTE, Severity.DANGER),
    check=_check,
    good=examples(
        "objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: historical, ref: docs/0001.md}]}",
        "objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: assumed}]}",
    ),
    bad=(
        *examples(
            "{objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: assumed}]}, experiment: ~}",
            "{objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: assumed}]},"
            " experiment: {type: shadow, mde: ~}}",
        ),
        *examples("objectives: {links: [{ml: pr_auc, business: churn_rate, evidence: experiment}]}"),
    ),
)
