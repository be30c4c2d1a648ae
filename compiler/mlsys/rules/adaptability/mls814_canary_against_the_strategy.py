"""The strategy of releases and what is declared beside it contradict each other.

## What it finds
`strategy: canary` or `shadow` without `canary`, a `canary` or `watch` beside another strategy, and
`max_flips` of answers that are given.

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
    if deployment.strategy in ("canary", "shadow") and deployment.canary is None:
        yield Finding(
            route=("deployment", "strategy"),
            message=f"`strategy: {deployment.strategy}` says neither how many requests nor for how long",
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
    elif deployment.canary is not None and deployment.canary.max_flips and deployment.strategy != "shadow":
        yield Finding(
            route=("deployment", "canary", "max_flips"),
            anchor=Anchor.KEY,
            message="only copies are answered twice, the calls of a canary once",
            help="leave it out, or write `strategy: shadow`",
            related=(Related(("deployment", "strategy"), "the strategy"),),
        )
    if deployment.watch is not None and deployment.strategy != "blue_green":
        yield Finding(
            route=("deployment", "watch"),
            anchor=Anchor.KEY,
            message=f"`strategy: {deployment.strategy}` keeps no old release to go back to",
            help="leave it out, or write `strategy: blue_green`",
            related=(Related(("deployment", "strategy"), "the strategy"),),
        )


RULE = Rule(
    code="MLS814",
    name="canary-against-the-strategy",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "deployment: {strategy: canary, canary: {share: 5%, duration: 2h}}",
        "deployment: {strategy: shadow, canary: {share: 5%, duration: 2h, max_flips: 2%}}",
        "deployment: {strategy: blue_green, watch: 1h}",
    ),
    bad=examples(
        "deployment: {strategy: canary}",
        "deployment: {strategy: shadow}",
        "deployment: {canary: {share: 5%, duration: 2h}}",
        "deployment: {strategy: canary, canary: {share: 5%, duration: 2h, max_flips: 2%}}",
        "deployment: {strategy: rolling, watch: 1h}",
    ),
)
