"""Going back to the code before takes longer than promised.

## What it finds
On Kubernetes, a `cold_start` above `rollback.max_time`, with pods that are replaced.

## Why it matters
A model goes back within seconds, since replicas follow a pointer. Code goes back by starting pods of the
release before. As many start at a time as the promise needs, but the first of them are late already.

## What to do
Write `strategy: blue_green`, which keeps the pods of the release before, or allow more time.

## Source
Kubernetes documentation, Deployments: maxSurge and maxUnavailable.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.capacity import IN_TURNS
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    rollback, cold = spec.requirements.adaptability.rollback, spec.infra.serving.cold_start
    allowed = rollback.max_time if rollback is not None else None
    if allowed is None or cold is None or spec.task.prediction.mode != "online":
        return
    moves = spec.infra.platform == "kubernetes" and spec.deployment.strategy in IN_TURNS
    if moves and cold.seconds > allowed.seconds:
        yield Finding(
            route=("requirements", "adaptability", "rollback", "max_time"),
            message=f"a replica of the release before starts in {cold}, promised are {allowed} to go back",
            help="write `deployment.strategy: blue_green`, or allow more time",
            related=(Related(("infra", "serving", "cold_start"), f"a start takes {cold}"),),
        )


RULE = Rule(
    code="MLS824",
    name="rollback-waits-for-starts",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "{infra: {serving: {cold_start: 80s}}, requirements: {adaptability: {rollback: {max_time: 80s}}}}",
        "{infra: {serving: {cold_start: 80s}}, deployment: {strategy: blue_green}, "
        "requirements: {adaptability: {rollback: {max_time: 79s}}}}",
        "{infra: {platform: local, serving: {cold_start: 80s}}, "
        "requirements: {adaptability: {rollback: {max_time: 79s}}}}",
    ),
    bad=examples(
        "{infra: {serving: {cold_start: 80s}}, requirements: {adaptability: {rollback: {max_time: 79s}}}}",
    ),
)
