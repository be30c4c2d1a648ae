"""A trigger can fire again and again.

## What it finds
A retraining trigger without a cooldown, or with one shorter than a training.

## Why it matters
Drift stays after a training until labels of the new world have arrived. Each check starts another run.

## What to do
Add a cooldown of days rather than minutes.

## Source
Control theory: hysteresis against hunting.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    retrain = system.spec.requirements.adaptability.retrain
    for index, trigger in enumerate(retrain.triggers if retrain else ()):
        route: Route = ("requirements", "adaptability", "retrain", "triggers", index)
        longest = retrain.duration if retrain else None
        if trigger.cooldown is None:
            yield Finding(
                route=route,
                message=(
                    f"the trigger on `{trigger.metric}` has no cooldown: while it holds, each "
                    "check trains a model"
                ),
                help="add `cooldown: 7d`",
                fix=Fix("wait 7 days between trainings", (AddEntry(route, "cooldown", "7d"),)),
            )
        elif longest is not None and trigger.cooldown.seconds < longest.seconds:
            yield Finding(
                route=(*route, "cooldown"),
                message=f"a cooldown of {trigger.cooldown} is shorter than a training of {longest}",
                help=f"wait longer than {longest}",
                related=(Related(("requirements", "adaptability", "retrain", "duration"), f"{longest}"),),
            )


RULE = Rule(
    code="MLS806",
    name="retraining-storm",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, "
            "above: 0.2, cooldown: 7d}]}}}"
        ),
        *examples(
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, "
            "above: 0.2, cooldown: 15min}]}}}"
        ),
    ),
    bad=examples(
        "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, above: 0.2}]}}}"
    ),
)
