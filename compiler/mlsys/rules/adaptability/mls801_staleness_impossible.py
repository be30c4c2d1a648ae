"""The model cannot be as fresh as promised.

## What it finds
Cadence, label delay, training, validation and rollout add up to more than `max_staleness` or than the
threshold of a staleness objective.

## Why it matters
The promise is broken on the first day, by addition. No amount of automation mends it.

## What to do
Train more often, get labels sooner (or a proxy), or promise what is possible.

## Source
Sum of the stages between an event and a model in service that has learnt from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.staleness import budget_of, working
from mlsys.ir.system import System
from mlsys.ir.wording import days
from mlsys.route import Route
from mlsys.rules.base import Example, Finding, Needs, Rule, always


def _check(system: System) -> Iterator[Finding]:
    budget = budget_of(system.spec)
    if budget is None:
        return
    requirements = system.spec.requirements
    limits: dict[Route, float] = {}
    if requirements.adaptability.max_staleness is not None:
        limits["requirements", "adaptability", "max_staleness"] = (
            requirements.adaptability.max_staleness.seconds
        )
    for name, slo in requirements.reliability.slos.items():
        if slo.sli == "staleness":
            limits["requirements", "reliability", "slos", name, "threshold"] = slo.threshold.seconds
    broken = {route: limit for route, limit in limits.items() if budget.total > limit}
    for route, limit in list(broken.items())[:1]:
        cadence = budget.cadence_for(limit)
        way_out = (
            f"train every {days(cadence)}, or promise" if cadence > 0 else "get labels sooner, or promise"
        )
        label = system.spec.data.label
        places = [Related(("requirements", "adaptability", "retrain"), "the cadence and its stages")]
        if label is not None and label.delay is not None:
            places.append(Related(("data", "label", "delay"), "when labels are known"))
        places += [Related(other, "the same promise") for other in list(broken)[1:]]
        yield Finding(
            route=route,
            message=f"a staleness of {days(limit)} is promised, but {days(budget.total)} pass until a "
            "model knows "
            "an event",
            note=working(budget),
            help=f"{way_out} {days(budget.total)}",
            related=tuple(places),
        )


RULE = Rule(
    code="MLS801",
    name="staleness-impossible",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("requirements.adaptability.retrain.cadence",),
    check=_check,
    good=Example("requirements: {adaptability: {max_staleness: 60d}}"),
    bad=Example("requirements: {adaptability: {max_staleness: 7d}}"),
)
