"""Boosted trees for each action's reward, on raw numbers and level codes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import lightgbm as lgb
import numpy as np
import optuna
from lightgbm import LGBMRegressor

from ..artifacts.graph import Graph
from ..artifacts.trees import of_lightgbm
from ..config import design
from ..config.settings import THREADS
from ..features.preprocessing import CODES, tree_features
from ..task.policy import Rewards
from .actions import by_action
from .base import Family, Matrix, Parameters, Rows

# Early stopping ends before, unless the learning rate is far too small for the log.
MAX_TREES: Final = 500
PATIENCE: Final = 30
# `deterministic` makes the result independent of the number of threads.
STEADY: Final[Parameters] = {"deterministic": True, "force_row_wise": True, "n_jobs": THREADS}
SLOW: Final[Parameters] = {"n_estimators": 60, "learning_rate": 0.05, "num_leaves": 8}
START: Final[Parameters] = {
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_child_samples": 40,
    "reg_lambda": 1.0,
}
# Trees of each action, in their order.
TREES: Final = "trees_of_each_action"


@dataclass(frozen=True, slots=True)
class Forests:
    """The trees of each action."""

    actions: tuple[LGBMRegressor, ...]

    def predict(self, features: Matrix) -> Rewards:
        """The expected reward of each action."""
        return np.column_stack([one.predict(features) for one in self.actions])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Forests:
    """Fit tree by tree; rows kept out end it when their loss has not fallen for a while."""
    shared = {name: value for name, value in parameters.items() if name != TREES}
    settings: Parameters = {"random_state": design.SEED, "verbose": -1, **STEADY, **SLOW, **shared}
    rows = list(by_action(train))
    if stop_on is not None:
        kept_out = by_action(stop_on)
        return Forests(tuple(stopping(settings, *pair) for pair in zip(rows, kept_out, strict=True)))
    counts = parameters.get(TREES) or [settings["n_estimators"]] * len(rows)
    own = ({**settings, "n_estimators": count} for count in counts)
    return Forests(
        tuple(
            LGBMRegressor(**chosen).fit(part.features, part.target, categorical_feature=CODES)
            for chosen, part in zip(own, rows, strict=True)
        )
    )


def stopping(settings: Parameters, train: Rows, stop_on: Rows) -> LGBMRegressor:
    """The trees of one action, as many as lower the loss of the rows kept out."""
    return LGBMRegressor(**settings | {"n_estimators": MAX_TREES}).fit(
        train.features,
        train.target,
        eval_X=stop_on.features,
        eval_y=stop_on.target,
        categorical_feature=CODES,
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )


def stopped(model: Forests) -> Parameters:
    """The number of trees of each action after which its loss no longer fell."""
    return {TREES: [max(1, one.best_iteration_) for one in model.actions]}


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """Trees as large as the decisions of one action can feed."""
    most = min(31, max(8, round(math.sqrt(rows / 20))))
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.15, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, most, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 20, 200, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 1e-1, 10.0, log=True),
    }


def add_to(graph: Graph, columns: str, model: Forests) -> str:
    """The sums of the leaves, one for each action."""
    sums = (of_lightgbm(one.booster_).add_to(graph, columns, targets=1) for one in model.actions)
    return graph.add("Concat", *sums, axis=1)


GRADIENT_BOOSTING: Final = Family("gradient_boosting", tree_features, fit, add_to, suggest, START, stopped)
