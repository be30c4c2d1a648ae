"""An experiment on a mean without the spread of its units.

## What it finds
`experiment.baseline_mean` and an effect to show, without `standard_deviation`.

## Why it matters
How many units an experiment on a mean needs depends on their spread alone: nobody can say whether it is large
enough, and the plan of its sample cannot be made.

## What to do
Measure the standard deviation between units on past weeks, over the same window as the outcome.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapters 17 and 18.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    if experiment is None or experiment.baseline_mean is None or experiment.mde is None:
        return
    if experiment.standard_deviation is None and experiment.baseline_rate is None:
        yield Finding(
            route=("experiment", "standard_deviation"),
            message=f"the spread around a mean of {number(experiment.baseline_mean)} is unknown",
            help="add `experiment.standard_deviation`, between units and over one outcome window",
            related=(Related(("experiment", "mde"), "the effect to show"),),
        )


RULE = Rule(
    code="MLS908",
    name="spread-unknown",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "experiment: {baseline_rate: ~, baseline_mean: 0.04, standard_deviation: 0.3, mde: {relative: 10%},"
        " traffic: 50k/d, max_duration: 8w}",
        "experiment: {baseline_mean: 0.04, mde: {relative: 10%}, traffic: 5k/d, max_duration: 8w}",
    ),
    bad=examples("experiment: {baseline_rate: ~, baseline_mean: 0.04}"),
)
