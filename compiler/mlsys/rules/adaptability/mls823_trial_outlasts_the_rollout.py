"""A trial lasts longer than the time that is planned for a rollout.

## What it finds
`canary.duration`, or `watch`, above `requirements.adaptability.retrain.rollout`. One that lasts until the
next model comes is MLS811's.

## Why it matters
How old the model may become is reckoned with `rollout`; a trial that takes longer makes every model older
than was promised.

## What to do
Raise `rollout`, or shorten the trial.

## Source
Staleness of a model is the sum of the stages between a row and the answer that knows it (decision 0084).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.rollout import GRADUAL
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    deployment, retrain = system.spec.deployment, system.spec.requirements.adaptability.retrain
    rollout = retrain.rollout if retrain is not None else None
    if retrain is None or rollout is None or deployment.strategy not in GRADUAL:
        return
    next_model = retrain.cadence.seconds if retrain.cadence is not None else math.inf
    canary = deployment.canary
    stages: tuple[tuple[Route, object], ...] = (
        (("deployment", "canary", "duration"), canary.duration if canary is not None else None),
        (("deployment", "watch"), deployment.watch),
    )
    for route, length in stages:
        seconds = getattr(length, "seconds", 0.0)
        if rollout.seconds < seconds <= next_model:
            yield Finding(
                route=route,
                message=f"a trial of {length} is not over within the {rollout} of `rollout`",
                help=f"write `rollout: {length}`, or let the trial be shorter",
                related=(Related(("requirements", "adaptability", "retrain", "rollout"), "the time for it"),),
            )


RULE = Rule(
    code="MLS823",
    name="trial-outlasts-the-rollout",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "{deployment: {strategy: canary, canary: {share: 5%, duration: 6h}}, "
        "requirements: {adaptability: {retrain: {rollout: 6h}}}}",
        "deployment: {strategy: canary, canary: {share: 5%, duration: 31d}}",
        "{deployment: {strategy: rolling}, requirements: {adaptability: {retrain: {rollout: 1h}}}}",
    ),
    bad=examples(
        "{deployment: {strategy: canary, canary: {share: 5%, duration: 7h}}, "
        "requirements: {adaptability: {retrain: {rollout: 6h}}}}",
        "deployment: {strategy: canary, canary: {share: 5%, duration: 30d}}",
        "{deployment: {strategy: blue_green, watch: 7h}, "
        "requirements: {adaptability: {retrain: {rollout: 6h}}}}",
    ),
)
