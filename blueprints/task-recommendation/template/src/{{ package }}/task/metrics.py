"""How good lists are: for each user, over all items of the catalogue and never against a sample of it.

Sampled metrics put models in another order than the whole catalogue does.
Source: Krichene & Rendle 2020, "On sampled metrics for item recommendation".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from ..config import design
from ..config.types import Metric
from ..data.actions import Actions, Flags, Floats, Places
from ..inference.recommender import NONE, had, histories_of, recommend
from ..models.base import Model

DEEPEST: Final = max(design.K, *(metric.k for metric in design.METRICS))


@dataclass(frozen=True)
class Situation:
    """Users of a time with what they had before and what they took in it."""

    known: Actions
    users: Places
    histories: csr_array
    taken: csr_array
    """What each user took; without what could not be shown to them."""
    skipped: int

    @classmethod
    def of(cls, known: Actions, later: Actions) -> Situation:
        """The users of the later actions; one is left out of whom nothing can be told."""
        users = np.unique(later.user)
        before = histories_of(known, users)
        taken = (later.counts()[users] > 0).astype(np.float64)
        if design.EXCLUDE_SEEN:
            taken = taken - taken.multiply(had(before))
        taken = csr_array(taken)
        taken.eliminate_zeros()
        told = np.flatnonzero(np.diff(taken.indptr))
        return cls(known, users[told], before[told], taken[told], len(users) - len(told))

    @cached_property
    def cold(self) -> Flags:
        """Users of whom nothing was known."""
        return np.asarray(np.diff(self.histories.indptr) == 0)

    @cached_property
    def sold(self) -> Floats:
        """The share of the known users that had each item."""
        users = np.asarray((self.known.counts() > 0).sum(axis=0), np.float64).ravel()
        return np.asarray(users / max(len(np.unique(self.known.user)), 1))

    @cached_property
    def alike(self) -> Floats:
        """Cosine of every two items over the users who had them."""
        had = (self.known.counts() > 0).astype(np.float64)
        size = np.sqrt(np.asarray(had.sum(axis=0)).ravel())
        together = (had.T @ had).toarray()
        return np.asarray(together / np.maximum(np.outer(size, size), 1.0))


@dataclass(frozen=True)
class Lists:
    """What users were shown."""

    situation: Situation
    shown: Places

    @classmethod
    def by(cls, model: Model, situation: Situation) -> Lists:
        """The lists of a model."""
        return cls(situation, recommend(model, situation.histories, DEEPEST))

    def __len__(self) -> int:
        return len(self.shown)

    @cached_property
    def hits(self) -> Flags:
        """Whether the user took the item at each place."""
        rows = np.broadcast_to(np.arange(len(self.shown))[:, None], self.shown.shape)
        taken = self.situation.taken[rows, np.maximum(self.shown, 0)].toarray() > 0
        return np.asarray(taken & (self.shown != NONE))

    @cached_property
    def wanted(self) -> Floats:
        """How many items each user took."""
        return np.asarray(np.diff(self.situation.taken.indptr), np.float64)

    def of(self, users: Flags) -> Lists:
        """The lists of some users."""
        now = self.situation
        part = replace(now, users=now.users[users], histories=now.histories[users], taken=now.taken[users])
        return Lists(part, self.shown[users])


def ndcg(lists: Lists, k: int) -> Floats:
    """Hits, worth less further down, as a share of the best list."""
    worth = 1 / np.log2(np.arange(2, k + 2))
    best = np.cumsum(worth)[np.minimum(lists.wanted, k).astype(np.int64) - 1]
    return np.asarray((lists.hits[:, :k] * worth).sum(axis=1) / best)


def recall(lists: Lists, k: int) -> Floats:
    """Share of what the user took that the list holds."""
    return np.asarray(lists.hits[:, :k].sum(axis=1) / lists.wanted)


def precision(lists: Lists, k: int) -> Floats:
    """Share of the list that the user took."""
    return np.asarray(lists.hits[:, :k].sum(axis=1) / k)


def hit_rate(lists: Lists, k: int) -> Floats:
    """Whether the user took something of the list."""
    return np.asarray(lists.hits[:, :k].any(axis=1), np.float64)


def average_precision(lists: Lists, k: int) -> Floats:
    """Mean precision at the places of the hits, of as many as there could be."""
    hits = lists.hits[:, :k]
    at = np.cumsum(hits, axis=1) / np.arange(1, k + 1)
    return np.asarray((at * hits).sum(axis=1) / np.minimum(lists.wanted, k))


def reciprocal_rank(lists: Lists, k: int) -> Floats:
    """One over the place of the first hit."""
    hits = lists.hits[:, :k]
    return np.where(hits.any(axis=1), 1 / (1 + hits.argmax(axis=1)), 0.0)


def diversity(lists: Lists, k: int) -> Floats:
    """How unlike the items of a list are: 1 less the mean cosine of its pairs."""
    shown, alike = lists.shown[:, :k], lists.situation.alike
    pairs = [(i, j) for i in range(shown.shape[1]) for j in range(i)]
    if not pairs:
        return np.ones(len(shown))
    return np.asarray(1 - np.mean([alike[shown[:, i], shown[:, j]] for i, j in pairs], axis=0))


def novelty(lists: Lists, k: int) -> Floats:
    """Mean information of the items in bits: high where few users had them."""
    share = np.maximum(lists.situation.sold, 1e-9)
    return np.asarray(-np.log2(share)[lists.shown[:, :k]].mean(axis=1))


BY_USER: Final[Mapping[str, Callable[[Lists, int], Floats]]] = {
    "ndcg": ndcg,
    "recall": recall,
    "precision": precision,
    "hit_rate": hit_rate,
    "map": average_precision,
    "mrr": reciprocal_rank,
    "diversity": diversity,
    "novelty": novelty,
}


def coverage(lists: Lists, k: int, rows: Places | None = None) -> float:
    """Share of the catalogue that is shown to anybody; it grows with the number of users."""
    shown = lists.shown[:, :k] if rows is None else lists.shown[rows, :k]
    return len(np.setdiff1d(shown, [NONE])) / max(int((lists.situation.sold > 0).sum()), 1)


def value(metric: Metric, lists: Lists, rows: Places | None = None) -> float:
    """A metric over users; NaN over none."""
    return float(values(metric, lists, np.arange(len(lists))[None] if rows is None else rows[None])[0])


def values(metric: Metric, lists: Lists, draws: Places) -> Floats:
    """A metric over each draw of users, a row each."""
    name = metric.measures.split("@")[0]
    if not draws.size:
        return np.full(len(draws), np.nan)
    if name == "coverage":
        return np.array([coverage(lists, metric.k, rows) for rows in draws])
    by_user = BY_USER[name](lists, metric.k)
    return np.array([by_user[rows].mean() for rows in draws])


PRIMARY: Final = next(metric for metric in design.METRICS if metric.role == "optimize")
