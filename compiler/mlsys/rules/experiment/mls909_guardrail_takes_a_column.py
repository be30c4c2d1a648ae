"""A guardrail of the experiment has the name of another column of its results.

## What it finds
A guardrail in `experiment.guardrails` called `unit`, `arm`, `outcome`, `before` or `days`.

## Why it matters
The table of results has a row a unit, with these columns and one for each guardrail. A guardrail of such a
name would be judged on numbers that mean something else.

## What to do
Name the guardrail by what it measures.

## Source
The contract of the results in the blueprint experiment-ab.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_MEANS: Final = {
    "unit": "who was in the experiment",
    "arm": "what the unit got",
    "outcome": "the value of the metric",
    "before": "the value of the metric before the experiment",
    "days": "how long ago the unit entered",
}


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    for position, name in enumerate(experiment.guardrails if experiment is not None else ()):
        if name in _MEANS:
            yield Finding(
                route=("experiment", "guardrails", position),
                message=f"`{name}` is the column of the results that tells {_MEANS[name]}",
                help="name the guardrail by what it measures",
                related=(Related(("objectives", "guardrails", name), "the guardrail"),),
            )


RULE = Rule(
    code="MLS909",
    name="guardrail-takes-a-column",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("experiment: {guardrails: [discount_spend]}"),
    bad=examples(
        "{objectives: {guardrails: {days: {metric: days until a call is answered, direction: decrease, "
        "max_regression: 5%}}}, experiment: {guardrails: [discount_spend, days]}}"
    ),
)
