"""Burn-rate alerts: windows, factors, and whether an alert can fire at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mlsys.ir.availability import downtime_seconds
from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import duration, number, percent
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.reliability import Slo

SOURCE = "Google SRE workbook, chapter 5 (multiwindow, multi-burn-rate alerts); tables as shipped by Sloth"
MIN_EVENTS = 10
"""Errors that a page should stand on; below this a handful of unlucky requests wakes someone."""

_HOUR = 3_600
_DAY = 24 * _HOUR
_STANDARD = (
    ("page", 1, 5 / 60, 0.02),
    ("page", 6, 0.5, 0.05),
    ("ticket", 24, 2, 0.10),
    ("ticket", 72, 6, 0.10),
)
_WEEK = (
    ("page", 1, 5 / 60, 0.08),
    ("page", 6, 0.5, 0.125),
    ("ticket", 24, 2, 0.20),
    ("ticket", 72, 6, 0.42),
)
TABLES = {7: _WEEK, 28: _STANDARD, 30: _STANDARD}
"""Periods in days that have a published table: (severity, long hours, short hours, share of the budget)."""


@dataclass(frozen=True, slots=True)
class BurnWindow:
    """One row of a burn-rate table: fire while both windows burn faster than ``factor``."""

    severity: Literal["page", "ticket"]
    long_seconds: int
    short_seconds: int
    budget: float
    """Share of the error budget that is gone when the alert fires."""
    factor: float
    """How many times faster than sustainable the budget burns."""
    threshold: float
    """The error ratio at which the alert fires: factor times (1 - objective)."""

    @property
    def reachable(self) -> bool:
        """Whether any error ratio can trip the alert."""
        return self.threshold < 1


def windows(objective: float, period_seconds: float) -> tuple[BurnWindow, ...]:
    """Return the four burn-rate windows of an objective over a period, quickest first.

    Periods of 7, 28 and 30 days use the published tables. Any other period keeps the 30-day factors and
    scales the windows with the period, as Pyrra does, to whole minutes.
    """
    days = period_seconds / _DAY
    table = TABLES.get(round(days)) if abs(days - round(days)) < 1e-9 else None
    rows = []
    for severity, long_hours, short_hours, budget in table or _STANDARD:
        stretch = 1.0 if table else days / 30
        factor = budget * (days if table else 30) * 24 / long_hours
        rows.append(
            BurnWindow(
                severity="page" if severity == "page" else "ticket",
                long_seconds=_whole_minutes(long_hours * stretch),
                short_seconds=_whole_minutes(short_hours * stretch),
                budget=budget,
                factor=round(factor, 4),
                threshold=factor * (1 - objective),
            )
        )
    return tuple(rows)


def _whole_minutes(hours: float) -> int:
    return max(1, round(hours * 60)) * 60


def reachable_floor(factor: float) -> float:
    """Return the lowest objective at which an alert of this factor can still fire, 1 - 1/factor."""
    return 1 - 1 / factor


def errors_to_fire(window: BurnWindow, requests_per_second: float) -> float:
    """Return the errors within the long window that trip the alert at a steady request rate."""
    return window.threshold * requests_per_second * window.long_seconds


def requests_for_events(window: BurnWindow, events: int = MIN_EVENTS) -> float:
    """Return the requests per second at which the alert stands on at least ``events`` errors."""
    return events / (window.threshold * window.long_seconds)


EVENT_BASED = ("availability", "latency", "coverage")
"""Indicators that count requests; the others are gauges, for which burn rates over minutes mean nothing."""


def derive(system: System) -> Iterator[Derivation]:
    """Yield the burn-rate table and the error budget of each objective that counts requests."""
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli in EVENT_BASED:
            yield _table(name, slo)
            yield _budget(name, slo)


def _table(name: str, slo: Slo) -> Derivation:
    rows = windows(slo.objective, slo.window.seconds)
    budget = percent(round(1 - slo.objective, 9))
    parts = [
        f"{row.severity} at {number(row.factor)} × {budget} over {duration(row.long_seconds)} "
        f"and {duration(row.short_seconds)}"
        for row in rows
        if row.reachable
    ]
    return Derivation(
        id=f"slo.{name}.burn_rates",
        value=rows,
        unit="",
        summary="Windows and factors of the alerts on the error budget.",
        working="; ".join(parts),
        inputs=(_route(name, "objective"), _route(name, "window")),
        source=SOURCE,
    )


def _budget(name: str, slo: Slo) -> Derivation:
    seconds = downtime_seconds(slo.objective, slo.window.seconds)
    return Derivation(
        id=f"slo.{name}.error_budget",
        value=seconds,
        unit="s",
        summary="Time without service that uses up the error budget.",
        working=f"(1 - {percent(slo.objective)}) × {slo.window} = {duration(round(seconds, 3))}",
        inputs=(_route(name, "objective"), _route(name, "window")),
        source="Google SRE book, chapter 3 (error budgets)",
    )


def _route(name: str, field: str) -> Route:
    return ("requirements", "reliability", "slos", name, field)
