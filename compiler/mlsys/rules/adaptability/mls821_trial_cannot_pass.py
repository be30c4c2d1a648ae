"""A release on trial is taken back however good it is.

## What it finds
A canary or shadow whose share times duration times traffic is fewer calls than show a promise to be kept when
not one of them is bad, although they are as many as `min_events`.

## Why it matters
What is undecided at the end is taken back, so no release ever passes.

## What to do
Enlarge the share, let it run longer, or let `detect` notice larger faults only.

## Source
Wald 1945, Sequential Tests of Statistical Hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.capacity import load_of
from mlsys.ir.rollout import ENOUGH, promises
from mlsys.ir.system import System
from mlsys.ir.wording import count, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    canary, load, held_to = system.spec.deployment.canary, load_of(system.spec), promises(system.spec)
    if canary is None or load is None or not held_to:
        return
    rate = load.mean if load.now is None else load.now
    seen = canary.share * canary.duration.seconds * rate
    hardest = max(held_to, key=lambda promise: promise.fewest_calls)
    if (canary.min_events or ENOUGH) <= seen < hardest.fewest_calls:
        yield Finding(
            route=("deployment", "canary"),
            message=(
                f"{count(seen)} calls are too few to show that {percent(hardest.allowed)} are bad and not "
                f"{percent(hardest.noticed)}: no release passes"
            ),
            note=(
                f"{count(hardest.fewest_calls)} calls without a bad one are needed; "
                f"{percent(canary.share)} × {canary.duration} × {count(rate * 86_400)} a day = {count(seen)}"
            ),
            help="let it run longer, give it a larger share, or raise `detect`",
            related=(Related(hardest.route, "the promise"),) if hardest.route else (),
        )


RULE = Rule(
    code="MLS821",
    name="trial-cannot-pass",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("deployment.canary", "requirements.scalability.traffic"),
    check=_check,
    good=examples(
        "requirements: {scalability: {traffic: {now: 86400/d, expected: 86400/d}}}\n"
        "deployment: {strategy: canary, canary: {share: 10%, duration: 7340s, min_events: 100}}",
        "deployment: {strategy: canary, canary: {share: 1%, duration: 106min, min_events: 100}}",
        "deployment: {strategy: canary, canary: {share: 1%, duration: 1h, min_events: 417}}",
        "deployment: {strategy: canary, canary: {share: 1.3%, duration: 2h}}",
    ),
    bad=examples(
        "requirements: {scalability: {traffic: {now: 86400/d, expected: 86400/d}}}\n"
        "deployment: {strategy: canary, canary: {share: 10%, duration: 1000s, min_events: 100}}",
        "deployment: {strategy: canary, canary: {share: 1%, duration: 105min, min_events: 700}}",
        "deployment: {strategy: shadow, canary: {share: 1%, duration: 1h, min_events: 416}}",
        "deployment: {strategy: canary, canary: {share: 1.3%, duration: 2h, detect: 1.5}}",
    ),
)
