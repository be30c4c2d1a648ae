"""What the declared capacity costs a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import money, number, plural

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE = "730 hours a month (365 days x 24 hours / 12)"
HOURS_PER_MONTH = 730


def monthly(units: float, price_per_hour: float, hours_per_month: float = HOURS_PER_MONTH) -> float:
    """Return the cost a month of units that run ``hours_per_month`` at a price per unit and hour."""
    return units * price_per_hour * hours_per_month


def units_within(budget_per_month: float, price_per_hour: float) -> int:
    """Return the units that a monthly budget can keep running all the time."""
    return int(budget_per_month / (price_per_hour * HOURS_PER_MONTH))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the declared capacity costs a month at most, all in one currency."""

    serving: float
    training: float
    fixed: float
    currency: str
    replicas: int
    """The number of replicas that was priced."""

    @property
    def total(self) -> float:
        """The sum a month."""
        return self.serving + self.training + self.fixed

    @property
    def working(self) -> str:
        """The sum in words: ``8 replicas × 0.05 USD/h × 730 h = 292 USD/month``."""
        price = self.serving / self.replicas / HOURS_PER_MONTH
        text = f"{plural(self.replicas, 'replica')} × {number(price)} {self.currency}/h × {HOURS_PER_MONTH} h"
        for amount, name in ((self.training, "training"), (self.fixed, "fixed costs")):
            text += f" + {money(amount, self.currency)} {name}" if amount else ""
        return f"{text} = {money(self.total, self.currency)}/month"


def estimate(spec: MLSystem, replicas: int | None = None) -> Estimate | None:
    """Return the monthly cost of ``replicas`` (by default the declared most) running all the time.

    ``None`` when no price or no number of replicas is declared, or the currencies differ.
    """
    cost = spec.infra.cost
    count = replicas or spec.infra.serving.replicas.max or spec.infra.serving.replicas.min
    price = cost.per_replica_hour
    others = {part.currency for part in (cost.per_training_hour, cost.fixed) if part is not None}
    if price is None or not count or others - {price.currency}:
        return None
    return Estimate(
        serving=monthly(count, price.amount),
        training=_training(spec),
        fixed=cost.fixed.per("month") if cost.fixed else 0.0,
        currency=price.currency,
        replicas=count,
    )


def _training(spec: MLSystem) -> float:
    price, retrain = spec.infra.cost.per_training_hour, spec.requirements.adaptability.retrain
    if price is None or retrain is None or retrain.duration is None or retrain.cadence is None:
        return 0.0
    models = spec.requirements.scalability.models
    each = models.count if models.sharing == "separate" else 1
    runs = HOURS_PER_MONTH * 3600 / retrain.cadence.seconds
    return price.amount * retrain.duration.seconds / 3600 * runs * each


def derive(system: System) -> Iterator[Derivation]:
    """Yield the most that the declared capacity can cost a month, and how much of it the budget pays for."""
    spec = system.spec
    found = estimate(spec)
    if found is not None:
        yield Derivation(
            id="cost.monthly",
            value=found.total,
            unit=f"{found.currency}/month",
            summary="Cost a month when every allowed replica runs all the time.",
            working=found.working,
            inputs=(("infra", "cost"), ("infra", "serving", "replicas", "max")),
            source=SOURCE,
        )
    if spec.task.prediction.mode == "online":
        yield from _affordable(spec)


def _affordable(spec: MLSystem) -> Iterator[Derivation]:
    one, price, budget = estimate(spec, replicas=1), spec.infra.cost.per_replica_hour, spec.infra.cost.max
    if one is None or price is None or budget is None or budget.currency != one.currency or not price.amount:
        return
    others = one.training + one.fixed
    whole = number(budget.per("month"))
    left = f"({whole} - {number(others)})" if others else whole
    each = f"({price}/h × {HOURS_PER_MONTH} h)"
    count = max(units_within(budget.per("month") - others, price.amount), 0)
    yield Derivation(
        id="cost.affordable_replicas",
        value=count,
        unit="replicas",
        summary="Replicas that the budget can keep running all the time.",
        working=f"{left} {one.currency}/month / {each} → {plural(count, 'replica')}",
        inputs=(("infra", "cost"),),
        source=SOURCE,
    )
    if others:
        parts = ((one.training, "training"), (one.fixed, "fixed costs"))
        yield Derivation(
            id="cost.beside_replicas",
            value=others,
            unit=f"{one.currency}/month",
            summary="Cost a month that does not depend on the number of replicas.",
            working=" + ".join(f"{money(amount, one.currency)} {name}" for amount, name in parts if amount),
            inputs=(("infra", "cost"),),
            source=SOURCE,
        )
