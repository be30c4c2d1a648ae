"""Probabilities are used as such, but nothing checks them.

## What it finds
The output is a probability, or a decision multiplies it by costs, and no calibration metric has a gate.

## Why it matters
A score that ranks well can be wrong by a factor as a probability; bids, reserves and thresholds inherit the
factor.

## What to do
Gate `ece`, `brier` or `log_loss`.

## Source
Guo et al., On Calibration of Modern Neural Networks (ICML 2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, examples, omission

_CALIBRATION = ("ece", "brier", "log_loss")


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    policy = task.decision_policy
    source = getattr(policy.threshold, "from_", None)
    place: Route
    if task.prediction.output == "probability":
        why, place = "the output is a probability", ("task", "prediction", "output")
    elif policy.policy == "top_k":
        return  # the order alone decides
    elif policy.policy == "expected_value" or policy.costs is not None or source == "cost":
        why, place = "the decision multiplies it by costs", ("task", "decision_policy")
    else:
        return
    gated = [m for m in system.metrics.values() if m.name in _CALIBRATION and m.spec.gate is not None]
    if not gated:
        yield Finding(
            route=("metrics",),
            message=f"{why}, but no calibration metric has a gate",
            help="add `ece: {role: satisfy, gate: {max: 0.05}}`",
            related=(Related(place, why),),
            fix=Fix(
                "gate the calibration error",
                (AddEntry(("metrics",), "ece", "{role: satisfy, gate: {max: 0.05}}"),),
            )
            if "ece" not in system.metrics
            else None,
        )


RULE = Rule(
    code="MLS416",
    name="probability-not-calibrated",
    severity=omission(Severity.WARNING),
    about=lambda task: task.probabilistic,
    check=_check,
    good=examples(
        "metrics: {ece: {role: satisfy, gate: {max: 0.05}}}",
        "{task: {prediction: {output: score}, decision_policy: {policy: top_k, k: 500, threshold: ~}},"
        " metrics: {ece: ~, brier: ~}}",
    ),
    bad=examples(
        "metrics: {ece: ~, brier: ~}",
        "{task: {prediction: {output: score}}, metrics: {ece: ~, brier: ~}}",
    ),
)
