"""Most trainings learn nothing new.

## What it finds
The cadence is shorter than the time between deliveries of labels.

## Why it matters
With daily training and weekly labels, six of seven runs see the same labels, cost the same, and add noise
to the choice of models.

## What to do
Train when labels arrive.

## Source
Huyen, Designing Machine Learning Systems, chapter 9 (how often to update models).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label, retrain = system.spec.data.label, system.spec.requirements.adaptability.retrain
    arrival = label.delay.arrives_every if label and label.delay else None
    if arrival is None or retrain is None or retrain.cadence is None:
        return
    runs = arrival.seconds / retrain.cadence.seconds
    if runs > 1:
        route: Route = ("requirements", "adaptability", "retrain", "cadence")
        yield Finding(
            route=route,
            message=f"a model is trained every {retrain.cadence}, labels arrive every {arrival}: "
            f"{number(runs - 1)} of {number(runs)} runs learn nothing",
            help=f"train every {arrival}",
            related=(Related(("data", "label", "delay", "arrives_every"), f"every {arrival}"),),
            fix=Fix(f"train every {arrival}", (SetValue(route, str(arrival)),)),
        )


RULE = Rule(
    code="MLS802",
    name="cadence-faster-than-labels",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("data: {label: {delay: {arrives_every: 7d}}}"),
    bad=examples(
        "{data: {label: {delay: {arrives_every: 7d}}}, requirements: {adaptability: "
        "{retrain: {cadence: 1d}}}}"
    ),
)
