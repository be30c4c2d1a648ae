"""A feature is not known when the forecast is made.

## What it finds
A feature of a forecast that becomes known only after the forecast.

## Why it matters
The temperature of next Tuesday is in the training table but not in the world. Offline the model looks
brilliant; in service the value is missing or invented.

## What to do
Use the forecasted value, lag the feature by the horizon, or drop it.

## Source
Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 7.6 (ex-ante forecasts).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    known: tuple[str, ...] = getattr(system.spec.task, "known_future", ())
    for feature in system.inputs():
        moment = feature.spec.available_at
        if moment.seconds <= 0:
            continue
        related = (
            (Related(("task", "known_future"), "declared as known ahead"),) if feature.name in known else ()
        )
        yield Finding(
            route=(*feature.route, "available_at"),
            message=f"`{feature.name}` is known only at `{moment}`, after the forecast is made",
            help="use a forecast of it, lag it by the horizon, or drop it",
            related=related,
        )


RULE = Rule(
    code="MLS218",
    name="future-feature",
    severity=always(Severity.ERROR),
    about=lambda task: task.temporal,
    check=_check,
    good=examples("data: {features: {tenure: {available_at: -7d}}}", base="forecasting"),
    bad=(
        *examples("data: {features: {tenure: {available_at: +7d}}}", base="forecasting"),
        *examples("data: {features: {tenure: {available_at: +1s}}}", base="forecasting"),
    ),
)
