"""What a family of models is to training and export, and a fitted member of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer

from ..artifacts.graph import Graph
from ..features.preprocessing import model_input
from ..task.eligibility import masked
from ..task.metrics import Scores

Parameters: TypeAlias = dict[str, Any]
Matrix: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of model: how one is learned in the simulator, and how it becomes a graph."""

    name: str
    features: Callable[[pl.DataFrame], ColumnTransformer]
    """The unfitted transformers that the states need."""
    fit: Callable[[Parameters, pl.DataFrame, ColumnTransformer], Any]
    """The estimator of what each action brings, learned from these states on."""
    add_to: Callable[[Graph, str, Any], str]
    """Add the fitted estimator to a graph, on the named columns; answers the name of the scores."""
    parameters: Parameters
    """Those that it is learned by."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted model, with what it was fitted by."""

    family: Family
    features: ColumnTransformer
    estimator: Any
    parameters: Parameters

    def scores(self, frame: pl.DataFrame) -> Scores:
        """What each action brings, a row a row."""
        scores: Scores = self.estimator.predict(self.features.transform(model_input(frame)))
        return masked(scores, frame)
