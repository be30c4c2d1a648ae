"""The first request after a pause is late.

## What it finds
Replicas may scale to zero, and starting one takes longer than the promised latency.

## Why it matters
Every request that wakes the service breaks the promise.

## What to do
Keep at least one replica.

## Source
Kubernetes and Knative documentation (scale to zero).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    serving = system.spec.infra.serving
    if serving.replicas.min != 0 or serving.cold_start is None:
        return
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "latency" and serving.cold_start.seconds > slo.threshold.seconds:
            route: Route = ("infra", "serving", "replicas", "min")
            yield Finding(
                route=route,
                message=f"a replica that starts on demand takes {serving.cold_start}, `{name}` promises "
                f"{slo.threshold}",
                help="keep at least one replica",
                related=(
                    Related(("infra", "serving", "cold_start"), f"{serving.cold_start} to start"),
                    Related(("requirements", "reliability", "slos", name, "threshold"), "the promise"),
                ),
                fix=Fix("keep one replica", (SetValue(route, "1"),)),
            )


RULE = Rule(
    code="MLS604",
    name="cold-start-breaks-latency",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("infra.serving.cold_start",),
    check=_check,
    good=(
        *examples("infra: {serving: {replicas: {min: 3}, cold_start: 30s}}"),
        *examples("infra: {serving: {replicas: {min: 0}, cold_start: 100ms}}"),
    ),
    bad=examples(
        "{infra: {serving: {replicas: {min: 0}, cold_start: 30s}},"
        " requirements: {adaptability: {interruption: planned}}}"
    ),
)
