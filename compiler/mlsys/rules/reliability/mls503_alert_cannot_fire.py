"""An alert on the error budget can never fire.

## What it finds
An objective so low that the quickest burn rate asks for an error ratio of 100 % or more.

## Why it matters
At an objective of 90 %, a burn of 14.4 means 144 % errors. The page is dead code, and nobody knows until
the outage that it missed.

## What to do
Raise the objective, or state it on a count that can reach it.

## Source
Google SRE workbook, chapter 5; kcp-glbc pull request 287.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.burn_rates import EVENT_BASED, reachable_floor, windows
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, number, percent
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli not in EVENT_BASED:
            continue
        dead = [row for row in windows(slo.objective, slo.window.seconds) if not row.reachable]
        if dead:
            worst = dead[0]
            yield Finding(
                route=("requirements", "reliability", "slos", name, "objective"),
                message=f"the {worst.severity} alert of `{name}` can never fire: {number(worst.factor)} × "
                f"{percent(round(1 - slo.objective, 9))} = {about_percent(worst.threshold)} errors",
                note=f"{len(dead)} of 4 burn-rate alerts over {slo.window} are unreachable",
                help=f"raise the objective above {percent(round(reachable_floor(worst.factor), 4))}",
            )


RULE = Rule(
    code="MLS503",
    name="alert-cannot-fire",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("requirements: {reliability: {slos: {latency: {objective: 99%}}}}"),
    bad=examples("requirements: {reliability: {slos: {latency: {objective: 90%}}}}"),
)
