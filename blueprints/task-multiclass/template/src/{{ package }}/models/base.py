"""What a family of models is to training and export, and a fitted member of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import optuna
import polars as pl
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer

from ..artifacts.graph import Graph
from ..config import design
from ..features.preprocessing import model_input
from ..task.metrics import Labels, Scores

Parameters: TypeAlias = dict[str, Any]
Matrix: TypeAlias = NDArray[np.float64]


class Rows(NamedTuple):
    """Transformed features and the label."""

    features: Matrix
    target: Labels


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of model: how one is fitted, which parameters are tried, and how it becomes a graph."""

    name: str
    features: Callable[[pl.DataFrame], ColumnTransformer]
    """The unfitted transformers that the rows need."""
    fit: Callable[[Parameters, Rows, Rows | None], Any]
    """The estimator with these parameters; rows kept out tell an iterative one when to stop."""
    add_to: Callable[[Graph, str, Any], str]
    """Add the fitted estimator to a graph, on the named columns; answers the name of the scores."""
    suggest: Callable[[optuna.trial.BaseTrial, int], Parameters] | None = None
    """The parameters of a trial, for a number of rows."""
    start: Parameters | None = None
    """The parameters that are tried first, so that tuning does not end below what is usual."""
    stopped: Callable[[Any], Parameters] | None = None
    """What the rows kept out decided, as parameters of the same fit without them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted model, with what it was fitted by."""

    family: Family
    features: ColumnTransformer
    estimator: Any
    parameters: Parameters

    def scores(self, frame: pl.DataFrame) -> Scores:
        """A raw score for each class, a row a row, before calibration."""
        return raw_scores(self.estimator, self.features.transform(model_input(frame)))


def raw_scores(estimator: Any, features: Matrix) -> Scores:
    """The estimator's scores of each row of transformed features."""
    scores: Scores = estimator.predict_proba(features)
    return scores


def class_weights(trial: optuna.trial.BaseTrial) -> Parameters:
    """Whether the loss weighs rare classes, where the design allows it: only where that helps."""
    if design.CLASS_WEIGHT is None:
        return {}
    return {"class_weight": trial.suggest_categorical("class_weight", [None, design.CLASS_WEIGHT])}
