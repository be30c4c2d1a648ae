"""A logistic regression for each tenant, shrunk to the one of all rows, as one matrix.

Without shrinkage small tenants fare worse than with the model of all rows; with it a tenant gets as
much of its own as its rows carry.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import optuna
from numpy.typing import NDArray
from onnx import TensorProto
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from .base import Family, Matrix, Parameters, Rows

Weights = NDArray[np.float64]

# Penalty on the squared distance from the weights of all rows: as if of so many rows.
SHRINKAGE: Final = 10.0
STEPS: Final = 50
TOLERANCE: Final = 1e-8


class TenantRegression:
    """The weights of each tenant, and those of all rows in the last row of the matrix."""

    def __init__(self, C: float = 1.0, shrinkage: float = SHRINKAGE) -> None:
        """Take the inverse penalty of the weights of all rows, and the one towards them."""
        self.overall = LogisticRegression(C=C, max_iter=1000)
        self.shrinkage = shrinkage
        self.weights: Weights = np.empty((0, 0))

    def fit(self, features: Matrix, target: NDArray[np.int8]) -> TenantRegression:
        """Fit all rows, then each tenant's own; the last column is the tenant's number, NaN for none."""
        columns, numbers = with_ones(features), features[:, -1]
        self.overall.fit(columns[:, :-1], target)
        start = np.append(self.overall.coef_[0], self.overall.intercept_)
        known = np.flatnonzero(~np.isnan(numbers))
        known = known[np.argsort(numbers[known], kind="stable")]
        tenants, first = np.unique(numbers[known], return_index=True)
        self.weights = np.tile(start, (int(tenants[-1]) + 2 if len(tenants) else 1, 1))
        for tenant, rows in zip(tenants.astype(int), np.split(known, first[1:]), strict=False):
            self.weights[tenant] = shrunk(columns[rows], target[rows], start, self.shrinkage)
        return self

    def predict_proba(self, features: Matrix) -> Matrix:
        """The probability of each class, by the weights of the row's tenant."""
        numbers = np.nan_to_num(features[:, -1], nan=len(self.weights) - 1).astype(np.int64)
        yes = expit((with_ones(features) * self.weights[numbers]).sum(axis=1))
        return np.column_stack([1 - yes, yes])


def with_ones(features: Matrix) -> Matrix:
    """The columns of the features and one of ones in place of the tenant."""
    return np.column_stack([features[:, :-1], np.ones(len(features))])


def shrunk(columns: Matrix, target: NDArray[np.int8], start: Weights, shrinkage: float) -> Weights:
    """The weights with the least loss and distance from `start`, by Newton's method with halved steps."""

    def loss(weights: Weights) -> float:
        scores = columns @ weights
        fit = np.logaddexp(0, scores).sum() - target @ scores
        return float(fit + shrinkage / 2 * ((weights - start) ** 2).sum())

    weights, least = start, loss(start)
    for _ in range(STEPS):
        chance = expit(columns @ weights)
        slope = columns.T @ (chance - target) + shrinkage * (weights - start)
        curvature = (columns.T * (chance * (1 - chance))) @ columns + shrinkage * np.eye(len(start))
        step = np.linalg.solve(curvature, slope)
        while (reached := loss(weights - step)) > least and np.abs(step).max() > TOLERANCE:
            step = step / 2
        weights, least = weights - step, min(reached, least)
        if np.abs(step).max() <= TOLERANCE:
            break
    return weights


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> TenantRegression:
    """Fit all rows, then the tenants."""
    return TenantRegression(**parameters).fit(*train)


def suggest(trial: optuna.trial.BaseTrial, rows: int) -> Parameters:
    """The inverse strength of the penalty, and how far tenants may be from all rows."""
    return {
        "C": trial.suggest_float("C", 1e-2, 1e1, log=True),
        "shrinkage": trial.suggest_float("shrinkage", 1.0, 1e4, log=True),
    }


def add_to(graph: Graph, columns: str, model: TenantRegression) -> str:
    """The logistic function of the sum that is weighted by the row of the tenant, or the last one."""
    last, width = model.weights.shape[0] - 1, model.weights.shape[1] - 1
    sizes = graph.constant(np.array([width, 1], np.int64))
    inputs, number = graph.split("Split", columns, sizes, outputs=2, axis=1)
    known = graph.add("Where", graph.add("IsNaN", number), graph.constant(np.array(float(last))), number)
    row = graph.add("Cast", graph.add("Squeeze", known, graph.constant(np.array([1]))), to=TensorProto.INT64)
    weights = graph.add("Gather", graph.constant(model.weights[:, :-1]), row, axis=0)
    intercept = graph.add("Gather", graph.constant(model.weights[:, -1:]), row, axis=0)
    product = graph.add("ReduceSum", graph.add("Mul", inputs, weights), graph.constant(np.array([1])))
    return graph.add("Sigmoid", graph.add("Add", product, intercept))


TENANTS: Final = Family(
    "logistic_regression", linear_features, fit, add_to, suggest, {"C": 1.0, "shrinkage": SHRINKAGE}
)
