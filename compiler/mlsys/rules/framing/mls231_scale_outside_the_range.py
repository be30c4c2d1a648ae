"""The number can take values at which its scale, its loss or its metric has none.

## What it finds
A logarithmic scale for a number that may be negative, a Poisson, gamma or Tweedie loss for one that may be
negative, a gamma loss or a mean absolute percentage error for one that may be zero.

## Why it matters
The logarithm and the loss are undefined there: training stops, or the values become missing. A percentage of
zero is infinite, and one such row decides the metric.

## What to do
Narrow the range if such values cannot occur; else use the identity, a squared loss, or `wape`.

## Source
scikit-learn user guide, generalized linear models; Hyndman and Koehler, Another look at measures of forecast
accuracy (2006).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.ranges import Bounds

_NEVER_NEGATIVE = ("poisson", "gamma", "tweedie")


def _check(system: System) -> Iterator[Finding]:
    task, label = system.spec.task, system.spec.data.label
    declared: Bounds | None = getattr(task, "range", None)
    place: Route = ("task", "range")
    if declared is None and label is not None and label.range is not None:
        declared, place = label.range, ("data", "label", "range")
    if declared is None:
        return
    low = -math.inf if declared.low is None else declared.low
    zero = low <= 0 <= (math.inf if declared.high is None else declared.high)
    related = (Related(place, f"{declared} is possible"),)
    if getattr(task, "target_transform", "none") == "log" and low < 0:
        yield Finding(
            route=("task", "target_transform"),
            message=f"the number may be {_lowest(low)}, which has no logarithm",
            help="write `target_transform: none`, or correct the range",
            related=related,
        )
    loss: str | None = getattr(task, "loss", None)
    if (loss in _NEVER_NEGATIVE and low < 0) or (loss == "gamma" and low <= 0):
        yield Finding(
            route=("task", "loss"),
            message=f"a {loss} loss is not defined at {_lowest(low)}, which is possible",
            help="write `loss: squared`, or correct the range",
            related=related,
        )
    for metric in system.metrics.values():
        if metric.name == "mape" and zero:
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` divides by the true value, which may be zero",
                help="use `wape`, or correct the range",
                related=related,
            )


def _lowest(low: float) -> str:
    return "negative" if low == -math.inf else number(low)


RULE = Rule(
    code="MLS231",
    name="scale-outside-the-range",
    severity=always(Severity.DANGER),
    about=lambda task: task.numeric,
    check=_check,
    good=examples(
        "task: {range: 0..1000, target_transform: log}",
        "task: {range: 0..1000, loss: poisson}",
        "{task: {range: 1..1000, loss: gamma}, metrics: {mape: {role: report}}}",
        "{task: {range: -5..-1}, metrics: {mape: {role: report}}}",
        "data: {label: {range: 0..}}",
        base="regression",
    ),
    bad=examples(
        "task: {range: -1..1000, target_transform: log}",
        "task: {range: ..1000, target_transform: log}",
        "{data: {label: {range: -1..1000}}, task: {loss: tweedie}}",
        "task: {range: 0..1000, loss: gamma}",
        "{task: {range: 0..1000}, metrics: {mape: {role: report}}}",
        "{task: {range: -700..0}, metrics: {mape: {role: report}}}",
        base="regression",
    ),
)
