"""A release is to be tried on calls, and there are none.

## What it finds
`strategy: canary`, `blue_green` or `shadow` of a system that answers by schedule.

## Why it matters
A batch is scored by one model; there is no traffic to share or to copy, so the release is not tried at all.

## What to do
Write `recreate`, and let `promotion.gate: champion_challenger` compare the models on the same rows.

## Source
Argo Rollouts documentation, Concepts: a strategy shifts traffic between two versions.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.rollout import GRADUAL
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    strategy, mode = system.spec.deployment.strategy, system.spec.task.prediction.mode
    if strategy in GRADUAL and mode == "batch":
        route = ("deployment", "strategy")
        yield Finding(
            route=route,
            message=f"a system that answers by schedule has no calls for `{strategy}`",
            help="write `strategy: recreate`",
            related=(Related(("task", "prediction", "mode"), "by schedule"),),
            fix=Fix("replace the model as a whole", (SetValue(route, "recreate"),)),
        )


RULE = Rule(
    code="MLS822",
    name="trial-without-calls",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("deployment: {strategy: blue_green}"),
        *examples("deployment: {strategy: recreate}", base="batch"),
    ),
    bad=examples("deployment: {strategy: blue_green}", base="batch"),
)
