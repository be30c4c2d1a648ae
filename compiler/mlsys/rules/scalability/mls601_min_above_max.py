"""The fewest replicas are more than the most.

## What it finds
`infra.serving.replicas.min` exceeds `max`.

## Why it matters
The autoscaler refuses the manifest, or keeps to one of the two numbers.

## What to do
Swap or correct them.

## Source
Kubernetes documentation, HorizontalPodAutoscaler.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    replicas = system.spec.infra.serving.replicas
    if replicas.min is not None and replicas.max is not None and replicas.min > replicas.max:
        route: Route = ("infra", "serving", "replicas")
        yield Finding(
            route=(*route, "min"),
            message=f"at least {replicas.min} replicas and at most {replicas.max}",
            help="swap them",
            related=(Related((*route, "max"), f"at most {replicas.max}"),),
            fix=Fix(
                "swap them",
                (
                    SetValue((*route, "min"), str(replicas.max)),
                    SetValue((*route, "max"), str(replicas.min)),
                ),
            ),
        )


RULE = Rule(
    code="MLS601",
    name="min-above-max",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("infra: {serving: {replicas: {min: 3, max: 8}}}"),
        *examples("infra: {serving: {replicas: {min: 3, max: 3}}}"),
    ),
    bad=examples("infra: {serving: {replicas: {min: 3, max: 2}}}"),
)
