"""Boosted trees that learn the order of lists: each pair counts by what its exchange would change in NDCG.

Source: Burges 2010, "From RankNet to LambdaRank to LambdaMART: An Overview".
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import lightgbm as lgb
import numpy as np
import optuna
from lightgbm import LGBMRanker

from ..artifacts.graph import Graph
from ..artifacts.trees import of_lightgbm
from ..config import design
from ..config.settings import THREADS
from ..features.preprocessing import CODES, tree_features
from ..task.lists import Whole
from ..task.metrics import Labels
from .base import Family, Matrix, Parameters, Rows

# Early stopping ends long before, unless the learning rate is far too small for the table.
MAX_TREES: Final = 2_000
PATIENCE: Final = 30
# `deterministic` makes the result independent of the number of threads.
STEADY: Final[Parameters] = {"deterministic": True, "force_row_wise": True, "n_jobs": THREADS}
SLOW: Final[Parameters] = {"n_estimators": 200, "learning_rate": 0.05, "num_leaves": 15}
START: Final[Parameters] = {
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_child_samples": 20,
    "colsample_bytree": 0.8,
    "lambdarank_truncation_level": design.K + 3,
}


class Groups(NamedTuple):
    """Rows list by list: LightGBM is told sizes only, and trains on any rows without a word."""

    features: Matrix
    target: Labels
    sizes: Whole


def grouped(rows: Rows) -> Groups:
    """The rows, each list in one piece."""
    place = np.argsort(rows.query, kind="stable")
    sizes = np.bincount(rows.query)
    return Groups(rows.features[place], rows.target[place], sizes[sizes > 0])


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> LGBMRanker:
    """Fit tree by tree; lists kept out end it when their NDCG has not risen for a while."""
    settings: Parameters = {
        "random_state": design.SEED,
        "verbose": -1,
        **worth(),
        **STEADY,
        **SLOW,
        **parameters,
    }
    rows = grouped(train)
    learned: dict[str, Any] = {"group": rows.sizes, "categorical_feature": CODES}
    if stop_on is None:
        return LGBMRanker(**settings).fit(rows.features, rows.target, **learned)
    kept_out = grouped(stop_on)
    return LGBMRanker(**settings | {"n_estimators": MAX_TREES}).fit(
        rows.features,
        rows.target,
        **learned,
        eval_X=kept_out.features,
        eval_y=kept_out.target,
        eval_group=[kept_out.sizes],
        eval_at=[design.K],
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )


def worth() -> Parameters:
    """What each grade is worth, where the design says it; else 2 to the power of the grade, less 1."""
    if not design.GAINS:
        return {}
    return {"label_gain": [design.GAINS.get(grade, 0.0) for grade in range(max(design.GAINS) + 1)]}


def stopped(model: LGBMRanker) -> Parameters:
    """The number of trees after which the order no longer became better."""
    return {"n_estimators": max(1, model.best_iteration_)}


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """Small trees and slow steps; how many trees there are is found by early stopping."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.1, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 7, 31, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 20, 100, log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.5, 1.0),
        "lambdarank_truncation_level": trial.suggest_int(
            "lambdarank_truncation_level", design.K + 2, design.K + 5
        ),
    }


def add_to(graph: Graph, columns: str, model: LGBMRanker) -> str:
    """The sum of the leaves."""
    return of_lightgbm(model.booster_).add_to(graph, columns, targets=1)


LAMBDARANK: Final = Family("lambdarank", tree_features, fit, add_to, suggest, START, stopped)
