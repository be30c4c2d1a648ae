"""Going back to the code before takes longer than promised.

## What it finds
On Kubernetes, `cold_start` times the most replicas above `rollback.max_time`, with pods that are replaced one
after the other.

## Why it matters
A model goes back within seconds, since replicas follow a pointer. Code goes back by starting the pods of the
release before, one at a time, so that no call is lost meanwhile.

## What to do
Write `strategy: blue_green`, which keeps the pods of the release before, or allow more time.

## Source
Kubernetes documentation, Deployments: maxSurge and maxUnavailable.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples

_ONE_BY_ONE = ("rolling", "canary", "shadow")


def _check(system: System) -> Iterator[Finding]:
    spec, most = system.spec, system.derivations.get("serving.max_replicas")
    rollback, cold = spec.requirements.adaptability.rollback, spec.infra.serving.cold_start
    allowed = rollback.max_time if rollback is not None else None
    if allowed is None or cold is None or most is None:
        return
    count = int(str(most.value))
    moves = spec.infra.platform == "kubernetes" and spec.deployment.strategy in _ONE_BY_ONE
    if moves and count * cold.seconds > allowed.seconds:
        yield Finding(
            route=("requirements", "adaptability", "rollback", "max_time"),
            message=(
                f"{count} replicas that start in {cold}, one after the other, take "
                f"{duration(count * cold.seconds)} to go back, promised are {allowed}"
            ),
            help="write `deployment.strategy: blue_green`, or a `max_time` that long",
            related=(Related(("infra", "serving", "cold_start"), f"a start takes {cold}"),),
        )


RULE = Rule(
    code="MLS824",
    name="rollback-waits-for-starts",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "{infra: {serving: {cold_start: 10s, replicas: {max: 8}}}, "
        "requirements: {adaptability: {rollback: {max_time: 80s}}}}",
        "{infra: {serving: {cold_start: 10s, replicas: {max: 8}}}, deployment: {strategy: blue_green}, "
        "requirements: {adaptability: {rollback: {max_time: 79s}}}}",
        "{infra: {platform: local, serving: {cold_start: 10s, replicas: {max: 8}}}, "
        "requirements: {adaptability: {rollback: {max_time: 79s}}}}",
    ),
    bad=examples(
        "{infra: {serving: {cold_start: 10s, replicas: {max: 8}}}, "
        "requirements: {adaptability: {rollback: {max_time: 79s}}}}",
    ),
)
