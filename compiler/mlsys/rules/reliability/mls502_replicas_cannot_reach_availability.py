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
from mlsys.ir.availability import downtime_seconds, parallel, replicas_for
from mlsys.ir.system import System
from mlsys.ir.wording import duration, percent, plural
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_SINGLE = 0.999


def _check(system: System) -> Iterator[Finding]:
    replicas = system.spec.infra.serving.replicas
    least, own = replicas.min, replicas.per_replica.availability
    if least is None or least == 0 or (own is None and least > 1):
        return
    each = _SINGLE if own is None else own
    reach = parallel(each, least)
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli != "availability" or slo.objective <= reach:
            continue
        needed = replicas_for(slo.objective, each)
        assumed = "" if own is not None else " (assumed; declare `per_replica.availability`)"
        yield Finding(
            route=("requirements", "reliability", "slos", name, "objective"),
            message=(
                f"{percent(slo.objective)} cannot be reached with {plural(least, 'replica')} of "
                f"{percent(each)}"
            ),
            note=f"1 - (1 - {percent(each)})^{least} = {percent(round(reach, 7))}{assumed}; the "
            "objective allows "
            f"{duration(round(downtime_seconds(slo.objective, slo.window.seconds)))} in {slo.window}",
            help=f"keep at least {needed} replicas in 2 zones" if needed else "promise less",
            related=(
                Related(("infra", "serving", "replicas", "min"), f"at least {plural(least, 'replica')}"),
            ),
            fix=Fix(
                f"keep {needed} replicas", (SetValue(("infra", "serving", "replicas", "min"), str(needed)),)
            )
            if needed
            else None,
        )


RULE = Rule(
    code="MLS502",
    name="replicas-cannot-reach-availability",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("infra.serving.replicas.min",),
    check=_check,
    good=Example("requirements: {reliability: {slos: {availability: {objective: 99.9%}}}}"),
    bad=Example("infra: {serving: {replicas: {per_replica: {availability: 85%}}}}"),
)
