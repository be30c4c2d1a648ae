"""The window of an objective has no published burn-rate table.

## What it finds
An objective on requests over a window other than 7, 28 or 30 days.

## Why it matters
The windows and factors of the alerts are scaled from the 30-day table; they work, but nobody has experience
with them.

## What to do
Use 28d (whole weeks), 30d or 7d; or keep it and check the alerts that are generated.

## Source
Google SRE workbook, chapter 5; the tables that Sloth ships.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.burn_rates import EVENT_BASED, TABLES
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli in EVENT_BASED and slo.window.days not in TABLES:
            yield Finding(
                route=("requirements", "reliability", "slos", name, "window"),
                message=f"there is no published burn-rate table for {slo.window}; the 30-day table is scaled",
                help="use 28d, 30d or 7d",
            )


RULE = Rule(
    code="MLS512",
    name="unusual-window",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("requirements: {reliability: {slos: {latency: {window: 28d}}}}"),
    bad=examples("requirements: {reliability: {slos: {latency: {window: 14d}}}}"),
)
