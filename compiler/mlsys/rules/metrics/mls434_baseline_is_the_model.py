"""The model that is tried is the baseline that it must beat.

## What it finds
A baseline in `evaluation.must_beat` whose method is the only family of the model: popularity, the seasonal
naive forecast, or a linear model.

## Why it matters
A model cannot beat itself: no release ever passes, or the margin of zero is passed by chance.

## What to do
Try another family, or compare with a simpler baseline.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (baselines).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples

_SAME = {
    "popularity": {"popularity"},
    "seasonal_naive": {"seasonal_naive"},
    "linear": {"linear_regression", "logistic_regression", "ridge"},
}


def _check(system: System) -> Iterator[Finding]:
    beat, families = system.spec.evaluation.must_beat, system.spec.model.family
    baseline = system.spec.baseline.get(beat.baseline) if beat is not None else None
    if beat is None or baseline is None or not families:
        return
    if baseline.kind == "linear" and system.inputs("image"):
        return  # The baseline reads the pixels of images, the model the edges in them.
    if set(families) <= _SAME.get(baseline.kind, set()):
        yield Finding(
            route=("evaluation", "must_beat", "baseline"),
            message=f"{listing(families)} must beat `{beat.baseline}`, which is the same",
            help="try another family, or compare with a simpler baseline",
            related=(Related(("model", "family"), "the family"),),
        )


RULE = Rule(
    code="MLS434",
    name="baseline-is-the-model",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "{baseline: {line: {kind: linear}}, evaluation: {must_beat: {baseline: line}}}",
            "{model: {family: [logistic_regression]}}",
            "{data: {features: {photo: {type: image}}}, model: {family: [logistic_regression]}, "
            "baseline: {line: {kind: linear}}, evaluation: {must_beat: {baseline: line}}}",
        ),
    ),
    bad=(
        *examples(
            "{model: {family: [logistic_regression]}, baseline: {line: {kind: linear}}, "
            "evaluation: {must_beat: {baseline: line}}}"
        ),
        *examples(
            "{model: {family: [popularity]}, baseline: {top: {kind: popularity}}, "
            "evaluation: {must_beat: {baseline: top}}}",
            base="recommendation",
        ),
    ),
)
