"""What people would use instead, with its own defaults."""

from __future__ import annotations

import tempfile
from typing import Any, Protocol

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostRanker, CatBoostRegressor
from flaml import AutoML
from scores import Array
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

LEVELS = make_column_selector(dtype_include="category")
NUMBERS = make_column_selector(dtype_exclude="category")
THREADS = 2


class Rival(Protocol):
    """Fits on the training rows and answers the test rows, in about so many seconds where it can choose."""

    def __call__(
        self,
        task: str,
        train: pd.DataFrame,
        target: Array,
        test: pd.DataFrame,
        groups: Array | None,
        seconds: float,
    ) -> Array: ...


def linear(task, train, target, test, groups, seconds) -> Array:
    """Logistic regression or ridge on scaled numbers and a column for each level."""
    numbers = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    levels = OneHotEncoder(handle_unknown="ignore")
    features = ColumnTransformer([("numbers", numbers, NUMBERS), ("levels", levels, LEVELS)])
    estimator = LogisticRegression(max_iter=1_000) if _classifies(task) else Ridge()
    return _answers(task, make_pipeline(features, estimator).fit(train, target), test)


def boosted(task, train, target, test, groups, seconds) -> Array:
    """scikit-learn's histogram boosting on numbers as they are and codes of levels."""
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    features = ColumnTransformer([("levels", codes, LEVELS)], remainder="passthrough")
    kind = HistGradientBoostingClassifier if _classifies(task) else HistGradientBoostingRegressor
    return _answers(task, make_pipeline(features, kind(random_state=0)).fit(train, target), test)


def catboost(task, train, target, test, groups, seconds) -> Array:
    """CatBoost, which takes levels as they are; queries ranked by its own loss."""
    levels = LEVELS(train)
    train, test = (frame.astype(dict.fromkeys(levels, "object")) for frame in (train, test))
    settings = {"verbose": False, "random_seed": 0, "thread_count": THREADS, "allow_writing_files": False}
    if task == "ranking":
        order = np.argsort(groups, kind="stable")
        model = CatBoostRanker(cat_features=levels, **settings)
        model.fit(train.iloc[order], target[order], group_id=groups[order])
    else:
        kind = CatBoostClassifier if _classifies(task) else CatBoostRegressor
        model = kind(cat_features=levels, **settings).fit(train, target)
    return _answers(task, model, test)


def flaml(task, train, target, test, groups, seconds) -> Array:
    """FLAML, which searches families and their parameters for as long as it is given."""
    model = AutoML()
    with tempfile.NamedTemporaryFile() as log:
        settings = {
            "time_budget": seconds,
            "n_jobs": THREADS,
            "seed": 0,
            "verbose": 0,
            "log_file_name": log.name,
        }
        if task == "ranking":
            order = np.argsort(groups, kind="stable")
            queries = pd.factorize(groups[order])[0]
            settings |= {"task": "rank", "groups": queries, "metric": "ndcg@10"}
            model.fit(train.iloc[order], target[order].astype(int), **settings)
        else:
            settings |= (
                {"task": "classification", "metric": "log_loss"}
                if _classifies(task)
                else {"task": "regression", "metric": "mae"}
            )
            model.fit(train, target, **settings)
    return _answers(task, model, test)


RIVALS: dict[str, Rival] = {
    "linear model of scikit-learn": linear,
    "HistGradientBoosting of scikit-learn": boosted,
    "CatBoost": catboost,
    "FLAML": flaml,
}


def _classifies(task: str) -> bool:
    return task in ("binary", "multiclass")


def _answers(task: str, model: Any, test: pd.DataFrame) -> Array:
    if not _classifies(task):
        return np.asarray(model.predict(test), float).ravel()
    probabilities = np.asarray(model.predict_proba(test), float)
    return probabilities[:, 1] if task == "binary" else probabilities
