"""Metrics of lists, by the names that the design document uses: a number a query, of which the mean is told.

Queries without a relevant item have no number: no order of theirs is better than another. Libraries do
not agree on them, nor on gains and ties, so that their figures cannot be compared with these.

Source: Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques"; Manning, Raghavan
& Schütze 2008, "Introduction to Information Retrieval", section 8.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from .lists import Lists, Whole
from .target import gains, relevant

Labels: TypeAlias = NDArray[np.float64]
Scores: TypeAlias = NDArray[np.float64]
Parameters: TypeAlias = Mapping[str, float]

# A column that explains the grade almost entirely is the grade in disguise, or filled in after the fact.
ALONE: Final = "R²"
MAX_ALONE: Final = 0.95


class Shown(NamedTuple):
    """The rows in the order in which they are shown, query by query."""

    query: Whole
    rank: Whole
    """From 0."""
    gain: Labels
    relevant: NDArray[np.bool_]
    queries: int

    def total(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> Labels:
        """The sum of the values of each query."""
        sums: Labels = np.bincount(self.query, weights=values, minlength=self.queries).astype(np.float64)
        return sums


def shown(lists: Lists, scores: Scores) -> Shown:
    """The lists as the scores put them."""
    order = lists.ordered(scores)
    grades = lists.grades[order.rows]
    return Shown(lists.query[order.rows], order.rank, gains(grades), relevant(grades), len(lists))


def ndcg(list_of: Shown, ideal: Shown, params: Parameters) -> Labels:
    """Discounted gain of the first k relative to that of the best order."""
    return share(discounted(list_of, params["k"]), discounted(ideal, params["k"]))


def discounted(list_of: Shown, k: float) -> Labels:
    """The gain of the first k, each divided by the logarithm of its place."""
    return list_of.total(list_of.gain * (list_of.rank < k) / np.log2(list_of.rank + 2))


def average_precision(list_of: Shown, _: Shown, __: Parameters) -> Labels:
    """Mean precision at the places of the relevant items."""
    found = list_of.relevant.cumsum()
    before = np.concatenate([[0], list_of.total(list_of.relevant).cumsum()])[list_of.query]
    precision = (found - before) / (list_of.rank + 1)
    return share(list_of.total(precision * list_of.relevant), list_of.total(list_of.relevant))


def reciprocal_rank(list_of: Shown, _: Shown, __: Parameters) -> Labels:
    """One over the place of the first relevant item."""
    first = np.zeros(list_of.queries)
    np.maximum.at(first, list_of.query, list_of.relevant / (list_of.rank + 1))
    return np.where(first > 0, first, np.nan)


def precision(list_of: Shown, _: Shown, params: Parameters) -> Labels:
    """Share of relevant items among k places, of which a short list leaves some empty."""
    found = list_of.total(list_of.relevant & (list_of.rank < params["k"])) / params["k"]
    return np.where(list_of.total(list_of.relevant) > 0, found, np.nan)


def recall(list_of: Shown, _: Shown, params: Parameters) -> Labels:
    """Share of the relevant items that stand among the first k."""
    first = list_of.total(list_of.relevant & (list_of.rank < params["k"]))
    return share(first, list_of.total(list_of.relevant))


def share(part: Labels, whole: Labels) -> Labels:
    """The part of the whole; NaN where there is none."""
    shares: Labels = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return shares


OF_LISTS: Final[Mapping[str, Callable[[Shown, Shown, Parameters], Labels]]] = {
    "map": average_precision,
    "mrr": reciprocal_rank,
    "ndcg": ndcg,
    "precision": precision,
    "recall": recall,
}


def by_query(metric: Metric, lists: Lists, scores: Scores) -> Labels:
    """The metric's value for each query; NaN where nothing in its list is relevant."""
    list_of, ideal = shown(lists, scores), shown(lists, gains(lists.grades))
    return OF_LISTS[metric.kind or metric.name](list_of, ideal, metric.params)


def mean(values: Labels) -> float:
    """The mean over the queries that have a value; NaN where none has."""
    return float("nan") if np.isnan(values).all() else float(np.nanmean(values))


def quality(metric: Metric, lists: Lists, raw: Scores) -> float:
    """The metric of raw scores."""
    return mean(by_query(metric, lists, raw))


def alone(labels: Labels, scores: Scores) -> float:
    """How well means that come from one column tell the grade."""
    spread = float(((labels - labels.mean()) ** 2).sum())
    return 1 - float(((labels - scores) ** 2).sum()) / spread if spread else float("nan")


def declared(name: str) -> Metric:
    """The metric of this name in the design."""
    return next(metric for metric in design.METRICS if metric.name == name)


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")
