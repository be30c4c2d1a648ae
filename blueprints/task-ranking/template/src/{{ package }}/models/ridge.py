"""A linear model of the grade, item by item: readable, and good where every column speaks for itself."""

from __future__ import annotations

from typing import Final

import numpy as np
import optuna
from sklearn.linear_model import Ridge

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Ridge:
    """Fit by least squares with a penalty; lists play no part."""
    return Ridge(**{"alpha": 1.0} | parameters).fit(train.features, train.target)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The strength of the penalty."""
    return {"alpha": trial.suggest_float("alpha", 1e-2, 1e3, log=True)}


def add_to(graph: Graph, columns: str, line: Ridge) -> str:
    """The weighted sum."""
    product = graph.add("MatMul", columns, graph.constant(line.coef_.reshape(-1, 1)))
    return graph.add("Add", product, graph.constant(np.array([line.intercept_])))


RIDGE: Final = Family("ridge", linear_features, fit, add_to, suggest, {"alpha": 1.0})
