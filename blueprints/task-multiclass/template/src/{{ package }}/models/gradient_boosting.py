"""Boosted trees on raw numbers and level codes."""

from __future__ import annotations

import math
from typing import Final

import lightgbm as lgb
import optuna
from lightgbm import LGBMClassifier

from ..artifacts.graph import Graph
from ..artifacts.trees import of_lightgbm
from ..config import design
from ..config.settings import THREADS
from ..data.contract import CLASSES
from ..features.preprocessing import CATEGORICAL, NUMERIC, tree_features
from .base import Family, Parameters, Rows, class_weights

# Early stopping ends long before, unless the learning rate is far too small for the table.
MAX_TREES: Final = 2_000
PATIENCE: Final = 50
# `deterministic` makes the result independent of the number of threads.
STEADY: Final[Parameters] = {"deterministic": True, "force_row_wise": True, "n_jobs": THREADS}
SLOW: Final[Parameters] = {"n_estimators": 200, "learning_rate": 0.03, "num_leaves": 15}
START: Final[Parameters] = {
    "learning_rate": 0.03,
    "num_leaves": 15,
    "min_child_samples": 20,
    "colsample_bytree": 0.8,
    "reg_lambda": 1.0,
}


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> LGBMClassifier:
    """Fit tree by tree; rows kept out end it when their loss has not fallen for a while."""
    settings: Parameters = {"random_state": design.SEED, "verbose": -1, **STEADY, **SLOW, **parameters}
    codes = list(range(len(NUMERIC), len(NUMERIC) + len(CATEGORICAL)))
    if stop_on is None:
        return LGBMClassifier(**settings).fit(*train, categorical_feature=codes)
    weights = settings.get("class_weight")
    return LGBMClassifier(**settings | {"n_estimators": MAX_TREES}).fit(
        *train,
        eval_X=stop_on.features,
        eval_y=stop_on.target,
        eval_class_weight=[weights] if weights else None,
        eval_metric="multi_logloss",
        categorical_feature=codes,
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )


def stopped(model: LGBMClassifier) -> Parameters:
    """The number of trees after which the loss no longer fell."""
    return {"n_estimators": max(1, model.best_iteration_)}


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """Trees as large as the table can feed; how many there are is found by early stopping."""
    most = min(255, max(15, round(math.sqrt(rows))))
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, most, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, max(100, rows // 200), log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1.0),
        "reg_lambda": trial.suggest_float("reg_lambda", 1e-2, 10.0, log=True),
        **class_weights(trial),
    }


def add_to(graph: Graph, columns: str, model: LGBMClassifier) -> str:
    """The shares by the sums of the leaves, a sum a class."""
    sums = of_lightgbm(model.booster_).add_to(graph, columns, targets=len(CLASSES))
    return graph.add("Softmax", sums, axis=1)


GRADIENT_BOOSTING: Final = Family("gradient_boosting", tree_features, fit, add_to, suggest, START, stopped)
