"""An interval or quantile is judged that is not produced, or asked to be another one.

## What it finds
Interval coverage without quantiles or intervals to judge, at a level that none of them has, or with a gate
that its level cannot hold; an interval on one side of the middle, or of another level than the quantiles
beside it; a pinball loss of a quantile that is not predicted.

## Why it matters
The metric would be computed from bounds that do not exist. An interval of 80 % that covers 99.9 % is not a
good one, it is too wide.

## What to do
Produce the level that is judged, and gate the coverage a little below the level.

## Source
Gneiting and Raftery, Strictly Proper Scoring Rules, Prediction, and Estimation (2007).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import BoundMetric, System
from mlsys.ir.wording import listing, number, percent
from mlsys.rules.base import Finding, Rule, always, examples

_SLACK = 0.05
_MIDDLE = 0.5


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    quantiles: tuple[float, ...] = getattr(task, "quantiles", ())
    levels: tuple[float, ...] = getattr(task, "intervals", ()) or tuple(
        high - low for low, high in combinations(sorted(quantiles), 2)
    )
    if task.prediction.output == "interval" and not levels:
        yield Finding(
            route=("task", "prediction", "output"),
            message="intervals are promised, and no quantiles or levels say which",
            help=_produce(system, 0.8),
        )
    elif task.prediction.output == "interval" and quantiles and not min(quantiles) < _MIDDLE < max(quantiles):
        yield Finding(
            route=("task", "quantiles"),
            message=f"from the {number(min(quantiles))} to the {number(max(quantiles))} quantile is one side",
            help=_produce(system, max(levels)) if levels else _produce(system, 0.8),
        )
    yield from _apart(system, quantiles)
    for metric in system.metrics.values():
        if metric.name == "coverage_pi":
            yield from _coverage(system, metric, levels)
        wanted = metric.params.get("quantile")
        asked = metric.name == "pinball" and isinstance(wanted, int | float) and bool(quantiles)
        if asked and not _near(float(str(wanted)), quantiles):
            made = listing([number(each) for each in quantiles])
            yield Finding(
                route=(*metric.route, "params", "quantile"),
                message=f"the {wanted} quantile is judged, {made} are predicted",
                help="judge one that is predicted, or add it to `task.quantiles`",
            )


def _apart(system: System, quantiles: tuple[float, ...]) -> Iterator[Finding]:
    """Yield the declared levels that are not between two of the declared quantiles."""
    made = tuple(high - low for low, high in combinations(sorted(quantiles), 2))
    for index, level in enumerate(getattr(system.spec.task, "intervals", ()) if quantiles else ()):
        if 0 < level < 1 and not _near(level, made):
            yield Finding(
                route=("task", "intervals", index),
                message=f"no two of the quantiles {listing([number(each) for each in quantiles])} hold "
                f"{percent(level)} between them",
                help="keep one of the two",
                related=(Related(("task", "quantiles"), "the quantiles"),),
            )


def _produce(system: System, level: float) -> str:
    """Return what makes a document predict an interval of ``level``: the tails share what is left."""
    if not hasattr(system.spec.task, "quantiles"):
        return f"add `task.intervals: [{percent(level)}]`"
    tail = (1 - level) / 2
    return f"add `task.quantiles: [{number(round(tail, 6))}, {number(round(1 - tail, 6))}]`"


def _near(value: float, others: tuple[float, ...]) -> bool:
    return any(math.isclose(value, each, abs_tol=1e-6) for each in others)


def _coverage(system: System, metric: BoundMetric, levels: tuple[float, ...]) -> Iterator[Finding]:
    default = metric.entry.params["level"].default if metric.entry is not None else None
    level = metric.params.get("level", default)
    if not isinstance(level, int | float):
        return
    least = metric.spec.gate.min if metric.spec.gate is not None else None
    if least is not None and least < level / 2:
        yield Finding(
            route=(*metric.route, "gate", "min"),
            message=f"an interval of {percent(level)} passes when it covers {percent(least)}",
            help=f"write a little less than {percent(level)}",
        )
    if not levels:
        yield Finding(
            route=metric.route,
            anchor=Anchor.KEY,
            message=f"`{metric.id}` judges an interval of {percent(level)}, and none is predicted",
            help=_produce(system, level),
        )
    elif not _near(level, levels):
        made = listing([percent(round(each, 6)) for each in levels])
        yield Finding(
            route=metric.route,
            anchor=Anchor.KEY,
            message=f"`{metric.id}` judges an interval of {percent(level)}, {made} is predicted",
            help=f"judge a level that is predicted, or {_produce(system, level)}",
        )
    gate = metric.spec.gate
    for side, value in (("min", gate.min), ("max", gate.max)) if gate is not None else ():
        beyond = value is not None and (value > level + _SLACK if side == "min" else value < level - _SLACK)
        if value is not None and beyond:
            yield Finding(
                route=(*metric.route, "gate", side),
                message=f"an interval of {percent(level)} is to cover {percent(value)}",
                help=f"gate it near {percent(level)}, or predict a wider interval",
            )


RULE = Rule(
    code="MLS425",
    name="interval-not-produced",
    severity=always(Severity.DANGER),
    about=lambda task: task.numeric,
    check=_check,
    good=(
        *examples(
            "task: {intervals: [80%], quantiles: [0.1, 0.5, 0.9]}",
            "task: {intervals: [0%, 100%], quantiles: [0.1, 0.5, 0.9]}",
            "task: {quantiles: [0.49, 0.9], prediction: {output: interval}}",
            "task: {quantiles: [0.1, 0.51], prediction: {output: interval}}",
            base="regression",
        ),
        *examples(
            "{task: {intervals: [80%]}, metrics: {coverage_pi: {role: satisfy, params: {level: 0.8}, "
            "gate: {min: 40%}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {quantiles: [0.1, 0.9]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.8}, gate: {min: 85%}}}}",
            base="regression",
        ),
        *examples(
            "{task: {intervals: [80%]}, metrics: {coverage_pi: {role: satisfy, params: {level: 0.8}, "
            "gate: {min: 75%}}}}",
            base="forecasting",
        ),
        *examples(
            "{task: {quantiles: [0.1, 0.5, 0.9]}, metrics: {pinball: {role: report, "
            "params: {quantile: 0.5}}}}",
            base="regression",
        ),
        *examples(
            "{task: {quantiles: [0.25, 0.75]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.5}, gate: {min: 45%, max: 55%}}}}",
            "{task: {quantiles: [0.25, 0.75]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.5}, gate: {min: 55%, max: 60%}}}}",
            "{task: {quantiles: [0.25, 0.75]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.5}, gate: {min: 40%, max: 45%}}}}",
            base="regression",
        ),
    ),
    bad=(
        *examples(
            "{task: {intervals: [80%]}, metrics: {coverage_pi: {role: satisfy, params: {level: 0.8}, "
            "gate: {min: 39%}}}}",
            base="forecasting",
        ),
        *examples("task: {prediction: {output: interval}}", base="regression"),
        *examples(
            "task: {intervals: [80%], quantiles: [0.25, 0.75]}",
            "task: {quantiles: [0.5, 0.9], prediction: {output: interval}}",
            "task: {quantiles: [0.1, 0.5], prediction: {output: interval}}",
            base="regression",
        ),
        *examples(
            "{task: {quantiles: [0.1, 0.9]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.8}, gate: {min: 99.9%}}}}",
            "{task: {quantiles: [0.1, 0.9]}, metrics: {coverage_pi: {role: satisfy, "
            "params: {level: 0.8}, gate: {min: 86%}}}}",
            "metrics: {coverage_pi: {role: report, params: {level: 0.8}}}",
            "{task: {quantiles: [0.1, 0.9]}, metrics: {coverage_pi: {role: report, params: {level: 0.95}}}}",
            base="regression",
        ),
        *examples("{task: {intervals: [80%]}, metrics: {coverage_pi: {role: report}}}", base="forecasting"),
        *examples(
            "{task: {quantiles: [0.1, 0.9]}, metrics: {pinball: {role: report, params: {quantile: 0.5}}}}",
            base="regression",
        ),
    ),
)
