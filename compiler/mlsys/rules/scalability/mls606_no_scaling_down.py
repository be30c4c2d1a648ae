"""Replicas are kept that are hardly ever needed.

## What it finds
The fewest replicas are more than twice what today's mean traffic needs with one to spare, and as many as
the peak needs.

## Why it matters
Capacity for the busiest hours is paid for all day.

## What to do
Lower the minimum and let the autoscaler follow the traffic.

## Source
Huyen, Designing Machine Learning Systems, chapter 10 (elasticity).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.capacity import load_of, replicas_for
from mlsys.ir.cost import monthly
from mlsys.ir.system import System
from mlsys.ir.wording import money, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_SPARE = 1


def _check(system: System) -> Iterator[Finding]:
    spec, load = system.spec, load_of(system.spec)
    least = spec.infra.serving.replicas.min
    if load is None or least is None or spec.task.prediction.mode != "online":
        return
    if least > (spec.infra.serving.replicas.max or least):  # MLS601
        return
    trough = replicas_for(spec, load.mean if load.now is None else load.now)
    peak = replicas_for(spec, load.peak)
    if trough is None or peak is None:
        return
    enough = max(trough + _SPARE, 2)
    if least > 2 * enough and least >= peak:
        price = spec.infra.cost.per_replica_hour
        saved = (
            ""
            if price is None
            else (
                f"; {money(monthly(least, price.amount), price.currency)} a month instead of "
                f"{money(monthly(enough, price.amount), price.currency)}"
            )
        )
        route: Route = ("infra", "serving", "replicas", "min")
        yield Finding(
            route=route,
            message=f"{least} replicas are kept all day, but mean traffic needs {enough}{saved}",
            note=f"mean {plural(trough, 'replica')} + {_SPARE} spare, peak {plural(peak, 'replica')}",
            help=f"write `min: {enough}` and let the autoscaler follow the traffic",
            related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
            fix=Fix(f"keep {enough} replicas", (SetValue(route, str(enough)),)),
        )


RULE = Rule(
    code="MLS606",
    name="no-scaling-down",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.traffic", "infra.serving.replicas.per_replica.mean_latency"),
    check=_check,
    good=(
        *examples("infra: {serving: {replicas: {min: 3, max: 8}}}"),
        *examples(
            "infra: {serving: {replicas: {min: 4}}}",
            "{infra: {serving: {replicas: {min: 6}}}, "
            "requirements: {scalability: {traffic: {now: 10M/d, expected: 10M/d, "
            "peak_factor: 1.5}}}}",
        ),
    ),
    bad=(
        *examples("infra: {serving: {replicas: {min: 8, max: 8}}}"),
        *examples(
            "infra: {serving: {replicas: {min: 5}}}",
            "{infra: {serving: {replicas: {min: 7}}}, "
            "requirements: {scalability: {traffic: {now: 10M/d, expected: 10M/d, "
            "peak_factor: 1.5}}}}",
            "{infra: {serving: {replicas: {min: 5}}}, "
            "requirements: {scalability: {traffic: {peak_factor: 9}}}}",
        ),
    ),
)
