"""Costs are declared, but the threshold is 0.5.

## What it finds
A cost matrix whose best threshold is far from 0.5, and a decision threshold fixed at 0.5.

## Why it matters
With a miss ten times as dear as a false alarm, acting pays from a probability of 9 %. At 0.5 most of the
value is left on the table.

## What to do
Write `threshold: {from: cost}`.

## Source
Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_NEAR = 0.1


def _check(system: System) -> Iterator[Finding]:
    threshold = system.spec.task.decision_policy.threshold
    implied = system.derivations.get("decision.threshold")
    if threshold != 0.5 or implied is None or not isinstance(implied.value, float):
        return
    if abs(implied.value - 0.5) > _NEAR:
        route: Route = ("task", "decision_policy", "threshold")
        yield Finding(
            route=route,
            message=f"the costs imply a threshold of {number(implied.value)}, but it is fixed at 0.5",
            note=implied.working,
            help="write `threshold: {from: cost}`",
            related=(Related(("task", "decision_policy", "costs"), "the costs"),),
            fix=Fix("compute it from the costs", (SetValue(route, "{from: cost}"),)),
        )


RULE = Rule(
    code="MLS206",
    name="costs-ignored",
    severity=always(Severity.WARNING),
    about=lambda task: task.two_classes,
    check=_check,
    good=(
        *examples(
            "task: {decision_policy: {threshold: {from: cost}, costs: {false_positive: "
            "1, false_negative: 50}}}"
        ),
        *examples(
            "task: {decision_policy: {threshold: 0.5, costs: {false_positive: 41, false_negative: 59}}}",
            "task: {decision_policy: {threshold: 0.5, costs: {false_positive: 59, false_negative: 41}}}",
        ),
    ),
    bad=(
        *examples(
            "task: {decision_policy: {threshold: 0.5, costs: {false_positive: 1, false_negative: 50}}}"
        ),
        *examples(
            "task: {decision_policy: {threshold: 0.5, costs: {false_positive: 39, false_negative: 61}}}",
            "task: {decision_policy: {threshold: 0.5, costs: {false_positive: 61, false_negative: 39}}}",
        ),
    ),
)
