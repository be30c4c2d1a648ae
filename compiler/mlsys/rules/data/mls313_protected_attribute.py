"""The model sees a protected attribute.

## What it finds
A model input tagged `protected`, or `proxy` of a protected attribute, without a justification.

## Why it matters
Deciding by sex, age or origin, or by a column that stands for it, is unlawful in many fields and unfair in
most.

## What to do
Keep it with `use: evaluation`, so that fairness can be judged, or justify its use.

## Source
Barocas, Hardt and Narayanan, Fairness and Machine Learning (2023), chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Anchor, Fix, Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for feature in system.inputs():
        tag = next((tag for tag in ("protected", "proxy") if tag in feature.spec.tags), None)
        if tag is None or feature.spec.justification:
            continue
        what = "a protected attribute" if tag == "protected" else "a proxy of a protected attribute"
        yield Finding(
            route=feature.route,
            anchor=Anchor.KEY,
            message=f"`{feature.name}` is {what} and a model input",
            help="write `use: evaluation` to keep it for fairness only, or add a `justification`",
            related=(Related((*feature.route, "tags"), "the tag"),),
            fix=Fix("keep it for evaluation only", (AddEntry(feature.route, "use", "evaluation"),))
            if not system.declared((*feature.route, "use"))
            else None,
        )


RULE = Rule(
    code="MLS313",
    name="protected-attribute",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("data: {features: {female: {use: evaluation, tags: [protected]}}}"),
    bad=examples("data: {features: {female: {use: model, tags: [protected]}}}"),
)
