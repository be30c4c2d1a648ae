"""The nearest of k centres; numbers and categories weigh the same, a column each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from ..artifacts.graph import Graph
from ..config import design
from ..config.settings import THREADS
from ..features.preprocessing import linear_features
from ..task.metrics import Scores
from ..task.space import weights_of
from .base import Family, Matrix, Parameters, Rows
from .number_of_clusters import Tried, choose, tried

# Fewer starts end in other local optima from time to time, and segments would change without cause.
STARTS: Final = 10


@dataclass(frozen=True, slots=True)
class Centres:
    """The weight of each coordinate, the centres, and what led to their number."""

    weights: Scores
    centres: Scores
    searched: tuple[Tried, ...] = ()

    def predict(self, features: Matrix) -> Scores:
        """The distance from each centre, then the coordinates."""
        placed = features * self.weights
        away = [np.sqrt(((placed - centre) ** 2).sum(axis=1)) for centre in self.centres]
        return np.column_stack([*away, placed])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Centres:
    """The centres of the rows, the largest cluster first; as many as declared, or as the rows support."""
    weights = weights_of(train.features)
    placed = train.features * weights
    searched: tuple[Tried, ...] = ()
    count = parameters.get("clusters", design.CLUSTERS)
    if count is None:
        searched = tuple(tried(placed))
        # The size that is asked for is one of the whole table.
        count = choose(searched, round(len(placed) / design.SPLIT.train))
    with threadpool_limits(THREADS):
        model = KMeans(count, n_init=STARTS, random_state=design.SEED).fit(placed)
    order = np.argsort(-np.bincount(model.labels_, minlength=count), kind="stable")
    return Centres(weights, model.cluster_centers_[order], searched)


def decided(model: Centres) -> Parameters:
    """How many clusters, and what every number of them showed."""
    found: Parameters = {"clusters": len(model.centres)}
    return found | ({"searched": [one._asdict() for one in model.searched]} if model.searched else {})


def add_to(graph: Graph, columns: str, model: Centres) -> str:
    """The distances centre by centre, which keeps the rows times coordinates in memory once."""
    placed = graph.add("Mul", columns, graph.constant(model.weights))
    axis = graph.constant([1])
    away = [
        graph.add("ReduceL2", graph.add("Sub", placed, graph.constant(centre)), axis)
        for centre in model.centres
    ]
    return graph.add("Concat", *away, placed, axis=1)


KMEANS: Final = Family("kmeans", linear_features, fit, add_to, stopped=decided)
