"""One small tree, which a person can follow."""

from __future__ import annotations

from typing import Final

import optuna
from sklearn.tree import DecisionTreeClassifier

from ..artifacts.graph import Graph
from ..config import design
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows, class_weights
from .sklearn_trees import add_trees, positives


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> DecisionTreeClassifier:
    """Fit to a small depth, unless the parameters say otherwise."""
    settings: Parameters = {"random_state": design.SEED, "max_depth": 5, "min_samples_leaf": 20}
    return DecisionTreeClassifier(**settings | parameters).fit(*train)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """How deep, and how few rows a leaf may have."""
    return {
        "max_depth": trial.suggest_int("max_depth", 2, 10),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, max(100, rows // 200), log=True),
        **class_weights(trial),
    }


def add_to(graph: Graph, columns: str, model: DecisionTreeClassifier) -> str:
    """The share of positives in the leaf."""
    return add_trees(graph, columns, [model.tree_], positives)


DECISION_TREE: Final = Family("decision_tree", linear_features, fit, add_to, suggest)
