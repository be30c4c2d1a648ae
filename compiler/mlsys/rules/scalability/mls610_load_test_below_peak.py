"""The load test stops short of the peak.

## What it finds
The declared load-test rate is below the declared peak.

## Why it matters
What happens between the tested rate and the peak is found out by customers.

## What to do
Test at the peak and 20 % above.

## Source
Google SRE book, chapter 17 (testing for reliability).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, RemoveEntry, Severity
from mlsys.ir.capacity import LOAD_TEST_MARGIN, load_of
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    load, test = load_of(system.spec), system.spec.requirements.scalability.load_test
    if load is None or test is None or test.rate is None or test.rate.per_second >= load.peak:
        return
    wanted = load.peak * LOAD_TEST_MARGIN
    route: Route = ("requirements", "scalability", "load_test", "rate")
    yield Finding(
        route=route,
        message=(
            f"the load test runs at {number(test.rate.per_second)} rps, the peak is {number(load.peak)} rps"
        ),
        note=f"{number(load.mean)} mean rps × {number(load.peak_factor)} = {number(load.peak)} rps",
        help=f"test at {number(wanted)} rps (peak × {LOAD_TEST_MARGIN}), or leave the rate out",
        related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
        fix=Fix("derive the rate", (RemoveEntry(route),)),
    )


RULE = Rule(
    code="MLS610",
    name="load-test-below-peak",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.load_test.rate", "requirements.scalability.traffic"),
    check=_check,
    good=examples("requirements: {scalability: {load_test: {rate: 200/s}}}"),
    bad=examples("requirements: {scalability: {load_test: {rate: 10/s}}}"),
)
