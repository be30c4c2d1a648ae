"""The experiment decides on a metric of the model.

## What it finds
An experiment whose metric is one of `metrics`, or that names none.

## Why it matters
That the model predicts better was known before. The experiment is there to show that it is worth something.

## What to do
Decide on a business objective.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 7 (overall evaluation
criterion).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    experiment, goals = system.spec.experiment, system.spec.objectives.business
    if experiment is None or experiment.type in ("none", "shadow"):
        return
    way_out = (
        f"write `metric: {next(iter(goals))}`" if goals else "declare an objective in `objectives.business`"
    )
    if experiment.metric is None:
        yield Finding(
            ("experiment", "metric"), f"the {experiment.type} experiment decides on nothing", help=way_out
        )
    elif experiment.metric in system.metrics:
        yield Finding(
            route=("experiment", "metric"),
            message=f"the experiment decides on the ML metric `{experiment.metric}`",
            help=way_out,
            related=(Related(("metrics", experiment.metric), "a metric of the model"),),
        )


RULE = Rule(
    code="MLS902",
    name="experiment-on-an-ml-metric",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("experiment: {metric: churn_rate}"),
    bad=examples("experiment: {metric: pr_auc}"),
)
