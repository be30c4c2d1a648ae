"""The canary sees too few requests to notice anything.

## What it finds
Share times duration times traffic leaves the canary fewer requests than `canary.min_events`, or than 1,000.

## Why it matters
On twenty requests, a release that fails one time in ten passes with a probability of 12 %.

## What to do
Enlarge the share or let it run longer.

## Source
Davidovič and Beyer, Canary Analysis Service (ACM Queue 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.capacity import load_of
from mlsys.ir.rollout import ENOUGH
from mlsys.ir.system import System
from mlsys.ir.wording import count, duration, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    canary, load = system.spec.deployment.canary, load_of(system.spec)
    if system.spec.deployment.strategy != "canary" or canary is None or load is None:
        return
    rate = load.mean if load.now is None else load.now
    seen, wanted = canary.share * canary.duration.seconds * rate, canary.min_events or ENOUGH
    if seen < wanted:
        needed = wanted / (canary.share * rate) if seen else 0.0
        yield Finding(
            route=("deployment", "canary"),
            message=f"the canary sees {count(seen)} requests, {count(wanted)} are needed to notice a fault",
            note=(
                f"{percent(canary.share)} × {canary.duration} × {count(rate * 86_400)} a day = {count(seen)}"
            ),
            help=f"let it run for {duration(-(-needed // 60) * 60)}, or give it a larger share"
            if needed
            else "give it a share of the traffic",
            related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
        )


RULE = Rule(
    code="MLS808",
    name="canary-sees-too-little",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("deployment.canary", "requirements.scalability.traffic"),
    check=_check,
    good=(
        *examples("deployment: {strategy: canary, canary: {share: 5%, duration: 1h}}"),
        *examples("deployment: {strategy: canary, canary: {share: 1.3%, duration: 2h}}"),
    ),
    bad=(
        *examples("deployment: {strategy: canary, canary: {share: 1%, duration: 5min}}"),
        *examples("deployment: {strategy: canary, canary: {share: 1%, duration: 2h}}"),
    ),
)
