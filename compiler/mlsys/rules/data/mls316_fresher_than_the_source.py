"""A feature is to be fresher than its source.

## What it finds
The `freshness` of a feature is shorter than the time between updates at its source.

## Why it matters
The promise is broken between any two loads, and the freshness alert fires every day until somebody silences
it.

## What to do
Load more often, take another source, or accept an older value.

## Source
Google SRE workbook, chapter 13 (data freshness).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    default = system.spec.data.refresh
    for feature in system.features.values():
        wanted, update = feature.spec.freshness, feature.spec.refresh or default
        if wanted is not None and update is not None and wanted.seconds < update.seconds:
            place: Route = (*feature.route, "refresh") if feature.spec.refresh else ("data", "refresh")
            yield Finding(
                route=(*feature.route, "freshness"),
                message=(
                    f"`{feature.name}` must be at most {wanted} old, but its source is updated every {update}"
                ),
                help="load more often, take another source, or accept an older value",
                related=(Related(place, f"every {update}"),),
            )


RULE = Rule(
    code="MLS316",
    name="fresher-than-the-source",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("data: {refresh: 1d, features: {spend: {freshness: 2d}}}"),
        *examples("data: {refresh: 1d, features: {spend: {freshness: 1d}}}"),
    ),
    bad=examples("data: {refresh: 1d, features: {spend: {freshness: 1min}}}"),
)
