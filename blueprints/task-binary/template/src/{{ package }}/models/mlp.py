"""A small neural network, stopped before it learns the rows by heart."""

from __future__ import annotations

from typing import Final

import optuna
from sklearn.neural_network import MLPClassifier

from ..artifacts.graph import Graph
from ..config import design
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> MLPClassifier:
    """Fit until a tenth of the rows, kept out by the estimator itself, is answered no better."""
    settings: Parameters = {"random_state": design.SEED, "early_stopping": True, "max_iter": 500}
    return MLPClassifier(**settings | parameters).fit(*train)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The width of the hidden layer, the penalty and the step."""
    return {
        "hidden_layer_sizes": [trial.suggest_int("width", 8, 128, log=True)],
        "alpha": trial.suggest_float("alpha", 1e-5, 1e-1, log=True),
        "learning_rate_init": trial.suggest_float("learning_rate_init", 1e-4, 1e-2, log=True),
    }


def add_to(graph: Graph, columns: str, model: MLPClassifier) -> str:
    """The layers, with the positive part between them and the logistic function behind them."""
    for layer, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        inputs = graph.add("Relu", columns) if layer else columns
        columns = graph.add("Add", graph.add("MatMul", inputs, graph.constant(weights)), graph.constant(bias))
    return graph.add("Sigmoid", columns)


MLP: Final = Family("mlp", linear_features, fit, add_to, suggest)
