"""Something is larger or lasts longer than what has to hold it.

## What it finds
Two quantities of one loop in the wrong order: new rows that come less often than a model is trained or than
its greatest staleness allows; a search, an evaluation or a rollout that lasts longer than the time between
two trainings; a window of training shorter than the window that is tested; predictions that are forgotten
before they are compared; a report less often than the review that reads it; an experiment or a review that
ends after the day of the target; a model with more parameters than its memory has bits; a node larger than
its fleet; a quality that is promised beyond the gate that a model passes.

## Why it matters
Each number is sound alone. Together they say that a step starts before the one before it has ended, or that a
part does not fit into the whole; what happens then was decided by nobody.

## What to do
Make the inner one smaller or the outer one larger.

## Source
Little, A Proof for the Queuing Formula L = λW (1961): work that arrives faster than it is done piles up.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.places import at
from mlsys.spec.quantities import ByteSize, Duration, Rate

_FITS = 2.0
"""Models that are trained in a second, at most."""
_RETRAIN = "requirements.adaptability.retrain"
_STALENESS = "requirements.adaptability.max_staleness"
_WINDOWS = "data.split.windows"
_TARGET = "objectives.business.*.target.by"


class _Held(NamedTuple):
    """Two quantities of one kind, of which the outer one must hold the inner one."""

    inner: str
    outer: str
    otherwise: str
    """What follows when it does not, as a clause."""


_HELD = (
    _Held("data.refresh", f"{_RETRAIN}.cadence", "some trainings see no new row"),
    _Held("data.refresh", _STALENESS, "no model is ever young enough"),
    _Held("task.reward.delay", _STALENESS, "no reward is known in time"),
    _Held("task.prediction.freshness", _STALENESS, "an answer may be older than its model"),
    _Held("model.tuning.timeout", f"{_RETRAIN}.cadence", "the next search starts before this one ends"),
    _Held(f"{_RETRAIN}.evaluation", f"{_RETRAIN}.cadence", "the next model is there before the verdict"),
    _Held(f"{_RETRAIN}.rollout", f"{_RETRAIN}.cadence", "the next model is there before this one serves all"),
    _Held("deployment.watch", f"{_RETRAIN}.cadence", "the next model is there before this one counts"),
    _Held("infra.batch.max_duration", "task.granularity.cadence", "the next batch is due before its end"),
    _Held("monitoring.drift.every", "monitoring.logging.predictions.retain", "some are never compared"),
    _Held("monitoring.report.every", "objectives.review.every", "the review has nothing new to read"),
    _Held(f"{_WINDOWS}.test", f"{_WINDOWS}.train", "less is learned from than is judged by"),
    _Held(f"{_WINDOWS}.validation", f"{_WINDOWS}.train", "less is learned from than is chosen by"),
    _Held("task.granularity.cadence", f"{_WINDOWS}.test", "most units have no prediction in it"),
    _Held("task.granularity.cadence", f"{_WINDOWS}.validation", "most units have no prediction in it"),
    _Held(f"{_WINDOWS}.gap", f"{_WINDOWS}.train", "more is left out than is learned from"),
    _Held("infra.serving.rate_limit.burst", "infra.serving.rate_limit.calls", "it is the calls of days"),
    _Held("infra.batch.workers", "infra.batch.rows", "most workers get no row"),
    _Held("infra.batch.files", "infra.batch.rows", "most files are empty"),
    _Held(f"{_WINDOWS}.train", "data.features.*.retention", "rows are deleted that are to be learned from"),
    _Held("experiment.max_duration", _TARGET, "the target is due before the answer"),
    _Held("objectives.review.every", _TARGET, "nobody looks before the target is due"),
    _Held("model.artifact_size", "infra.limits.image_size", "the image cannot hold the model"),
    _Held("infra.limits.model_size", "infra.limits.image_size", "the image cannot hold such a model"),
    _Held("infra.limits.memory", "infra.limits.fleet_memory", "all nodes together have less than one"),
)  # fmt: skip


def _check(system: System) -> Iterator[Finding]:
    for held in _HELD:
        for inner, small in at(system.spec, held.inner):
            for outer, large in at(system.spec, held.outer):
                if not (system.known(inner) and system.known(outer)):
                    continue
                room = _amount(large, system.today)
                if room and _amount(small, system.today) > room:
                    yield _finding(held, (inner, small), (outer, large))
    yield from _parameters(system)
    yield from _trials(system)
    yield from _promised(system)


def _finding(held: _Held, inner: tuple[Route, object], outer: tuple[Route, object]) -> Finding:
    (place, small), (other, large) = inner, outer
    name = ".".join(str(step) for step in place[-2:])
    until = "until " if isinstance(large, datetime.date) else ""
    return Finding(
        route=place,
        message=f"`{name}` of {small}, and {until}{large} in `{format_route(other)}`: {held.otherwise}",
        help=f"bring `{name}` below {'that day' if until else large}, or raise the other",
        related=(Related(other, f"{until}{large}"),),
    )


def _amount(value: object, today: datetime.date) -> float:
    """Return seconds, bytes or a number a day; of a day, the seconds until then, 0 when it has passed."""
    match value:
        case Duration():
            return value.seconds
        case ByteSize():
            return float(value.bytes)
        case int():
            return float(value)
        case Rate():
            return value.per_day
        case datetime.date():
            return max((value - today).total_seconds(), 0.0)
    return 0.0


def _parameters(system: System) -> Iterator[Finding]:
    """A parameter takes a bit at least."""
    most, memory = system.spec.model.max_params, system.spec.requirements.scalability.model_memory
    if most is not None and memory is not None and most > memory.bytes * 8:
        yield Finding(
            route=("model", "max_params"),
            message=f"up to {most:,} parameters, and {memory} of memory: a bit for each does not fit",
            help="write what the memory holds: 4 bytes each",
            related=(Related(("requirements", "scalability", "model_memory"), f"{memory}"),),
        )


def _trials(system: System) -> Iterator[Finding]:
    tuning = system.spec.model.tuning
    if tuning is not None and tuning.timeout is not None and tuning.timeout.seconds * _FITS < tuning.trials:
        yield Finding(
            route=("model", "tuning", "trials"),
            message=f"{tuning.trials:,} trials in {tuning.timeout}: a model is trained in each",
            help="try fewer, or allow more time",
            related=(Related(("model", "tuning", "timeout"), f"{tuning.timeout}"),),
        )


def _promised(system: System) -> Iterator[Finding]:
    """A model that just passes its gate must not break the promise of its quality."""
    for name, slo in system.spec.requirements.reliability.slos.items():
        metric = system.metrics.get(slo.metric) if slo.sli == "quality" else None
        entry, gate = (metric.entry, metric.spec.gate) if metric is not None else (None, None)
        if slo.sli != "quality" or entry is None or gate is None or not entry.allows(slo.threshold):
            continue
        rises = entry.direction == "maximize"
        bound = gate.min if rises else gate.max
        if bound is not None and (slo.threshold > bound if rises else slo.threshold < bound):
            yield Finding(
                route=("requirements", "reliability", "slos", name, "threshold"),
                message=f"`{slo.metric}` {number(slo.threshold)} is promised, and a model passes with "
                f"{number(bound)}",
                help="promise no more than the gate asks for",
                related=(Related((*("metrics", slo.metric), "gate"), "the gate"),),
            )


RULE = Rule(
    code="MLS029",
    name="more-than-holds-it",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "data: {refresh: 30d}",
            "{data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 60d, validation: 60d, test: 60d, gap: 14d}}}}",
            "model: {tuning: {timeout: 30d}}",
            "model: {tuning: {trials: 20, timeout: 10s}}",
            "requirements: {reliability: {slos: {quality: {sli: quality, metric: pr_auc, threshold: 0.6, "
            "objective: 90%, window: 90d}, other: {sli: quality, metric: ece, threshold: 0.05, "
            "objective: 90%, window: 90d}}}}",
            "{resources: {deadline: ~}, objectives: {business: {churn_rate: {target: {by: 2026-08-30}}}}}",
            "requirements: {adaptability: {retrain: {rollout: 10d}}}",
            "model: {max_params: 2147483648}",
            "infra: {limits: {memory: 8GiB, fleet_memory: 8GiB}}",
        ),
    ),
    bad=(
        *examples(
            "model: {tuning: {timeout: 31d}}",
            "model: {max_params: 2147483649}",
            "model: {tuning: {trials: 21, timeout: 10s}}",
            "infra: {serving: {rate_limit: {calls: 10/d, burst: 11}}}",
            "requirements: {reliability: {slos: {quality: {sli: quality, metric: pr_auc, threshold: 0.61, "
            "objective: 90%, window: 90d}}}}",
            "requirements: {reliability: {slos: {quality: {sli: quality, metric: ece, threshold: 0.04, "
            "objective: 90%, window: 90d}}}}",
            "{infra: {limits: {memory: 9GiB, fleet_memory: 8GiB}}}",
            "monitoring: {report: {every: 91d, to: [retention]}}",
            "task: {prediction: {freshness: 61d}}",
            "{resources: {deadline: ~}, experiment: {max_duration: 84d, traffic: 50k/d}, objectives: "
            "{review: {every: 91d}, business: {churn_rate: {target: {by: 2026-08-30}}}}}",
        ),
        *examples("data: {refresh: 31d}", base="clustering"),
    ),
)
