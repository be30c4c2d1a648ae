"""The rows cannot show what the forecast promises.

## What it finds
A test or validation window shorter than the horizon, a training window or table shorter than a season or than
the horizon, intervals that cover nothing or everything.

## Why it matters
In a window shorter than the horizon no forecast is ever judged to its end. Without a whole season of history
the season cannot be learned, nor can the seasonal naive baseline be computed.

## What to do
Lengthen the window, or shorten the horizon or the season.

## Source
Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.10 (time series cross-validation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import ForecastingTask

_FAR = 30 * 31_556_952.0


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, ForecastingTask):
        return
    for index, level in enumerate(task.intervals):
        if not 0 < level < 1:
            held = "nothing" if level <= 0 else "everything"
            yield Finding(("task", "intervals", index), f"an interval of {percent(level)} covers {held}",
                          help="write a coverage such as 80%")  # fmt: skip
    step, horizon = task.seconds_of(1), task.seconds_of(task.horizon)
    season = task.seconds_of(task.season)
    if horizon is not None and step is not None and not step <= horizon <= _FAR:
        yield Finding(
            route=("task", "horizon"),
            message=f"a horizon of {duration(horizon)} in steps of {duration(step)}",
            help="forecast at least one step, and at most some decades",
        )
    windows = system.spec.data.split.windows
    lengths = {name: getattr(windows, name, None) for name in ("train", "validation", "test")}
    for name, window in lengths.items():
        for what, needed in (("horizon", horizon), ("season", season if name == "train" else None)):
            if window is not None and needed is not None and window.seconds < needed:
                yield Finding(
                    route=("data", "split", "windows", name),
                    message=f"a {name} window of {window} is shorter than the {what} of {duration(needed)}",
                    help=f"use at least {duration(needed)}",
                    related=(Related(("task", what), f"{duration(needed)}"),),
                )
    rows = system.spec.data.rows
    steps = task.season or 0
    if rows is not None and rows < steps:
        yield Finding(
            route=("task", "season"),
            message=f"a season of {steps} steps is longer than all {rows:,} rows",
            help="shorten the season, or collect a longer history",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )


RULE = Rule(
    code="MLS238",
    name="forecast-out-of-shape",
    severity=always(Severity.DANGER),
    about=lambda task: task.temporal,
    check=_check,
    good=(
        *examples(
            "task: {horizon: 1d}",
            "task: {horizon: 30, frequency: year}",
            base="forecasting",
        ),
        *examples(
            "{task: {intervals: [80%], season: 7}, data: {split: {windows: {train: 28d, "
            "validation: 28d, test: 28d}}}}",
            "{task: {season: 365}, data: {split: {windows: {train: 365d, test: 28d}}}}",
            "task: {season: 200000}",
            "{task: {frequency: 12h, horizon: 28}, data: {split: {windows: {test: 14d}}}}",
            "{task: {frequency: week, horizon: 2}, data: {split: {windows: {test: 14d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: hour, horizon: 24}, data: {split: {windows: {test: 1d}}}}", base="forecasting"
        ),
        *examples(
            "{task: {frequency: month, horizon: 1}, data: {split: {windows: {test: 31d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: quarter, horizon: 1}, data: {split: {windows: {test: 92d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: year, horizon: 1}, data: {split: {windows: {test: 366d}}}}",
            base="forecasting",
        ),
    ),
    bad=(
        *examples("task: {horizon: 23h}", "task: {horizon: 31, frequency: year}", base="forecasting"),
        *examples(
            "data: {split: {windows: {test: 27d}}}",
            "data: {split: {windows: {validation: 27d}}}",
            "data: {split: {windows: {train: 27d}}}",
            "{task: {season: 366}, data: {split: {windows: {train: 365d}}}}",
            "task: {season: 200001}",
            "task: {intervals: [0%]}",
            "task: {intervals: [100%]}",
            "{task: {horizon: 15d}, data: {split: {windows: {test: 14d}}}}",
            "{task: {frequency: 12h, horizon: 29}, data: {split: {windows: {test: 14d}}}}",
            "{task: {frequency: week, horizon: 3}, data: {split: {windows: {test: 14d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: month, horizon: 1}, data: {split: {windows: {test: 30d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: quarter, horizon: 1}, data: {split: {windows: {test: 91d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: year, horizon: 1}, data: {split: {windows: {test: 365d}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {frequency: hour, horizon: 25}, data: {split: {windows: {test: 1d}}}}",
            "{task: {frequency: week, horizon: 3}, data: {split: {windows: {test: 20d}}}}",
            base="forecasting",
        ),
    ),
)
