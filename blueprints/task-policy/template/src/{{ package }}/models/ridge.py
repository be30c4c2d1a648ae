"""A linear model of each action's reward: readable, and hard to beat where few decisions are logged."""

from __future__ import annotations

from typing import Final

import numpy as np
import optuna
from sklearn.linear_model import Ridge

from ..features.preprocessing import linear_features
from .actions import by_action
from .base import Family, Parameters, Rows
from .lines import Lines, add_to


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Lines:
    """Fit each action's reward by least squares with a penalty."""
    settings = {"alpha": 1.0} | parameters
    lines = [Ridge(**settings).fit(rows.features, rows.target) for rows in by_action(train)]
    coefficients = np.column_stack([line.coef_ for line in lines])
    return Lines(coefficients, np.array([line.intercept_ for line in lines]))


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The strength of the penalty."""
    return {"alpha": trial.suggest_float("alpha", 1e-1, 1e3, log=True)}


RIDGE: Final = Family("ridge", linear_features, fit, add_to, suggest, {"alpha": 1.0})
