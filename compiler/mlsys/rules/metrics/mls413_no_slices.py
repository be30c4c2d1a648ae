"""Groups matter, but none is looked at.

## What it finds
A fairness limit or an error analysis by groups, without `evaluation.slices`.

## Why it matters
An average hides the group that is served badly, until the group notices.

## What to do
Add the columns to `evaluation.slices`.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (slice-based evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    if spec.evaluation.slices:
        return
    analysis = spec.requirements.adaptability.error_analysis
    place: Route | None = None
    if spec.requirements.constraints.fairness:
        place = ("requirements", "constraints", "fairness")
    elif analysis is not None and analysis.slices:
        place = ("requirements", "adaptability", "error_analysis", "slices")
    if place is not None:
        yield Finding(
            route=("evaluation", "slices"),
            message="groups are required to be treated well, but no slice is evaluated",
            help="add `evaluation.slices: {<column>: {min_rows: 100, gate: {min: …}}}`",
            related=(Related(place, "the requirement"),),
        )


RULE = Rule(
    code="MLS413",
    name="no-slices",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("evaluation: {slices: {region: {min_rows: 200}}}"),
    bad=examples("evaluation: {slices: ~}"),
)
