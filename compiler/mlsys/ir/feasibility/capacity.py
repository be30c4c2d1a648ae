"""Traffic and latency against the replicas that are allowed and paid for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys.ir import cost
from mlsys.ir.capacity import Load, load_of, rate_of, replicas_for, working
from mlsys.ir.feasibility.conflict import (
    Change,
    Claim,
    Conflict,
    budget_text,
    cheapest_first,
    duration_change,
)
from mlsys.ir.wording import duration, money, number, percent, plural
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.spec.quantities import MoneyRate
    from mlsys.spec.root import MLSystem

_REPLICAS: Final[Route] = ("infra", "serving", "replicas")
_PER_REPLICA: Final[Route] = (*_REPLICAS, "per_replica")
_TRAFFIC: Final[Route] = ("requirements", "scalability", "traffic")
_PRICE: Final[Route] = ("infra", "cost", "per_replica_hour")
_HIGHEST_UTILISATION: Final = 0.9
"""Above it queues grow so long that mean latency says nothing any more."""


@dataclass(frozen=True, slots=True)
class Purse:
    """The tightest budget, and how many replicas it pays for."""

    route: Route
    budget: MoneyRate
    replicas: int
    others: float
    """What is spent a month on other things than replicas."""
    price: float
    """Of a replica and hour."""

    @property
    def per_month(self) -> float:
        """The budget a month."""
        return self.budget.per("month")

    def total(self, replicas: int) -> float:
        """Return what ``replicas`` and everything else cost a month."""
        return self.others + cost.monthly(replicas, self.price)


def purse_of(spec: MLSystem) -> Purse | None:
    """Return the tightest budget with a known price, or ``None``."""
    one, price = cost.estimate(spec, replicas=1), spec.infra.cost.per_replica_hour
    if one is None or price is None or price.amount <= 0:
        return None
    budgets: dict[Route, MoneyRate | None] = {
        ("infra", "cost", "max"): spec.infra.cost.max,
        ("resources", "compute_budget"): spec.resources.compute_budget,
    }
    known = [(b.per("month"), route, b) for route, b in budgets.items() if b and b.currency == one.currency]
    if not known:
        return None
    amount, route, budget = min(known, key=lambda item: item[0])
    others = one.training + one.fixed
    return Purse(
        route, budget, max(cost.units_within(amount - others, price.amount), 0), others, price.amount
    )


@dataclass(frozen=True, slots=True)
class Squeeze:
    """A peak that needs more replicas than may run, or than the budget pays for."""

    load: Load
    needed: int
    most: int | None
    """The declared maximum, if it is too small."""
    purse: Purse | None
    """The budget, if it is too small."""

    @property
    def available(self) -> int:
        """How many replicas there can be."""
        found = [self.most] if self.most is not None else []
        return min([*found, self.purse.replicas] if self.purse is not None else found)


def squeeze_of(spec: MLSystem) -> Squeeze | None:
    """Return by what the peak is squeezed; ``None`` when it is not, or when traffic or latency is open."""
    load = load_of(spec)
    needed = replicas_for(spec, load.peak) if load else None
    if load is None or needed is None or spec.task.prediction.mode != "online":
        return None
    most, purse = spec.infra.serving.replicas.max, purse_of(spec)
    found = Squeeze(
        load,
        needed,
        most if most is not None and needed > most else None,
        purse if purse is not None and needed > purse.replicas else None,
    )
    return None if found.most is None and found.purse is None else found


def shortfall_of(spec: MLSystem) -> Conflict | None:
    """Return the conflict between the peak and the replicas that may run; the budget may be in it too."""
    found = squeeze_of(spec)
    if found is None or found.most is None:
        return None
    message = (
        f"the peak of {number(found.load.peak)} rps needs {found.needed} replicas, at most {found.most} are "
        "allowed"
    )
    claims = [Claim((*_REPLICAS, "max"), f"at most {found.most}"), *_demands(spec, found.load)]
    changes = _lighter(spec, found)
    purse = purse_of(spec)
    if found.purse is not None:
        message += f" and the budget pays for {found.purse.replicas}"
        claims += [Claim(found.purse.route, _a_month(found.purse)), *_prices(spec)]
    else:
        roomy = found.needed + 1 if purse is None or found.needed < purse.replicas else found.needed
        changes.append(Change((*_REPLICAS, "max"), str(roomy), found.most, roomy))
    return Conflict(message, tuple(claims), _working(spec, found), cheapest_first(changes))


def excess_of(spec: MLSystem) -> Conflict | None:
    """Return the conflict between the budget and the replicas that the peak needs or that are allowed.

    ``None`` where `shortfall_of` tells it, with the maximum that is in the way too.
    """
    purse, squeeze, declared = purse_of(spec), squeeze_of(spec), cost.estimate(spec)
    if purse is None or (squeeze is not None and squeeze.most is not None):
        return None
    if squeeze is not None:
        return _needed_too_dear(spec, squeeze, purse, declared)
    return _allowed_too_dear(spec, purse, declared) if declared is not None else None


def _needed_too_dear(
    spec: MLSystem, squeeze: Squeeze, purse: Purse, declared: cost.Estimate | None
) -> Conflict:
    """Return the conflict of a budget with traffic and latency, whatever the maximum is."""
    count = declared.replicas if declared is not None else squeeze.needed
    count = max(count, squeeze.needed)
    changes = [_budget(purse, purse.total(count)), _cheaper(spec, purse, count)]
    replicas = spec.infra.serving.replicas
    affordable = replicas.max is None and (replicas.min or 0) <= purse.replicas
    if affordable:  # else the replicas that are declared cost too much, whatever each of them does
        changes += _lighter(spec, squeeze)
    what = "the declared capacity costs" if declared is not None else "what the peak needs costs"
    return Conflict(
        f"{what} {money(purse.total(count), purse.budget.currency)} a month, the budget is {_amount(purse)}",
        (Claim(purse.route, _a_month(purse)), *_demands(spec, squeeze.load), *_prices(spec)),
        f"{declared.working}; {_working(spec, squeeze)}" if declared else _working(spec, squeeze),
        cheapest_first(changes),
    )


def _allowed_too_dear(spec: MLSystem, purse: Purse, declared: cost.Estimate) -> Conflict | None:
    """Return the conflict of a budget with the maximum alone: the peak, if it is known, needs less."""
    if declared.total <= purse.per_month:
        return None
    where = (*_REPLICAS, "max" if spec.infra.serving.replicas.max else "min")
    changes: list[Change | None] = [
        _budget(purse, declared.total),
        _cheaper(spec, purse, declared.replicas),
    ]
    if (spec.infra.serving.replicas.min or 0) <= purse.replicas or where[-1] == "min":
        changes.append(Change(where, str(purse.replicas), declared.replicas, purse.replicas))
    return Conflict(
        f"the declared capacity costs {money(declared.total, declared.currency)} a month, the budget is "
        f"{_amount(purse)}",
        (
            Claim(purse.route, _a_month(purse)),
            Claim(where, plural(declared.replicas, "replica")),
            *_prices(spec),
        ),
        declared.working,
        cheapest_first(changes),
    )


def _amount(purse: Purse) -> str:
    return money(purse.per_month, purse.budget.currency)


def _a_month(purse: Purse) -> str:
    return f"{_amount(purse)} a month"


def _working(spec: MLSystem, found: Squeeze) -> str:
    text = working(spec, found.load) + (", peak factor assumed" if found.load.assumed_factor else "")
    if found.purse is None:
        return text
    price = money(found.purse.total(found.needed), found.purse.budget.currency)
    return f"{text}; {plural(found.needed, 'replica')} cost {price} a month"


def _demands(spec: MLSystem, load: Load) -> list[Claim]:
    each = spec.infra.serving.replicas.per_replica
    claims = [Claim(_TRAFFIC, f"a peak of {number(load.peak)} rps")]
    if each.measured is not None:
        return [*claims, Claim((*_PER_REPLICA, "measured"), f"{each.measured} of a replica")]
    assert each.mean_latency is not None, "without it the need is unknown"
    route = (*_PER_REPLICA, "mean_latency")
    claims.append(Claim(route, f"{duration(each.mean_latency.seconds)} for a request"))
    if "concurrency" in each.declared:
        claims.append(Claim((*_PER_REPLICA, "concurrency"), f"{each.concurrency} at a time"))
    return claims


def _prices(spec: MLSystem) -> list[Claim]:
    price = spec.infra.cost.per_replica_hour
    return [] if price is None else [Claim(_PRICE, f"{price} an hour")]


def _lighter(spec: MLSystem, found: Squeeze) -> list[Change | None]:
    """Return what each replica would have to do for those that there can be to carry the peak."""
    each, target = spec.infra.serving.replicas.per_replica, spec.infra.serving.replicas.utilization
    rate = rate_of(spec)
    assert rate is not None, "without it the need is unknown"
    if found.available < 1:
        return []
    share = found.load.peak / found.available / rate
    changes: list[Change | None] = []
    if each.measured is not None:
        faster = math.ceil(share / target * rate - 1e-9)
        changes.append(Change((*_PER_REPLICA, "measured"), f"{faster}/s", rate, faster))
    elif each.mean_latency is not None:
        latency = each.mean_latency.seconds
        parallel = math.ceil(share * each.concurrency / target - 1e-9)
        changes = [
            duration_change((*_PER_REPLICA, "mean_latency"), latency, latency * target / share),
            Change((*_PER_REPLICA, "concurrency"), str(parallel), each.concurrency, parallel),
        ]
    utilisation = math.ceil(share * 100 - 1e-9) / 100
    if utilisation <= _HIGHEST_UTILISATION:
        changes.append(Change((*_REPLICAS, "utilization"), percent(utilisation), target, utilisation))
    return changes


def _budget(purse: Purse, per_month: float) -> Change:
    return Change(purse.route, budget_text(purse.budget, per_month), purse.per_month, per_month)


def _cheaper(spec: MLSystem, purse: Purse, count: int) -> Change | None:
    """Return the price at which the budget pays for ``count`` replicas."""
    declared = spec.infra.cost.per_replica_hour
    price = (purse.per_month - purse.others) / (count * cost.HOURS_PER_MONTH)
    if declared is None or price <= 0:
        return None
    digits = 2 - math.floor(math.log10(price))
    rounded = math.floor(price * 10**digits + 1e-9) / 10**digits
    return Change(_PRICE, f"{rounded:.{max(digits, 0)}f} {declared.currency}", declared.amount, rounded)
