"""The replicas cannot reach the promised availability.

## What it finds
The availability objective exceeds 1 - (1 - a)^n for the declared availability a of one replica and the
fewest replicas n; a single replica without a declared a is taken to reach 99.9 %.

## Why it matters
The promise is broken by arithmetic, before the first fault.

## What to do
Keep more replicas, in more than one zone, or promise less.

## Source
Reliability of parallel systems; failures are taken to be independent, which flatters.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.availability import downtime_seconds, reach_of, replicas_for, unreachable
from mlsys.ir.system import System
from mlsys.ir.wording import duration, percent, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_LEAST: Route = ("infra", "serving", "replicas", "min")


def _check(system: System) -> Iterator[Finding]:
    reach = reach_of(system.spec)
    if reach is None:
        return
    for name in unreachable(system.spec):
        slo = system.spec.requirements.reliability.slos[name]
        replicas, each = plural(reach.replicas, "replica"), percent(reach.each)
        needed = replicas_for(slo.objective, reach.each)
        assumed = " (assumed; declare `per_replica.availability`)" if reach.assumed else ""
        allowed = duration(round(downtime_seconds(slo.objective, slo.window.seconds)))
        yield Finding(
            route=("requirements", "reliability", "slos", name, "objective"),
            message=f"{percent(slo.objective)} cannot be reached with {replicas} of {each}",
            note=f"1 - (1 - {each})^{reach.replicas} = {percent(round(reach.together, 7))}{assumed}; "
            f"the objective allows {allowed} in {slo.window}",
            help=f"keep at least {needed} replicas in 2 zones" if needed else "promise less",
            related=(Related(_LEAST, f"at least {replicas}"),),
            fix=Fix(f"keep {needed} replicas", (SetValue(_LEAST, str(needed)),)) if needed else None,
        )


RULE = Rule(
    code="MLS502",
    name="replicas-cannot-reach-availability",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("infra.serving.replicas.min",),
    check=_check,
    good=examples("requirements: {reliability: {slos: {availability: {objective: 99.9%}}}}"),
    bad=examples("infra: {serving: {replicas: {per_replica: {availability: 85%}}}}"),
)
