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
from mlsys.ir.wording import number, plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_DAYS = 2
"""Hours near the peak are not all at the peak: up to so many days' traffic may be meant."""
_RECORDS = 1_000
"""Records in a request where the document sets no limit."""


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
    route: Route = ("requirements", "scalability", "traffic")
    if traffic.peak_factor and traffic.peak_hours and traffic.peak_factor * traffic.peak_hours > _DAYS * 24:
        yield Finding(
            route=(*route, "peak_hours"),
            message=f"{number(traffic.peak_hours)} hours of {number(traffic.peak_factor)} times the mean "
            "are more than a day's traffic",
            help=f"write at most {number(24 / traffic.peak_factor)} hours",
            related=(Related((*route, "peak_factor"), "the peak"),),
        )
    records, allowed = (
        traffic.records_per_request,
        system.spec.requirements.reliability.max_records or _RECORDS,
    )
    if records is not None and records > allowed:
        yield Finding(
            route=(*route, "records_per_request"),
            message=f"{number(records)} records a request on average, and at most {number(allowed)} are "
            "taken",
            help="raise `requirements.reliability.max_records`",
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
    good=(
        *examples("requirements: {scalability: {traffic: {now: 3M/d}}}", "infra: {serving: {zones: 8}}"),
        *examples(
            "requirements: {scalability: {traffic: {peak_factor: 4, peak_hours: 12}}}",
            "requirements: {scalability: {traffic: {now: 1M/d, expected: ~, records_per_request: 1000}}, "
            "reliability: {slos: {availability: ~}}}",
        ),
    ),
    bad=(
        *examples("requirements: {scalability: {traffic: {now: 3100k/d}}}", "infra: {serving: {zones: 9}}"),
        *examples(
            "requirements: {scalability: {traffic: {peak_factor: 4, peak_hours: 12.1}}}",
            "{requirements: {scalability: {traffic: {records_per_request: 1001, now: 3M/d}}, "
            "reliability: {slos: {availability: ~}}}, experiment: {traffic: 5k/d}}",
        ),
    ),
)
