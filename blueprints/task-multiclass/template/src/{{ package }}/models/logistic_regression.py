"""A linear model of the log odds of each class: hard to beat on a small table, and readable."""

from __future__ import annotations

from typing import Final

import optuna
from sklearn.linear_model import LogisticRegression

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows, class_weights


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> LogisticRegression:
    """Fit by maximum likelihood with the declared penalty."""
    settings: Parameters = {"max_iter": 1000}
    return LogisticRegression(**settings | parameters).fit(*train)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The inverse strength of the penalty."""
    return {"C": trial.suggest_float("C", 1e-2, 1e1, log=True), **class_weights(trial)}


def add_to(graph: Graph, columns: str, model: LogisticRegression) -> str:
    """The shares by the weighted sums, a sum a class."""
    product = graph.add("MatMul", columns, graph.constant(model.coef_.T))
    return graph.add("Softmax", graph.add("Add", product, graph.constant(model.intercept_)), axis=1)


LOGISTIC_REGRESSION: Final = Family("logistic_regression", linear_features, fit, add_to, suggest, {"C": 1.0})
