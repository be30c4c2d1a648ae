"""Today's traffic is beyond what is planned for.

## What it finds
More requests now than at most expected, or more zones than replicas.

## Why it matters
Replicas, costs and the load test are derived from the expectation, which is already wrong. A zone without a
replica serves nobody.

## What to do
Correct the expectation; keep a replica in each zone.

## Source
Google SRE book, chapter 18 (capacity planning).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    traffic, serving = system.spec.requirements.scalability.traffic, system.spec.infra.serving
    now, planned = traffic.now, traffic.expected.high if traffic.expected is not None else None
    if now is not None and planned is not None and now.per_second > planned.per_second:
        yield Finding(
            route=("requirements", "scalability", "traffic", "now"),
            message=f"{now} now, and at most {planned} are expected",
            help="correct one of the two",
            related=(Related(("requirements", "scalability", "traffic", "expected"), "the expectation"),),
        )
    most = serving.replicas.max
    if most is not None and serving.zones is not None and serving.zones > most:
        yield Finding(
            route=("infra", "serving", "zones"),
            message=f"{serving.zones} zones for at most {plural(most, 'replica')}",
            help=f"spread over at most {most} zones",
            related=(Related(("infra", "serving", "replicas", "max"), f"at most {most}"),),
        )


RULE = Rule(
    code="MLS621",
    name="traffic-beyond-expectation",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("requirements: {scalability: {traffic: {now: 3M/day}}}", "infra: {serving: {zones: 8}}"),
    bad=examples("requirements: {scalability: {traffic: {now: 3100k/day}}}", "infra: {serving: {zones: 9}}"),
)
