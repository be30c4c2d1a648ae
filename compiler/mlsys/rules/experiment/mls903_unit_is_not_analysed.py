"""What is divided at random is not what is analysed.

## What it finds
`experiment.unit` differs from `experiment.analysis_unit`.

## Why it matters
Sessions of one customer are alike. Counted as independent, they make the interval too narrow and find
effects that are not there.

## What to do
Analyse by the unit of randomisation, or use a clustered variance.

## Source
Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (KDD 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    if experiment is None or experiment.unit is None or experiment.analysis_unit is None:
        return
    if experiment.unit != experiment.analysis_unit:
        yield Finding(
            route=("experiment", "analysis_unit"),
            message=f"divided by {experiment.unit}, analysed by {experiment.analysis_unit}",
            help=f"analyse by {experiment.unit}, or use a clustered variance",
            related=(Related(("experiment", "unit"), "divided at random"),),
        )


RULE = Rule(
    code="MLS903",
    name="unit-is-not-analysed",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("experiment: {unit: customer, analysis_unit: customer}"),
    bad=examples("experiment: {unit: customer, analysis_unit: session}"),
)
