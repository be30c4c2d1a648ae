"""Data leave the regions where they must stay.

## What it finds
`infra.region` or `data.region` is not among `requirements.constraints.privacy.regions`.

## Why it matters
Personal data that are copied to another jurisdiction for a training are there for good.

## What to do
Move the workload, or extend the regions with the lawyer.

## Source
GDPR, chapter V (transfers to third countries).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    allowed = spec.requirements.constraints.privacy.regions
    if not allowed:
        return
    places: dict[Route, str | None] = {
        ("infra", "region"): spec.infra.region,
        ("data", "region"): spec.data.region,
    }
    for route, region in places.items():
        if region is not None and region not in allowed:
            yield Finding(
                route=route,
                message=f"`{region}` is outside the allowed {'region' if len(allowed) == 1 else 'regions'} "
                f"{listing(allowed)}",
                help=f"use {listing(allowed, 'or')}",
                related=(
                    Related(("requirements", "constraints", "privacy", "regions"), "the allowed regions"),
                ),
            )


RULE = Rule(
    code="MLS924",
    name="outside-residency",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("infra: {region: eu-west-1}"),
    bad=examples("infra: {region: us-east-1}"),
)
