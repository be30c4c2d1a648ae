"""A new model replaces the old one without being compared with it.

## What it finds
Automatic promotion whose gate is not `champion_challenger`.

## Why it matters
A model can pass every declared gate and still be worse than the one that serves.

## What to do
Write `gate: champion_challenger`, or let a person promote.

## Source
Huyen, Designing Machine Learning Systems, chapter 9 (test in production).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    promotion = system.spec.deployment.promotion
    if promotion.mode != "automatic" or promotion.gate == "champion_challenger":
        return
    route: Route = ("deployment", "promotion", "gate")
    what = (
        "unconditionally" if promotion.gate == "none" else "without being compared with the one that serves"
    )
    yield Finding(
        route=route if system.declared(route) else ("deployment", "promotion"),
        message=f"`gate: {promotion.gate}` lets a new model replace the old one {what}",
        help="write `gate: champion_challenger`",
        related=(Related(("deployment", "promotion", "mode"), "nobody looks"),),
        fix=Fix(
            "compare with the model that serves",
            (SetValue(route, "champion_challenger"),)
            if system.declared(route)
            else (AddEntry(route[:-1], "gate", "champion_challenger"),),
        ),
    )


RULE = Rule(
    code="MLS803",
    name="promotion-without-comparison",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("deployment: {promotion: {mode: automatic, gate: champion_challenger}}"),
    bad=examples("deployment: {promotion: {mode: automatic, gate: none}}"),
)
