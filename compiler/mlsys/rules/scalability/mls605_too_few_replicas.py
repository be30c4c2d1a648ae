"""The peak needs more replicas than are allowed.

## What it finds
By Little's law, the declared peak needs more replicas than `infra.serving.replicas.max`.

## Why it matters
Beyond its capacity a service does not get slower by a little: the queue grows without end.

## What to do
Raise the maximum, make the model faster, or let each replica work on more requests.

## Source
Little's law (Operations Research 9, 1961).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.capacity import load_of, replicas_for, working
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Example, Finding, Needs, Rule, always


def _check(system: System) -> Iterator[Finding]:
    spec, load = system.spec, load_of(system.spec)
    most = spec.infra.serving.replicas.max
    needed = replicas_for(spec, load.peak) if load else None
    if (
        load is None
        or needed is None
        or most is None
        or spec.task.prediction.mode != "online"
        or needed <= most
    ):
        return
    route: Route = ("infra", "serving", "replicas", "max")
    yield Finding(
        route=route,
        message=f"the peak of {number(load.peak)} rps needs {needed} replicas, at most {most} are allowed",
        note=working(spec, load) + (", peak factor assumed" if load.assumed_factor else ""),
        help=f"raise `max` to {needed + 1}, or make the model faster",
        related=(
            Related(("requirements", "scalability", "traffic"), "the traffic"),
            Related(("infra", "serving", "replicas", "per_replica"), "what one replica can do"),
        ),
        fix=Fix(f"allow {needed + 1} replicas", (SetValue(route, str(needed + 1)),)),
    )


RULE = Rule(
    code="MLS605",
    name="too-few-replicas",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.traffic", "infra.serving.replicas.per_replica.mean_latency"),
    check=_check,
    good=Example("infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: 20ms}}}}"),
    bad=Example("infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: 100ms}}}}"),
)
