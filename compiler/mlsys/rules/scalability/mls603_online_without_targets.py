"""An online service promises no speed or expects no traffic.

## What it finds
An online service without a latency objective or without declared traffic.

## Why it matters
How many replicas to run, what to load-test and when to alert all follow from these two numbers.

## What to do
Add a latency objective and `requirements.scalability.traffic`.

## Source
Google SRE book, chapter 4 (service-level objectives).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    if spec.task.prediction.mode != "online":
        return
    if all(slo.sli != "latency" for slo in spec.requirements.reliability.slos.values()):
        yield Finding(
            route=("requirements", "reliability", "slos"),
            message="an online service without a latency objective",
            help="add `slos: {latency: {sli: latency, threshold: 100ms, objective: 99%}}`",
        )
    traffic = spec.requirements.scalability.traffic
    if traffic.now is None and traffic.expected is None:
        yield Finding(
            route=("requirements", "scalability", "traffic"),
            message="an online service without expected traffic: replicas cannot be derived",
            help="add `traffic: {now: 10k/d, expected: 10k/d..100k/d, peak_factor: 3}`",
        )


RULE = Rule(
    code="MLS603",
    name="online-without-targets",
    severity=omission(Severity.DANGER),
    check=_check,
    good=examples("requirements: {scalability: {traffic: {now: 1M/d}}}"),
    bad=examples("requirements: {reliability: {slos: {latency: ~}}}"),
)
