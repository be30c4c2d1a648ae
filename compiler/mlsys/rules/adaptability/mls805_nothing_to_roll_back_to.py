"""A bad release cannot be undone.

## What it finds
No rollback, one without a time, or fewer than two models kept.

## Why it matters
The first bad model finds everybody unprepared, with nothing to go back to.

## What to do
Keep at least two earlier models and promise a time; the generated drill checks it.

## Source
ML Test Score, item Infrastructure 7: models can be quickly and safely rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    rollback = system.spec.requirements.adaptability.rollback
    route: Route = ("requirements", "adaptability", "rollback")
    if rollback is None:
        yield Finding(
            route=route,
            message="nothing says how a bad release is undone",
            help="add `rollback: {max_time: 5min, keep: 3}`",
        )
        return
    if rollback.keep is None or rollback.keep < 2:
        kept = (
            "how many models are kept is open"
            if rollback.keep is None
            else f"{plural(rollback.keep, 'model')} kept"
        )
        yield Finding(route=(*route, "keep"), message=f"{kept}: too few to roll back", help="keep at least 2")
    if rollback.max_time is None:
        yield Finding(
            route=(*route, "max_time"),
            message="a rollback has no time limit",
            help="add `max_time: 5min`",
        )


RULE = Rule(
    code="MLS805",
    name="nothing-to-roll-back-to",
    severity=omission(Severity.DANGER),
    check=_check,
    good=(
        *examples("requirements: {adaptability: {rollback: {max_time: 5min, keep: 3}}}"),
        *examples("requirements: {adaptability: {rollback: {max_time: 5min, keep: 2}}}"),
    ),
    bad=examples("requirements: {adaptability: {rollback: {max_time: 5min, keep: 1}}}"),
)
