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

from mlsys.diagnostics import Anchor, Fix, RenameKey, SetValue, Severity
from mlsys.ir.system import BoundMetric, System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
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
                      f"{number(gate.max)}")  # fmt: skip


RULE = Rule(
    code="MLS411",
    name="wrong-direction-or-range",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("metrics: {roc_auc: {role: satisfy, gate: {min: 0.8}, direction: maximize}}"),
    bad=examples("metrics: {roc_auc: {role: satisfy, gate: {min: 1.2}}}"),
)
