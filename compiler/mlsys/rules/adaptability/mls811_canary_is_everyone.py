"""The canary is the release.

## What it finds
A canary that gets half of the traffic or more, or that lasts longer than the time between two trainings.

## Why it matters
A fault that a canary is to find has then already met everybody. One that lasts until the next model comes
never ends.

## What to do
Begin with a few percent, for hours or days.

## Source
Google SRE workbook, chapter 16 (canarying releases).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples

_MOST = 0.5


def _check(system: System) -> Iterator[Finding]:
    canary, retrain = system.spec.deployment.canary, system.spec.requirements.adaptability.retrain
    if system.spec.deployment.strategy != "canary" or canary is None:
        return
    if canary.share >= _MOST:
        yield Finding(
            route=("deployment", "canary", "share"),
            message=f"a canary with {percent(canary.share)} of the traffic is a release",
            help="write a few percent, such as 5%",
        )
    cadence = retrain.cadence if retrain is not None else None
    if cadence is not None and canary.duration.seconds > cadence.seconds:
        yield Finding(
            route=("deployment", "canary", "duration"),
            message=f"a canary of {canary.duration} is not over when the next model comes after {cadence}",
            help=f"let it last much less than {cadence}",
            related=(Related(("requirements", "adaptability", "retrain", "cadence"), f"every {cadence}"),),
        )


RULE = Rule(
    code="MLS811",
    name="canary-is-everyone",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "deployment: {strategy: canary, canary: {share: 49%, duration: 1h}}",
        "deployment: {strategy: canary, canary: {share: 5%, duration: 30d}}",
    ),
    bad=examples(
        "deployment: {strategy: canary, canary: {share: 50%, duration: 1h}}",
        "deployment: {strategy: canary, canary: {share: 5%, duration: 31d}}",
    ),
)
