"""A family of models that is unknown, or made for another task.

## What it finds
A name in `model.family` that is no known family, or a known one that cannot learn this type of task.

## Why it matters
Training would fail on its first line, or quietly leave the family out of the comparison.

## What to do
Correct the spelling, or choose a family for the task; `model.x-…` keeps notes on models of your own.

## Source
scikit-learn user guide, choosing the right estimator.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.diagnostics.suggest import closest
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.families import families_for


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    kinds = {task.type, task.downstream.task} if task.downstream else {task.type}
    fitting = [family.name for kind in sorted(kinds) for family in families_for(kind, system.families)]
    for index, name in enumerate(system.spec.model.family):
        known = system.families.get(name)
        route = ("model", "family", index)
        if known is None:
            match = closest(name, system.families)
            yield Finding(
                route=route,
                message=f"`{name}` is not a known family of models",
                help=f"did you mean `{match}`?" if match else f"use {listing(fitting[:6], 'or')}",
                fix=Fix(f"write {match}", (SetValue(route, match),)) if match else None,
            )
        elif kinds.isdisjoint(known.tasks):
            yield Finding(
                route=route,
                message=f"`{name}` cannot learn a {task.type} task",
                help=f"use {listing(fitting[:6], 'or')}" if fitting else "leave it out",
                note=f"it is for {listing(sorted(known.tasks))}",
                related=(Related(("task", "type"), "the type of the task"),),
            )


RULE = Rule(
    code="MLS226",
    name="unknown-family",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("model: {family: [logistic_regression]}"),
    bad=examples("model: {family: [logistic_regresion]}"),
)
