"""The declared capacity costs more than the budget.

## What it finds
The allowed replicas, training and fixed costs exceed `infra.cost.max` or `resources.compute_budget`; or the
replicas that the declared peak needs do. Then traffic and latency are part of the conflict.

## Why it matters
The autoscaler does not know the budget. The invoice does.

## What to do
Allow fewer replicas, use a smaller model or cheaper capacity, or raise the budget.

## Source
FinOps Foundation, cost forecasting.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.feasibility.capacity import excess_of
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.conflicts import told


def _check(system: System) -> Iterator[Finding]:
    conflict = excess_of(system.spec)
    if conflict is not None:
        yield told(conflict)


RULE = Rule(
    code="MLS611",
    name="over-budget",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("infra.cost.per_replica_hour",),
    check=_check,
    good=examples("infra: {cost: {per_replica_hour: 0.05 USD, max: 1k USD/month}}"),
    bad=examples("infra: {cost: {per_replica_hour: 0.05 USD, max: 200 USD/month}}"),
)
