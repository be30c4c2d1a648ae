"""A model equal to the baseline passes.

## What it finds
Baselines are declared, but `evaluation.must_beat` is not.

## Why it matters
The gates alone do not say that the model is worth its cost beside the rule that is there already.

## What to do
Add the baseline and the margin that pays for the model.

## Source
Google, Rules of Machine Learning, rule 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    if spec.baseline and spec.evaluation.must_beat is None:
        name = next(reversed(tuple(spec.baseline)))
        yield Finding(
            route=("evaluation", "must_beat"),
            message=f"a model that is no better than `{name}` passes",
            help=f"add `evaluation.must_beat: {{baseline: {name}, margin: 0.02}}`",
            related=(Related(("baseline", name), "the baseline"),),
        )


RULE = Rule(
    code="MLS406",
    name="no-must-beat",
    severity=omission(Severity.DANGER),
    check=_check,
    good=examples("evaluation: {must_beat: {baseline: desk_rule, margin: 0.05}}"),
    bad=examples("evaluation: {must_beat: ~}"),
)
