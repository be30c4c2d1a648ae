"""Random trees in which odd rows are alone soon.

Source: Liu, Ting & Zhou 2008, "Isolation forest"; scores as scikit-learn has them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import optuna
from sklearn.ensemble import IsolationForest
from sklearn.tree._tree import Tree

from ..artifacts.graph import Graph
from ..config import design
from ..config.settings import THREADS
from ..features.preprocessing import linear_features
from ..task.metrics import Scores
from .base import Family, Matrix, Parameters, Rows
from .deviations import Deviations
from .sklearn_trees import add_trees

# More of them change no decision.
TREES: Final = 100
# Trees on few rows tell crowds of anomalies from usual rows; larger ones take a crowd for usual.
SAMPLE: Final = 256


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees, and what explains their scores."""

    model: IsolationForest
    deviations: Deviations

    def predict(self, features: Matrix) -> Scores:
        """How soon each row is alone, from 0 to 1, and its deviations."""
        alone = -self.model.score_samples(features)
        return np.column_stack([alone, self.deviations.of(features)])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Forest:
    """Grow the trees; labels are not looked at."""
    settings = {"n_estimators": TREES, "max_samples": SAMPLE} | parameters
    settings["max_samples"] = min(settings["max_samples"], len(train.features))
    forest = IsolationForest(**settings, random_state=design.SEED, n_jobs=THREADS)
    return Forest(forest.fit(train.features), Deviations.fit(train.features))


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """How many rows a tree sees."""
    return {"max_samples": trial.suggest_int("max_samples", 64, max(64, min(4096, rows)), log=True)}


def add_to(graph: Graph, columns: str, model: Forest) -> str:
    """Two to the minus of the mean depth, relative to what is usual, and the deviations."""
    forest = model.model
    depths = add_trees(graph, columns, (tree.tree_ for tree in forest.estimators_), depth)
    usual = len(forest.estimators_) * path_length(forest.max_samples_)
    relative = graph.add("Div", depths, graph.constant([-usual]))
    score = graph.add("Pow", graph.constant([2.0]), relative)
    return graph.add("Concat", score, model.deviations.add_to(graph, columns), axis=1)


def depth(tree: Tree, position: int, depth: int) -> float:
    """The depth of a leaf, and what its rows would add if the tree went on."""
    return depth + path_length(int(tree.n_node_samples[position]))


def path_length(rows: int) -> float:
    """Mean depth at which a row of so many is alone, in a tree that is split at random."""
    if rows <= 1:
        return 0.0
    if rows == 2:
        return 1.0
    return 2 * (math.log(rows - 1) + np.euler_gamma) - 2 * (rows - 1) / rows


ISOLATION_FOREST: Final = Family(
    "isolation_forest", linear_features, fit, add_to, suggest, {"max_samples": SAMPLE}
)
