"""Many trees, each on a part of rows and columns."""

from __future__ import annotations

from typing import Final

import optuna
from sklearn.ensemble import RandomForestClassifier

from ..artifacts.graph import Graph
from ..config import design
from ..config.settings import THREADS
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows, class_weights
from .sklearn_trees import add_trees, positives


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> RandomForestClassifier:
    """Fit deep trees with small leaves."""
    settings: Parameters = {"random_state": design.SEED, "n_jobs": THREADS, "n_estimators": 200}
    return RandomForestClassifier(**settings | {"min_samples_leaf": 5} | parameters).fit(*train)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """How few rows a leaf may have, and how many columns a split sees."""
    return {
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 2, max(50, rows // 500), log=True),
        "max_features": trial.suggest_float("max_features", 0.1, 1.0),
        **class_weights(trial),
    }


def add_to(graph: Graph, columns: str, model: RandomForestClassifier) -> str:
    """The mean share of positives over the leaves."""
    total = add_trees(graph, columns, (tree.tree_ for tree in model.estimators_), positives)
    return graph.add("Div", total, graph.constant([float(model.n_estimators)]))


RANDOM_FOREST: Final = Family("random_forest", linear_features, fit, add_to, suggest)
