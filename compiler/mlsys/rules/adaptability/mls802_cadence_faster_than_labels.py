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
from mlsys.ir.wording import duration, number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.labels import Delay
from mlsys.spec.quantities import Duration

_OFTEN = 7
"""Trainings within the time that labels take, beyond which one more hardly makes a model fresher."""


def _check(system: System) -> Iterator[Finding]:
    label, retrain = system.spec.data.label, system.spec.requirements.adaptability.retrain
    delay = label.delay if label else None
    if delay is None or retrain is None or retrain.cadence is None:
        return
    arrival = delay.arrives_every
    if arrival is None:
        yield from _behind(retrain.cadence, delay)
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


def _behind(cadence: Duration, delay: Delay) -> Iterator[Finding]:
    """Labels that arrive one by one bring news to each training, of which the delay leaves little."""
    late = delay.p50 or delay.p95
    if late is not None and late.seconds > _OFTEN * cadence.seconds:
        yield Finding(
            route=("requirements", "adaptability", "retrain", "cadence"),
            message=f"a model is trained every {cadence} on labels that are {late} late",
            note=f"{late} + {cadence} behind the world; every {duration(late.seconds / _OFTEN)} it would be "
            f"{duration(late.seconds + late.seconds / _OFTEN)}",
            help=f"train every {duration(late.seconds / _OFTEN)} or less often, or find earlier labels",
            related=(Related(("data", "label", "delay"), f"labels after {late}"),),
        )


RULE = Rule(
    code="MLS802",
    name="cadence-faster-than-labels",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "data: {label: {delay: {arrives_every: 7d}}}",
            "{data: {label: {delay: {arrives_every: 30d}}}, "
            "requirements: {adaptability: {retrain: {cadence: 30d}}}}",
            "requirements: {adaptability: {retrain: {cadence: 2d}}}",
        ),
        *examples(
            "requirements: {adaptability: {retrain: {cadence: 35h}}}",
            "{data: {label: {delay: {p50: 7d, p95: 14d}}}, "
            "requirements: {adaptability: {retrain: {cadence: 1d}}}}",
        ),
    ),
    bad=(
        *examples(
            "{infra: {training: {schedule: ~}}, requirements: {adaptability: {retrain: {cadence: 1d}}}}",
            "{infra: {training: {schedule: ~}}, data: {label: {delay: {arrives_every: 7d}}}, "
            "requirements: {adaptability: "
            "{retrain: {cadence: 1d}}}}",
        ),
        *examples(
            "{infra: {training: {schedule: ~}}, requirements: {adaptability: {retrain: {cadence: 34h}}}}",
            "{infra: {training: {schedule: ~}}, data: {label: {delay: {arrives_every: 7d}}}, "
            "requirements: {adaptability: {retrain: {cadence: 4d}}}}",
        ),
    ),
)
