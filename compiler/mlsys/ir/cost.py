"""What the declared capacity costs a month."""

from __future__ import annotations

SOURCE = "730 hours a month (365 days x 24 hours / 12)"
HOURS_PER_MONTH = 730


def monthly(units: float, price_per_hour: float, hours_per_month: float = HOURS_PER_MONTH) -> float:
    """Return the cost a month of units that run ``hours_per_month`` at a price per unit and hour."""
    return units * price_per_hour * hours_per_month


def units_within(budget_per_month: float, price_per_hour: float) -> int:
    """Return the units that a monthly budget can keep running all the time."""
    return int(budget_per_month / (price_per_hour * HOURS_PER_MONTH))
