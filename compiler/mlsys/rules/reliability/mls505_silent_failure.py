"""The model can fail silently for ever.

## What it finds
No label, no signal that stands in for it, and no watch over the distribution of predictions.

## Why it matters
A broken upstream table or a shifted world does not raise an exception. Without one of the three, nobody
ever notices.

## What to do
Add `silent_failure.prediction_drift`, a `label_proxy`, or collect labels.

## Source
Huyen, Designing Machine Learning Systems, chapter 8 (silent failures).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    silent = system.spec.requirements.reliability.silent_failure
    if system.spec.data.label is None and silent.label_proxy is None and silent.prediction_drift is None:
        yield Finding(
            route=("requirements", "reliability", "silent_failure"),
            message="no label, no proxy of it and no drift check: the model can fail silently for ever",
            help="add `silent_failure: {prediction_drift: {test: psi, threshold: 0.2}}`",
        )


RULE = Rule(
    code="MLS505",
    name="silent-failure",
    severity=omission(Severity.DANGER),
    check=_check,
    good=examples(
        "requirements: {reliability: {silent_failure: {label_proxy: {signal: overrides}}}}", base="policy"
    ),
    bad=examples(
        "requirements: {reliability: {silent_failure: {prediction_drift: ~}}, adaptability: "
        "{retrain: {triggers: ~}}}",
        base="policy",
    ),
)
