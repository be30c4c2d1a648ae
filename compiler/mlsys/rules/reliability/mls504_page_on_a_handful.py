"""A handful of errors pages someone.

## What it finds
At the declared traffic, fewer than ten errors trip the quickest page.

## Why it matters
With 10,000 requests a day and 99.9 %, six errors in an hour wake the on-call; with 99.99 %, a single one
does. Alerts on so few events are noise.

## What to do
Alert over longer windows, count over more requests, or promise less.

## Source
Google SRE workbook, chapter 5 (low-traffic services).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.burn_rates import EVENT_BASED, MIN_EVENTS, errors_to_fire, requests_for_events, windows
from mlsys.ir.system import System
from mlsys.ir.wording import count, duration, number, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    traffic = system.spec.requirements.scalability.traffic
    rate = traffic.now or (traffic.expected.low if traffic.expected else None)
    if rate is None or system.spec.task.prediction.mode != "online":
        return
    per_second = rate.per_second / (traffic.records_per_request or 1)
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli not in EVENT_BASED:
            continue
        page = windows(slo.objective, slo.window.seconds)[0]
        errors = errors_to_fire(page, per_second)
        if page.reachable and errors < MIN_EVENTS:
            few = number(max(errors, 1), 2)
            told = "1 error" if few == "1" else f"{few} errors"
            yield Finding(
                route=("requirements", "reliability", "slos", name, "objective"),
                message=f"{told} in {duration(page.long_seconds)} "
                f"{'pages' if few == '1' else 'page'} someone at {count(per_second * 86_400)} requests a day",
                note=f"{number(page.factor)} × {percent(round(1 - slo.objective, 9))} × "
                f"{count(per_second * page.long_seconds)} requests = {number(errors, 2)} "
                f"errors; {MIN_EVENTS} need "
                f"{count(requests_for_events(page) * 86_400)} requests a day",
                help="lower the objective, or count more requests",
                related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
            )


RULE = Rule(
    code="MLS504",
    name="page-on-a-handful",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.traffic", "requirements.reliability.slos"),
    check=_check,
    good=examples("requirements: {scalability: {traffic: {now: 100k/d}}}"),
    bad=examples("requirements: {scalability: {traffic: {now: 10k/d}}}"),
)
