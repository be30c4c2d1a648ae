"""A linear model on the learned scale: hard to beat on a small table, and readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import optuna
from sklearn.linear_model import Ridge

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from ..task.metrics import Scores
from ..task.target import learned
from .base import Family, Matrix, Parameters, Rows


@dataclass(frozen=True, slots=True)
class Line:
    """The line; it knows no spread, so that each row has the same."""

    model: Ridge

    def predict(self, features: Matrix) -> Scores:
        """Centre, and ends that are one unit apart."""
        centre = self.model.predict(features)
        return np.column_stack([centre, centre - 0.5, centre + 0.5])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Line:
    """Fit by least squares with a penalty."""
    return Line(Ridge(**{"alpha": 1.0} | parameters).fit(train.features, learned(train.target)))


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The strength of the penalty."""
    return {"alpha": trial.suggest_float("alpha", 1e-2, 1e3, log=True)}


def add_to(graph: Graph, columns: str, line: Line) -> str:
    """The weighted sum, and the ends beside it."""
    product = graph.add("MatMul", columns, graph.constant(line.model.coef_.reshape(-1, 1)))
    centre = graph.add("Add", product, graph.constant(np.array([line.model.intercept_])))
    return graph.add("Add", centre, graph.constant(np.array([[0.0, -0.5, 0.5]])))


RIDGE: Final = Family("ridge", linear_features, fit, add_to, suggest, {"alpha": 1.0})
