"""Fairness: how differently the groups of a protected column are treated.

Sources: Hardt, Price & Srebro 2016, "Equality of opportunity in supervised learning"; Barocas,
Hardt & Narayanan, "Fairness and machine learning", for the other criteria.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.types import Fairness, Metric
from ..evaluation import bootstrap
from ..evaluation.results import Gate, at_least, at_most
from .metrics import Labels, Scores, measure
from .predictions import Predictions

Rate: TypeAlias = Callable[[Labels, Scores, float], float]
NOT_RECORDED: Final = "not recorded"


def _metric(kind: str) -> Rate:
    return lambda labels, scores, threshold: measure(Metric(kind, "report"), labels, scores, threshold)


def acted_on(labels: Labels, scores: Scores, threshold: float) -> float:
    """Share of the group that is acted on."""
    return float((scores >= threshold).mean())


def false_alarms(labels: Labels, scores: Scores, threshold: float) -> float:
    """Share of the group's negatives that are acted on."""
    return 1 - _metric("specificity")(labels, scores, threshold)


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


def fairness_gates(model: Predictions, declared: Fairness, position: int) -> list[Gate]:
    """The gates on a group metric: the difference, or ratio, of a rate between the groups.

    A group that is too small to judge is left out and named; fewer than two groups keep no bound.
    """
    column = model.frame[declared.by].cast(pl.String).fill_null(NOT_RECORDED)
    groups = {name: model.where(column == name) for name in column.unique().sort()}
    judged = [name for name, group in groups.items() if group.is_enough]
    told = [f"{declared.by} {name}: {rates_told(groups[name], declared.metric)}" for name in judged]
    told += [f"not judged: {name} ({group.support})" for name, group in groups.items() if name not in judged]
    value = math.nan
    if len(judged) > 1:
        masks = [(column == name).to_numpy() for name in judged]
        found = bootstrap.interval(lambda rows: gap(model, masks, rows, declared.metric), len(model.labels))
        value = found.value
        told.append(str(found))
    name, claim = f"fairness.{declared.by}", f"requirements.constraints.fairness[{position}]"
    detail = "; ".join(told)
    gates = []
    if declared.maximum is not None:
        gates.append(at_most(name, f"{claim}.max", value, declared.maximum, detail))
    if declared.minimum is not None:
        gates.append(at_least(name, f"{claim}.min", value, declared.minimum, detail))
    return gates


def gap(model: Predictions, masks: Sequence[NDArray[np.bool_]], rows: bootstrap.Rows, metric: str) -> float:
    """How far the groups are apart on these rows, in the rate in which they are furthest apart."""
    groups = [rows[mask[rows]] for mask in masks]
    gaps = []
    for rate in RATES[metric]:
        rates = [rate(model.labels[group], model.probabilities[group], model.threshold) for group in groups]
        # Comparisons with not-a-number depend on the order, numpy's extremes do not.
        low, high = np.min(rates), np.max(rates)
        gaps.append(low / high if metric.endswith("_ratio") else high - low)
    return float(np.min(gaps) if metric.endswith("_ratio") else np.max(gaps))


def rates_told(group: Predictions, metric: str) -> str:
    """The group's rates and its rows."""
    rates = [f"{rate(group.labels, group.probabilities, group.threshold):.3f}" for rate in RATES[metric]]
    return f"{' and '.join(rates)} of {group.support}"
