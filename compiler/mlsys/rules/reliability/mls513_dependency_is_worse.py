"""The service promises more than what it stands on.

## What it finds
The availability objective exceeds the product of the availabilities of its dependencies.

## Why it matters
A service that cannot answer without a feature store of 99.9 % is down whenever the store is.

## What to do
Cache what the dependency delivers, answer without it, or promise less.

## Source
Treynor et al., The Calculus of Service Availability (ACM Queue 2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.availability import serial
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    reliability = system.spec.requirements.reliability
    needed = {name: part for name, part in reliability.dependencies.items() if not part.cached}
    if not needed:
        return
    reach = serial(part.availability for part in needed.values())
    weakest = min(needed, key=lambda name: needed[name].availability)
    for name, slo in reliability.slos.items():
        if slo.sli == "availability" and slo.objective > reach:
            terms = " × ".join(percent(part.availability) for part in needed.values())
            yield Finding(
                route=("requirements", "reliability", "slos", name, "objective"),
                message=(
                    f"{percent(slo.objective)} on dependencies that reach {percent(round(reach, 7))} together"
                ),
                note=f"{terms} = {percent(round(reach, 7))}",
                help=f"cache `{weakest}` (`cached: true`), answer without it, or promise less",
                related=(
                    Related(
                        ("requirements", "reliability", "dependencies", weakest, "availability"),
                        "the weakest",
                    ),
                ),
            )


RULE = Rule(
    code="MLS513",
    name="dependency-is-worse",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("requirements.reliability.dependencies",),
    check=_check,
    good=(
        *examples("requirements: {reliability: {dependencies: {feature_store: {availability: 99.99%}}}}"),
        *examples("requirements: {reliability: {dependencies: {feature_store: {availability: 99.9%}}}}"),
    ),
    bad=examples("requirements: {reliability: {dependencies: {feature_store: {availability: 99.5%}}}}"),
)
