"""Prices and budgets are in different currencies.

## What it finds
A price of a replica or of training, a fixed cost, the budget, the cost of people and the value of the
objective in more than one currency.

## Why it matters
The estimate cannot be compared with the budget, so nothing is: the check that would have found a plan too
dear is silent.

## What to do
Write them in one currency.

## Source
The arithmetic of `mlsys plan`: costs are added and compared, and not converted.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.quantities import Money, MoneyRate


def _check(system: System) -> Iterator[Finding]:
    first: tuple[Route, str] | None = None
    for route, amount in _amounts(system):
        if amount is None:
            continue
        if first is None:
            first = route, amount.currency
        elif amount.currency != first[1]:
            yield Finding(
                route=route,
                message=f"{amount.currency} here, but {first[1]} in `{format_route(first[0])}`",
                help="write them in one currency",
                related=(Related(first[0], first[1]),),
            )


def _amounts(system: System) -> Iterator[tuple[Route, Money | MoneyRate | None]]:
    spec = system.spec
    for name in ("compute_budget", "cost_per_fte"):
        yield ("resources", name), getattr(spec.resources, name)
    yield ("data", "cost"), spec.data.cost
    for name in ("max", "fixed", "per_replica_hour", "per_training_hour"):
        yield ("infra", "cost", name), getattr(spec.infra.cost, name)
    for name, goal in spec.objectives.business.items():
        yield ("objectives", "business", name, "value_per_year"), goal.value_per_year


RULE = Rule(
    code="MLS624",
    name="costs-in-two-currencies",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("resources: {cost_per_fte: 100k USD/year}"),
    bad=examples(
        "resources: {cost_per_fte: 100k EUR/year}",
        "infra: {cost: {per_replica_hour: 0.05 EUR}}",
        "data: {cost: 100 EUR/month}",
    ),
)
