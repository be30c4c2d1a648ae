"""A trigger of retraining can never fire, or fires when all is well.

## What it finds
A trigger without a bound, one that starts a training when drift is low or a metric is good, and one that
waits for a drift that its statistic hardly ever reaches.

## Why it matters
The model is trained for no reason, or grows old although somebody thought of it.

## What to do
Write `above` for drift and errors, `below` for metrics that are better when larger, at a value that is
reached.

## Source
Siddiqi, Credit Risk Scorecards (2006): a PSI above 0.25 is a large shift; Huyen, chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.references import DRIFT_SIGNALS

_REACHED = 10.0
"""No index of two distributions over some tens of bins is beyond."""


def _check(system: System) -> Iterator[Finding]:
    retrain = system.spec.requirements.adaptability.retrain
    for index, trigger in enumerate(retrain.triggers if retrain is not None else ()):
        route: Route = ("requirements", "adaptability", "retrain", "triggers", index)
        drift = trigger.metric in DRIFT_SIGNALS
        metric = system.metrics.get(trigger.metric)
        grows = metric is not None and metric.entry is not None and metric.entry.direction == "maximize"
        wrong = "above" if grows else "below"
        if trigger.above is None and trigger.below is None:
            right = "below" if grows else "above"
            yield Finding(
                (*route, "metric"),
                f"the trigger on `{trigger.metric}` has no bound",
                help=f"add `{right}: …`",
            )
        elif (drift or metric is not None) and getattr(trigger, wrong) is not None:
            yield Finding(
                route=(*route, wrong),
                anchor=Anchor.KEY,
                message=f"`{trigger.metric}` {wrong} {number(getattr(trigger, wrong))} is good, and starts a "
                "training",
                help=f"write `{'below' if wrong == 'above' else 'above'}`",
            )
        elif drift and trigger.above is not None and trigger.above > _REACHED:
            yield Finding(
                route=(*route, "above"),
                message=f"`{trigger.metric}` never reaches {number(trigger.above)}",
                help="write 0.1 to 0.3",
            )


RULE = Rule(
    code="MLS812",
    name="trigger-never-or-always",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "requirements: {adaptability: {retrain: {triggers: "
        "[{metric: prediction_drift, above: 10, cooldown: 7d}]}}}",
    ),
    bad=examples(
        "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, cooldown: 7d}]}}}",
        "requirements: {adaptability: {retrain: {triggers: "
        "[{metric: prediction_drift, below: 0.2, cooldown: 7d}]}}}",
        "requirements: {adaptability: {retrain: {triggers: "
        "[{metric: prediction_drift, above: 10.1, cooldown: 7d}]}}}",
    ),
)
