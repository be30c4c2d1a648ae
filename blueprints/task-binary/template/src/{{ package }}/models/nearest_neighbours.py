"""The share of positives among the most similar rows, near ones counted more.

Own code, because a share among exactly k rows jumps where several stand at the same distance, so no
second implementation answers alike; weights that fall to nothing at the k-th distance do not jump.
Source: Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical Learning", section 6.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import optuna

from ..artifacts.graph import Graph
from ..config import design
from ..features.preprocessing import linear_features
from .base import Family, Matrix, Parameters, Rows

# All of them travel in the model and are compared with at each call.
MAX_ROWS: Final = 20_000
CHUNK: Final = 1_000
# Squared distance below which rows count as the same: far above rounding, far below a unit of scale.
SAME: Final = 0.01


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rows to compare with, and how many of them count."""

    rows: Matrix
    positive: Matrix
    k: int

    def predict_proba(self, features: Matrix) -> Matrix:
        """The weighted share of the negatives and of the positives near each row."""
        chunks = (features[start : start + CHUNK] for start in range(0, len(features), CHUNK))
        share = np.concatenate([self._share(chunk) for chunk in chunks])
        return np.column_stack([1 - share, share])

    def _share(self, features: Matrix) -> Matrix:
        square = (features**2).sum(axis=1, keepdims=True) + (self.rows**2).sum(axis=1)
        distance = np.maximum(square - 2 * features @ self.rows.T, 0)
        reach = np.partition(distance, self.k - 1, axis=1)[:, self.k - 1 : self.k]
        weight = np.maximum(1 - distance / (reach + SAME), 0)
        share: Matrix = weight @ self.positive / weight.sum(axis=1)
        return share


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Neighbours:
    """Keep the rows, or as many of them as can travel."""
    chosen = np.random.default_rng(design.SEED).permutation(len(train.target))[:MAX_ROWS]
    k = min(int(parameters.get("n_neighbors", 50)), len(chosen))
    return Neighbours(train.features[chosen], train.target[chosen].astype(np.float64), k)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """How many rows count."""
    return {"n_neighbors": trial.suggest_int("n_neighbors", 5, 200, log=True)}


def add_to(graph: Graph, columns: str, model: Neighbours) -> str:
    """The same arithmetic, operator by operator."""
    squares = graph.constant((model.rows**2).sum(axis=1))
    axis = graph.constant(np.array([1]))
    own = graph.add("ReduceSum", graph.add("Mul", columns, columns), axis, keepdims=1)
    product = graph.add("MatMul", columns, graph.constant(2 * model.rows.T))
    distance = graph.add("Relu", graph.add("Sub", graph.add("Add", own, squares), product))
    nearest = graph.split("TopK", distance, graph.constant(np.array([model.k])), outputs=2, largest=0)[0]
    furthest = graph.add("ReduceMax", nearest, axis, keepdims=1)
    reach = graph.add("Add", furthest, graph.constant([SAME]))
    gap = graph.add("Sub", graph.constant([1.0]), graph.add("Div", distance, reach))
    weight = graph.add("Relu", gap)
    positive = graph.add("MatMul", weight, graph.constant(model.positive[:, None]))
    return graph.add("Div", positive, graph.add("ReduceSum", weight, axis, keepdims=1))


NEAREST_NEIGHBOURS: Final = Family("nearest_neighbours", linear_features, fit, add_to, suggest)
