"""The declared capacity costs more than the budget.

## What it finds
The allowed replicas, training and fixed costs exceed `infra.cost.max` or `resources.compute_budget`.

## Why it matters
The autoscaler does not know the budget. The invoice does.

## What to do
Allow fewer replicas, use a smaller model or cheaper capacity, or raise the budget.

## Source
FinOps Foundation, cost forecasting.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.cost import estimate, units_within
from mlsys.ir.system import System
from mlsys.ir.wording import money, plural
from mlsys.rules.base import Example, Finding, Needs, Rule, always


def _check(system: System) -> Iterator[Finding]:
    spec, found = system.spec, estimate(system.spec)
    if found is None:
        return
    budgets = {
        ("infra", "cost", "max"): spec.infra.cost.max,
        ("resources", "compute_budget"): spec.resources.compute_budget,
    }
    for place, budget in budgets.items():
        if budget is None or budget.currency != found.currency or found.total <= budget.per("month"):
            continue
        price = spec.infra.cost.per_replica_hour
        affordable = units_within(budget.per("month"), price.amount) if price and price.amount else 0
        yield Finding(
            route=place,
            message=f"the declared capacity costs {money(found.total, found.currency)} a month, the "
            "budget is "
            f"{money(budget.per('month'), budget.currency)}",
            note=found.working,
            help=f"allow at most {affordable} replicas, use cheaper ones, or raise the budget",
            related=(Related(("infra", "serving", "replicas", "max"), plural(found.replicas, "replica")),),
        )
        return


RULE = Rule(
    code="MLS611",
    name="over-budget",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("infra.cost.per_replica_hour",),
    check=_check,
    good=Example("infra: {cost: {per_replica_hour: 0.05 USD, max: 1k USD/month}}"),
    bad=Example("infra: {cost: {per_replica_hour: 0.05 USD, max: 200 USD/month}}"),
)
