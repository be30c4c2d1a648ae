"""The business report as a value, as JSON, as metrics and as a few lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from prometheus_client import CollectorRegistry, Gauge

from . import plan
from .champions import Term
from .links import Evidence, evidence_for
from .measures import Series
from .progress import Progress, Regression, progress_of, regression_of


class BusinessReport(msgspec.Struct, frozen=True):
    """What `reports/business.json` holds."""

    at: datetime
    objectives: list[Progress]
    guardrails: list[Regression]
    links: list[Evidence]

    @property
    def failures(self) -> list[str]:
        """What the business has to act on: a date that has passed, a guardrail, a belief gone wrong."""
        return [
            *(item.objective for item in self.objectives if item.state == "missed"),
            *(item.guardrail for item in self.guardrails if item.state == "regressed"),
            *(item.claim for item in self.links if item.verdict == "contradicts"),
        ]


def build(measures: Mapping[str, Series], champions: list[Term], now: datetime) -> BusinessReport:
    """Judge everything that the plan declares."""
    return BusinessReport(
        at=now,
        objectives=[progress_of(goal, measures[goal.name], now.date()) for goal in plan.OBJECTIVES],
        guardrails=[regression_of(guard, measures[guard.name]) for guard in plan.GUARDRAILS],
        links=[evidence_for(link, measures[link.measure], champions) for link in plan.LINKS],
    )


def summary(report: BusinessReport) -> str:
    """The report in a few lines."""
    return "\n".join(f"business: {line}" for line in lines(report))


def lines(report: BusinessReport) -> Iterator[str]:
    """One line for each judgement; what needs somebody is in capitals."""
    for goal in report.objectives:
        state = goal.state.replace("_", " ")
        worth = f"; worth {goal.worth:,.0f} {goal.currency} a year" if goal.worth is not None else ""
        yield (
            f"{state.upper() if goal.state in ('missed', 'behind') else state} {goal.objective}: "
            f"{number(goal.value)} {goal.unit} on {goal.measured_at}, expected {number(goal.expected)}, "
            f"target {number(goal.target)} by {goal.by}{worth}"
        )
    for guard in report.guardrails:
        state = guard.state.replace("_", " ")
        change = f"{guard.regression:+.1%} worse" if guard.regression is not None else "no reference yet"
        yield (
            f"{state.upper() if guard.state == 'regressed' else state} {guard.guardrail}: "
            f"{number(guard.value)}, {change}, {guard.max_regression:.1%} allowed"
        )
    for link in report.links:
        verdict = link.verdict.replace("_", " ")
        tau = f"tau {link.tau:+.2f}, p {link.p_value:.2g}, " if link.tau is not None else ""
        yield (
            f"{verdict.upper() if link.verdict == 'contradicts' else verdict} {link.ml} and {link.measure}: "
            f"{tau}{link.points} models, at least {link.min_points} needed"
        )
    if any(goal.state == "missed" for goal in report.objectives) and plan.STOP_IF:
        yield f"stop, or scope anew? The condition: {plan.STOP_IF}"


def number(value: float) -> str:
    """A measured value for people: whole from a thousand on, else to four digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def add_series(registry: CollectorRegistry, report: BusinessReport) -> None:
    """Add the report to the job's metrics."""
    progress = Gauge(
        "mljob_objective_progress", "Share of the way to the target.", ["objective"], registry=registry
    )
    expected = Gauge(
        "mljob_objective_expected_progress",
        "Share of the way that the straight line asks for.",
        ["objective"],
        registry=registry,
    )
    for goal in report.objectives:
        progress.labels(goal.objective).set(goal.progress)
        expected.labels(goal.objective).set(goal.expected_progress)
    regression = Gauge(
        "mljob_guardrail_regression",
        "Worsening as a share of the reference.",
        ["guardrail"],
        registry=registry,
    )
    for guard in report.guardrails:
        if guard.regression is not None:
            regression.labels(guard.guardrail).set(guard.regression)


def write(report: BusinessReport, folder: Path) -> None:
    """Write the report for machines."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "business.json").write_bytes(text + b"\n")
