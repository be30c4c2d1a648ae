"""Models are thrown away while they may still be asked for.

## What it finds
Artifacts are kept for a shorter time than decisions must be explainable, or than the models to roll back to
are old.

## Why it matters
The auditor asks for the model of last year, the rollback for the one before last.

## What to do
Keep artifacts longer.

## Source
EU AI Act, article 18 (documentation keeping) and article 19 (logs).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import days, duration
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    maintain, adapt = spec.requirements.maintainability, spec.requirements.adaptability
    keep = maintain.versioning.retain
    if keep is None:
        return
    wanted: list[tuple[float, str, Route]] = []
    if maintain.audit_horizon is not None:
        place: Route = ("requirements", "maintainability", "audit_horizon")
        wanted.append((maintain.audit_horizon.seconds, "decisions must be explainable", place))
    if adapt.rollback and adapt.rollback.keep and adapt.retrain and adapt.retrain.cadence:
        oldest = adapt.rollback.keep * adapt.retrain.cadence.seconds
        wanted.append((oldest, "rollback reaches back", ("requirements", "adaptability", "rollback", "keep")))
    for seconds, phrase, place in wanted:
        if keep.seconds < seconds:
            route: Route = ("requirements", "maintainability", "versioning", "retain")
            yield Finding(
                route=route,
                message=f"artifacts are kept for {keep}, but {phrase} for {duration(seconds)}",
                help=f"keep them for at least {days(seconds)}",
                related=(Related(place, f"{duration(seconds)}"),),
                fix=Fix(f"keep them for {days(seconds)}", (SetValue(route, f"{-int(-seconds // 86_400)}d"),)),
            )


RULE = Rule(
    code="MLS707",
    name="retention-too-short",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("requirements: {maintainability: {versioning: {retain: 365d}, audit_horizon: 365d}}"),
    bad=examples("requirements: {maintainability: {versioning: {retain: 100d}, audit_horizon: 365d}}"),
)
