"""Running the system costs more than it earns.

## What it finds
The declared value a year is below the declared or estimated cost of people, compute, data and serving.

## Why it matters
Most value of a cheap model with a small audience is eaten by its operation.

## What to do
Shrink people or infrastructure, widen the audience, or use the baseline.

## Source
Sculley et al., Hidden Technical Debt in Machine Learning Systems (NeurIPS 2015).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.cost import estimate
from mlsys.ir.system import System
from mlsys.ir.wording import money
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.quantities import MoneyRate


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    values = [goal.value_per_year for goal in spec.objectives.business.values() if goal.value_per_year]
    costs = _costs(system)
    if not values or not costs or len({part.currency for part in values + [c for _, c in costs]}) != 1:
        return
    value, currency = sum(part.per("year") for part in values), values[0].currency
    cost = sum(part.per("year") for _, part in costs)
    if value < cost:
        terms = " + ".join(f"{money(part.per('year'), currency)} {name}" for name, part in costs)
        yield Finding(
            route=("objectives", "business"),
            message=(
                f"expected value {money(value, currency)}/year is below the cost {money(cost, currency)}/year"
            ),
            note=f"{terms} = {money(cost, currency)}/year",
            help="shrink the infrastructure or the scope, or let the baseline do the work",
        )


def _costs(system: System) -> list[tuple[str, MoneyRate]]:
    spec = system.spec
    resources, found = spec.resources, estimate(spec)
    costs: list[tuple[str, MoneyRate]] = []
    if resources.people and resources.cost_per_fte:
        price = resources.cost_per_fte
        people = MoneyRate(resources.people.fte * price.amount, price.currency, price.period)
        costs.append(("people", people))
    if found is not None:
        costs.append(("serving and training", MoneyRate(found.total, found.currency, "month")))
    elif resources.compute_budget is not None:
        costs.append(("compute", resources.compute_budget))
    if spec.data.cost is not None and spec.data.cost.amount:
        costs.append(("data", spec.data.cost))
    return costs


RULE = Rule(
    code="MLS108",
    name="costs-more-than-it-earns",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("objectives.business",),
    check=_check,
    good=(
        *examples("objectives: {business: {churn_rate: {value_per_year: 900k USD/year}}}"),
        *examples("{infra: {cost: ~}, objectives: {business: {churn_rate: {value_per_year: 24k USD/year}}}}"),
    ),
    bad=examples("objectives: {business: {churn_rate: {value_per_year: 2k USD/year}}}"),
)
