"""What a conflict is: the claims in it, and what would resolve it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.route import Route, format_route

if TYPE_CHECKING:
    from mlsys.spec.quantities import MoneyRate

_STEPS = (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0), ("ms", 0.001))


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the values that cannot hold together."""

    route: Route
    says: str
    """The value with what it means: ``30d between trainings``."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that resolves the conflict when nothing else is changed."""

    route: Route
    text: str
    """The new value, in YAML."""
    old: float
    new: float

    @property
    def size(self) -> float:
        """How large the change is, as the logarithm of the ratio: halving is as large as doubling."""
        return abs(math.log(self.new / self.old)) if self.old > 0 and self.new > 0 else math.inf

    @property
    def label(self) -> str:
        """How the value is called in messages."""
        return format_route(self.route[-2:])


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of which any may hold, but not all."""

    message: str
    claims: tuple[Claim, ...]
    """The smallest set that conflicts; first the one that the finding points at."""
    working: str
    changes: tuple[Change, ...]
    """Single changes that resolve it, the smallest first."""


def cheapest_first(changes: Iterable[Change | None]) -> tuple[Change, ...]:
    """Return the changes that are possible, the smallest first."""
    possible = (c for c in changes if c is not None and c.new > 0 and c.size < math.inf)
    return tuple(sorted(possible, key=lambda change: change.size))


def duration_text(seconds: float, *, up: bool) -> str:
    """Return a duration in a plain unit, rounded so that what it resolves stays resolved.

    ``up`` rounds upwards, for limits; else downwards, for what must fit into one. The text of nothing is
    empty.
    """
    unit, step = next(((u, s) for u, s in _STEPS if seconds >= 2 * s), _STEPS[-1])
    amount = seconds / step
    whole = math.ceil(amount - 1e-9) if up else math.floor(amount + 1e-9)
    return f"{whole}{unit}" if whole > 0 else ""


def duration_change(route: Route, old: float, new: float, *, up: bool = False) -> Change | None:
    """Return the change of a duration in seconds, or ``None`` when nothing of it would be left."""
    text = duration_text(new, up=up) if new > 0 else ""
    return Change(route, text, old, new) if text else None


def budget_text(budget: MoneyRate, per_month: float) -> str:
    """Return a budget of at least ``per_month`` in the currency of ``budget``."""
    digits = max(len(str(int(per_month))) - 2, 0)
    amount = math.ceil(per_month / 10**digits - 1e-9) * 10**digits
    return f"{amount} {budget.currency}/month"
