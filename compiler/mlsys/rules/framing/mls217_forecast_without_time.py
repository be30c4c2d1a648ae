"""The forecast does not say how far, how fine or over which time.

## What it finds
A forecasting task without horizon, frequency or time column.

## Why it matters
All three decide what a row is: lags, windows, the baseline of last season and the backtest follow from
them.

## What to do
Add `task.horizon`, `task.frequency` and `data.keys.time`.

## Source
Hyndman and Athanasopoulos, Forecasting: Principles and Practice, chapter 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import parse_route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    missing = [f"task.{name}" for name in ("horizon", "frequency") if getattr(task, name) is None]
    if getattr(task, "time", None) is None and system.spec.data.keys.time is None:
        missing.append("data.keys.time")
    if missing:
        yield Finding(
            route=parse_route(missing[0]),
            message=f"the forecast lacks {listing(missing)}",
            help="add `task: {horizon: 28, frequency: day}` and `data.keys: {time: date}`",
            related=(Related(("task", "type"), "the type of the task"),),
        )


RULE = Rule(
    code="MLS217",
    name="forecast-without-time",
    severity=always(Severity.ERROR),
    about=lambda task: task.temporal,
    check=_check,
    good=examples("{task: {horizon: 28, frequency: day}, data: {keys: {time: date}}}", base="forecasting"),
    bad=examples("task: {horizon: ~}", base="forecasting"),
)
