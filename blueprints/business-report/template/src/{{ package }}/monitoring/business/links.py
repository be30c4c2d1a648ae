"""Whether models that are better offline come with better values online.

A point is one model: its metric on the test rows, and the mean of what was measured while it
served. Many measurements under one model are no further evidence of what a better one does.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from typing import Final, Literal

import msgspec
from scipy.stats import kendalltau, theilslopes

from ...config import design
from .champions import Term, serving
from .measures import Series, level
from .types import Link, sign

# Of 5 models in perfect order chance explains 2 in 120 (1.7 %); of 4 it explains 8 %, so no order would tell.
MIN_MODELS: Final = 5
ALPHA: Final = 0.05


class Evidence(msgspec.Struct, frozen=True):
    """What the models that served say of a link; positive numbers mean that better goes with better."""

    claim: str
    ml: str
    measure: str
    verdict: Literal["too_few_points", "unclear", "agrees", "contradicts"]
    points: int
    min_points: int
    tau: float | None = None
    """Kendall's rank correlation."""
    p_value: float | None = None
    elasticity: float | None = None
    """Median of the slopes between the logarithms of any two points (Theil 1950, Sen 1968)."""
    elasticity_ci: tuple[float, float] | None = None
    """Its 95 % interval."""
    declared_elasticity: float | None = None


def evidence_for(link: Link, series: Series, champions: list[Term]) -> Evidence:
    """Compare the champions' metric with what was measured while they served."""
    pairs = points(link, series, champions)
    found = Evidence(
        claim=link.claim,
        ml=link.ml,
        measure=link.measure,
        verdict="too_few_points",
        points=len(pairs),
        min_points=MIN_MODELS,
        declared_elasticity=link.elasticity,
    )
    if len(pairs) < MIN_MODELS:
        return found
    offline, online = zip(*pairs, strict=True)
    if len(set(offline)) == 1 or len(set(online)) == 1:
        return msgspec.structs.replace(found, verdict="unclear")
    better = next(metric.sign for metric in design.METRICS if metric.name == link.ml) * sign(link.direction)
    test = kendalltau(offline, online)
    tau, p_value = better * float(test.statistic), float(test.pvalue)
    slope, interval = elasticity_of(offline, online) or (None, None)
    return msgspec.structs.replace(
        found,
        verdict="unclear" if p_value >= ALPHA else "agrees" if tau > 0 else "contradicts",
        tau=tau,
        p_value=p_value,
        elasticity=slope,
        elasticity_ci=interval,
    )


def points(link: Link, series: Series, champions: list[Term]) -> list[tuple[float, float]]:
    """The offline and the online value of each model that served while something was measured."""
    served: defaultdict[str, dict[date, float]] = defaultdict(dict)
    offline = {term.version: term.metrics[link.ml] for term in champions if link.ml in term.metrics}
    for day, value in series.items():
        if term := serving(champions, day):
            served[term.version][day] = value
    return [
        (offline[version], level(values).value) for version, values in served.items() if version in offline
    ]


def elasticity_of(
    offline: tuple[float, ...], online: tuple[float, ...]
) -> tuple[float, tuple[float, float]] | None:
    """The observed elasticity, below zero where one falls while the other rises, and its interval.

    None where a value has no logarithm.
    """
    if min(*offline, *online) <= 0:
        return None
    fit = theilslopes(
        [math.log(value) for value in online], [math.log(value) for value in offline], 1 - ALPHA
    )
    low, high = sorted((float(fit.low_slope), float(fit.high_slope)))
    return float(fit.slope), (low, high)
