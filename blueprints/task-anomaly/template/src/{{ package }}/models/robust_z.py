"""The oddest column decides: no model at all, and the bar for every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from ..task.metrics import Scores
from .base import Family, Matrix, Parameters, Rows
from .deviations import Deviations


@dataclass(frozen=True, slots=True)
class Oddest:
    """The deviations and nothing else."""

    deviations: Deviations

    def predict(self, features: Matrix) -> Scores:
        """The largest deviation z as z / (1 + z), and all of them."""
        each = self.deviations.of(features)
        largest = each.max(axis=1, keepdims=True)
        return np.hstack([largest / (1 + largest), each])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Oddest:
    """Read medians and spreads off the rows; labels are not looked at."""
    return Oddest(Deviations.fit(train.features))


def add_to(graph: Graph, columns: str, model: Oddest) -> str:
    """Score and deviations side by side."""
    each = model.deviations.add_to(graph, columns)
    largest = graph.add("ReduceMax", each, graph.constant([1]))
    score = graph.add("Div", largest, graph.add("Add", largest, graph.constant([1.0])))
    return graph.add("Concat", score, each, axis=1)


ROBUST_Z: Final = Family("robust_z", linear_features, fit, add_to)
