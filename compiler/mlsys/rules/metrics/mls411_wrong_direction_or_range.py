"""A metric is turned round, or gated at an impossible value.

## What it finds
A direction against the registry, a gate outside the metric's range, a gate on the wrong side, or a lower
bound above the upper one.

## Why it matters
Models would be chosen for being worst, or the gate would always or never pass.

## What to do
Correct the direction, the value or the side.

## Source
scikit-learn user guide, metrics and scoring.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RenameKey, SetValue, Severity
from mlsys.ir.system import BoundMetric, System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.places import at
from mlsys.rules.priors import OF_REWARDS, range_of


def _check(system: System) -> Iterator[Finding]:
    yield from _promised(system)
    yield from _said(system)
    for metric in system.metrics.values():
        entry, given = metric.entry, metric.spec.direction
        if entry is None:
            continue
        if given is not None and given != entry.direction:
            route: Route = (*metric.route, "direction")
            yield Finding(
                route=route,
                message=f"`{metric.id}: {given}`, but {entry.direction[:-1]}ing it is good",
                help=f"write `{entry.direction}`, or leave it out",
                fix=Fix(f"write `{entry.direction}`", (SetValue(route, entry.direction),)),
            )
        yield from _gate(metric)
        yield from _beyond_rewards(system, metric)


def _promised(system: System) -> Iterator[Finding]:
    for name, slo in system.spec.requirements.reliability.slos.items():
        metric = system.metrics.get(slo.metric) if slo.sli == "quality" else None
        entry = metric.entry if metric is not None else None
        if slo.sli == "quality" and entry is not None and not entry.allows(slo.threshold):
            yield Finding(
                route=("requirements", "reliability", "slos", name, "threshold"),
                message=f"`{slo.metric}` cannot be {number(slo.threshold)}",
                help="write a value within its range",
                related=(Related(("metrics", slo.metric), "the metric"),),
            )


def _said(system: System) -> Iterator[Finding]:
    """Yield values of metrics that no metric can have, wherever the document names one."""
    primary = system.primary_metric()
    places: list[tuple[Route, float, str]] = []
    for name, baseline in system.spec.baseline.items():
        places += [(("baseline", name, "scores", of), value, of) for of, value in baseline.scores.items()]
    retrain = system.spec.requirements.adaptability.retrain
    for index, trigger in enumerate(retrain.triggers if retrain is not None else ()):
        route: Route = ("requirements", "adaptability", "retrain", "triggers", index)
        places += [(found, value, trigger.metric) for side in ("above", "below")
                   for found, value in at(getattr(trigger, side), "", (*route, side))]  # fmt: skip
    for name, part in system.spec.evaluation.slices.items():
        of = part.metric or (primary.id if primary is not None else "")
        places += [(found, value, of) for side in ("min", "max")
                   for found, value in at(part, f"gate.{side}", ("evaluation", "slices", name))]  # fmt: skip
    for place, value, of in places:
        metric = system.metrics.get(of)
        if metric is not None and metric.entry is not None and not metric.entry.allows(value):
            yield Finding(
                route=place,
                message=f"`{of}` cannot be {number(value)}",
                help="write a value within its range",
                related=(Related(metric.route, "the metric"),),
            )


def _beyond_rewards(system: System, metric: BoundMetric) -> Iterator[Finding]:
    """A mean of rewards lies between the smallest and the largest of them."""
    bounds, place = range_of(system)
    gate = metric.spec.gate
    if bounds is None or gate is None or metric.name not in OF_REWARDS:
        return
    for side, value in (("min", gate.min), ("max", gate.max)):
        if value is not None and value not in bounds:
            yield Finding(
                route=(*metric.route, "gate", side),
                message=f"`{metric.id}` cannot be {number(value)}: rewards lie in {bounds}",
                help="gate it within the bounds of the reward",
                related=(Related(place, f"{bounds}"),),
            )


def _gate(metric: BoundMetric) -> Iterator[Finding]:
    entry, gate = metric.entry, metric.spec.gate
    if entry is None or gate is None:
        return
    for side, value in (("min", gate.min), ("max", gate.max)):
        if value is not None and not entry.allows(value):
            low, high = ("" if end is None else number(end) for end in (entry.low, entry.high))
            yield Finding((*metric.route, "gate", side), f"`{metric.id}` cannot be {number(value)}",
                          help=f"its values lie in {low}..{high}")  # fmt: skip
    wrong = "max" if entry.direction == "maximize" else "min"
    right = "min" if wrong == "max" else "max"
    if getattr(gate, right) is None and getattr(gate, wrong) is not None:
        route: Route = (*metric.route, "gate", wrong)
        better = "more" if entry.direction == "maximize" else "less"
        yield Finding(route, f"`{metric.id}` is gated by `{wrong}`, but {better} is better",
                      help=f"write `{right}`", anchor=Anchor.KEY,
                      fix=Fix(f"write `{right}`", (RenameKey(route, right),)))  # fmt: skip
    elif gate.min is not None and gate.max is not None and gate.min > gate.max:
        yield Finding((*metric.route, "gate"), f"no value passes: at least {number(gate.min)} and at most "
                      f"{number(gate.max)}", help="swap them, or leave one out")  # fmt: skip


RULE = Rule(
    code="MLS411",
    name="wrong-direction-or-range",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.8}, direction: maximize}}",
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.8, max: 0.8}}}",
        ),
        *examples(
            "{task: {reward: {column: revenue, bounds: 1..9}}, metrics: {ope_value: {gate: {min: 9}}}}",
            base="policy",
        ),
    ),
    bad=(
        *examples(
            "requirements: {reliability: {slos: {q: {sli: quality, metric: pr_auc, threshold: 5, "
            "objective: 90%, "
            "window: 90d}}}}"
        ),
        *examples(
            "baseline: {desk: {kind: human, ref: a.md, scores: {pr_auc: 1.4}}}",
            "evaluation: {slices: {region: {gate: {min: -0.2}}}}",
            "metrics: {roc_auc: {role: satisfy, gate: {min: 1.2}}}",
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.8, max: 0.79}}}",
            "metrics: {roc_auc: {role: satisfy, gate: {max: 0.8}}}",
            "metrics: {log_loss: {role: satisfy, gate: {min: 0.1}}}",
            "metrics: {roc_auc: {role: report, direction: minimize}}",
        ),
        *examples(
            "{task: {reward: {column: revenue, bounds: 1..9}}, metrics: {ope_value: {gate: {min: 9.1}}}}",
            base="policy",
        ),
    ),
)
