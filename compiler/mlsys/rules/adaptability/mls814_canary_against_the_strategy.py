"""The strategy of releases and the declared canary contradict each other.

## What it finds
`strategy: canary` without `canary`, and a `canary` beside another strategy.

## Why it matters
A canary without a share and a duration is no canary; one beside `rolling` is never made, although somebody
relies on it.

## What to do
Declare both, or neither.

## Source
Google SRE workbook, chapter 16 (canarying releases).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    deployment = system.spec.deployment
    if deployment.strategy == "canary" and deployment.canary is None:
        yield Finding(
            route=("deployment", "strategy"),
            message="`strategy: canary` says neither how many requests nor for how long",
            help="add `canary: {share: 5%, duration: 2h}`",
        )
    elif deployment.strategy not in ("canary", "shadow") and deployment.canary is not None:
        yield Finding(
            route=("deployment", "canary"),
            anchor=Anchor.KEY,
            message=f"`strategy: {deployment.strategy}` makes no canary",
            help="write `strategy: canary`, or leave `canary` out",
            related=(Related(("deployment", "strategy"), "the strategy"),),
        )


RULE = Rule(
    code="MLS814",
    name="canary-against-the-strategy",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("deployment: {strategy: canary, canary: {share: 5%, duration: 2h}}"),
    bad=examples(
        "deployment: {strategy: canary}",
        "deployment: {canary: {share: 5%, duration: 2h}}",
    ),
)
