"""An update without interruption is impossible this way.

## What it finds
`interruption: none` with one replica or with the strategy `recreate`.

## Why it matters
While the only replica is replaced, or all are, requests fail.

## What to do
Keep at least two replicas and use `rolling`, `blue_green` or `canary`.

## Source
Kubernetes documentation, Deployment strategies.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.availability import unreachable
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    if spec.requirements.adaptability.interruption != "none":
        return
    promise = (Related(("requirements", "adaptability", "interruption"), "the promise"),)
    if spec.deployment.strategy == "recreate":
        route: Route = ("deployment", "strategy")
        yield Finding(
            route=route,
            message=(
                "`recreate` stops all replicas before it starts new ones, but no interruption is promised"
            ),
            help="write `strategy: rolling`",
            related=promise,
            fix=Fix("replace one after the other", (SetValue(route, "rolling"),)),
        )
    least = spec.infra.serving.replicas.min
    online = spec.task.prediction.mode == "online"
    if least is not None and least < 2 and online and not unreachable(spec):
        route = ("infra", "serving", "replicas", "min")
        yield Finding(
            route=route,
            message=f"{plural(least, 'replica')} cannot be replaced without interruption",
            help="keep at least 2",
            related=promise,
            fix=Fix("keep 2 replicas", (SetValue(route, "2"),)),
        )


RULE = Rule(
    code="MLS804",
    name="update-interrupts",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("deployment: {strategy: rolling}"),
        *examples("infra: {serving: {replicas: {min: 2}}}"),
    ),
    bad=(
        *examples("deployment: {strategy: recreate}"),
        *examples("infra: {serving: {zones: 1, replicas: {min: 1, per_replica: {availability: 99.99%}}}}"),
    ),
)
