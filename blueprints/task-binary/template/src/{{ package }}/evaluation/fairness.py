"""Fairness: how differently the groups of a protected column are treated.

Sources: Hardt, Price & Srebro 2016, "Equality of opportunity in supervised learning"; Barocas,
Hardt & Narayanan, "Fairness and machine learning", for the other criteria.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ..config.types import Fairness, Metric
from ..task.metrics import measure
from .predictions import Subject
from .results import Gate, at_least, at_most

Rate: TypeAlias = Callable[[Subject], float]


def _metric(kind: str) -> Rate:
    return lambda group: measure(Metric(kind, "report"), group.labels, group.probabilities, group.threshold)


def acted_on(group: Subject) -> float:
    """Share of the group that is acted on."""
    return float(group.decisions.mean())


def false_alarms(group: Subject) -> float:
    """Share of the group's negatives that are acted on."""
    return 1 - _metric("specificity")(group)


RATES: Final[Mapping[str, tuple[Rate, ...]]] = {
    "accuracy_difference": (_metric("accuracy"),),
    "calibration_difference": (_metric("ece"),),
    "demographic_parity_difference": (acted_on,),
    "demographic_parity_ratio": (acted_on,),
    "equal_opportunity_difference": (_metric("recall"),),
    "equalized_odds_difference": (_metric("recall"), false_alarms),
    "false_positive_rate_difference": (false_alarms,),
    "predictive_parity_difference": (_metric("precision"),),
}


def fairness_gates(model: Subject, declared: Fairness, position: int) -> list[Gate]:
    """The gates on a group metric: the difference, or ratio, of a rate between the groups."""
    column = model.frame[declared.by]
    groups = {str(value): model.where(column == value) for value in column.unique().sort()}
    gaps, details = [], []
    for rate in RATES[declared.metric]:
        rates = {name: rate(group) for name, group in groups.items()}
        low, high = min(rates.values()), max(rates.values())
        gaps.append(low / high if declared.metric.endswith("_ratio") else high - low)
        details.append(", ".join(f"{declared.by} {name}: {value:.3f}" for name, value in rates.items()))
    claim = f"requirements.constraints.fairness[{position}]"
    name, detail = f"fairness.{declared.by}", "; ".join(details)
    gates = []
    if declared.maximum is not None:
        gates.append(at_most(name, f"{claim}.max", max(gaps), declared.maximum, detail))
    if declared.minimum is not None:
        gates.append(at_least(name, f"{claim}.min", min(gaps), declared.minimum, detail))
    return gates
