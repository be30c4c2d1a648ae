"""The peak needs more replicas than are allowed.

## What it finds
By what a replica was measured to answer (`per_replica.measured`), or else by Little's law, the declared peak
needs more replicas than `infra.serving.replicas.max`. Where the budget does not pay for them either, it is
part of the same finding, for raising the maximum alone would not help.

## Why it matters
Beyond its capacity a service does not get slower by a little: the queue grows without end.

## What to do
Raise the maximum, make the model faster, or let each replica work on more requests. The finding names each
single change that is enough, with its number.

## Source
Little's law (Operations Research 9, 1961).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.feasibility.capacity import shortfall_of
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.conflicts import told


def _check(system: System) -> Iterator[Finding]:
    conflict = shortfall_of(system.spec)
    if conflict is not None:
        yield told(conflict)


RULE = Rule(
    code="MLS605",
    name="too-few-replicas",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.traffic", "infra.serving.replicas.per_replica"),
    check=_check,
    good=examples(
        "infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: 20ms}}}}",
        "infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: ~, measured: 100/s}}}}",
    ),
    bad=examples(
        "{infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: 99ms}}}}, "
        "requirements: {reliability: {fallback: {timeout: ~}}}}",
        "infra: {serving: {replicas: {max: 8, per_replica: {mean_latency: ~, measured: 10/s}}}}",
    ),
)
