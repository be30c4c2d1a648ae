"""A large effect is promised without an experiment.

## What it finds
A relative target above 20 % for a business metric, without a link whose evidence is an experiment.

## Why it matters
Most changes that are tested move a mature metric by a few per cent or not at all. A promise far outside
needs more than an assumption.

## What to do
Say where the number comes from, by an experiment or a reference.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 3 (Twyman's law).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.objectives import BusinessObjective

_PLAUSIBLE = 0.20


def _check(system: System) -> Iterator[Finding]:
    shown = {link.business for link in system.spec.objectives.links if link.evidence == "experiment"}
    for name, objective in system.spec.objectives.business.items():
        lift = _lift(objective)
        if lift is not None and lift > _PLAUSIBLE and name not in shown:
            yield Finding(
                route=("objectives", "business", name, "target"),
                message=(
                    f"a change of `{name}` by {about_percent(lift)} is outside what the declared "
                    "evidence supports"
                ),
                help="run an experiment first, or say where the number comes from",
            )


def _lift(objective: BusinessObjective) -> float | None:
    target, current = objective.target, objective.current
    if target is None:
        return None
    if target.relative is not None:
        return target.relative
    if target.absolute is None or current is None or not current.value:
        return None
    return abs(target.absolute.value / current.value - 1)


RULE = Rule(
    code="MLS112",
    name="implausible-lift",
    severity=always(Severity.NOTE),
    needs=Needs.ESTIMATES,
    requires=("objectives.business",),
    check=_check,
    good=(
        *examples("objectives: {business: {churn_rate: {target: {relative: 8%}}}}"),
        *examples("objectives: {business: {churn_rate: {target: {relative: 20%}}}}"),
    ),
    bad=(
        *examples("objectives: {business: {churn_rate: {target: {relative: 45%}}}}"),
        *examples("objectives: {business: {churn_rate: {target: {relative: 21%}}}}"),
    ),
)
