"""Retries take longer than the promised latency.

## What it finds
The timeout of the model times the number of attempts exceeds the threshold of a latency objective.

## Why it matters
A request that uses its retries is late by construction, when the system is under stress already.

## What to do
Fewer retries, or a shorter timeout.

## Source
Google SRE book, chapter 22 (cascading failures).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration, plural
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    reliability = system.spec.requirements.reliability
    timeout = reliability.fallback.timeout if reliability.fallback else None
    if timeout is None:
        return
    attempts = (reliability.retries or 0) + 1
    total = timeout.seconds * attempts
    for name, slo in reliability.slos.items():
        if slo.sli == "latency" and total > slo.threshold.seconds:
            place = ("retries",) if reliability.retries else ("fallback", "timeout")
            yield Finding(
                route=("requirements", "reliability", *place),
                message=f"{plural(attempts, 'attempt')} of {timeout} take {duration(total)}, "
                f"but `{name}` promises {slo.threshold}",
                help=f"shorten the timeout to {duration(slo.threshold.seconds / attempts)} or retry less",
                related=(Related(("requirements", "reliability", "slos", name, "threshold"), "the promise"),),
            )


RULE = Rule(
    code="MLS515",
    name="retries-break-latency",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("requirements: {reliability: {retries: 1, fallback: {timeout: 50ms}}}"),
    bad=examples("requirements: {reliability: {retries: 2, fallback: {timeout: 50ms}}}"),
)
