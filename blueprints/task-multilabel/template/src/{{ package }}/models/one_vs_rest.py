"""A binary model for each class, each fitted on the rows whose label of it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..artifacts.graph import Graph
from .base import Family, Matrix, Parameters, Rows

# Parameters that each class has of its own, in the order of the classes.
OF_EACH: Final = "of_each_class"


@dataclass(frozen=True, slots=True)
class OneVsRest:
    """The fitted models, in the order of the classes.

    scikit-learn's `OneVsRestClassifier` and `MultiOutputClassifier` know no label that nobody knows.
    """

    estimators: tuple[Any, ...]

    def predict_proba(self, features: Matrix) -> NDArray[np.float64]:
        """The score of each class, a row a row of transformed features."""
        return np.column_stack([one.predict_proba(features)[:, 1] for one in self.estimators])


def one_vs_rest(family: Family) -> Family:
    """The family with a model for each class, where it has one model for yes or no."""

    def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> OneVsRest:
        each = parameters.get(OF_EACH) or [{}] * train.target.shape[1]
        shared = {name: value for name, value in parameters.items() if name != OF_EACH}
        others = [None] * len(each) if stop_on is None else list(by_class(stop_on))
        parts = zip(each, by_class(train), others, strict=True)
        return OneVsRest(tuple(family.fit(shared | own, rows, other) for own, rows, other in parts))

    def add_to(graph: Graph, columns: str, model: OneVsRest) -> str:
        return graph.add("Concat", *(family.add_to(graph, columns, one) for one in model.estimators), axis=1)

    def stopped(model: OneVsRest) -> Parameters:
        assert family.stopped is not None
        return {OF_EACH: [family.stopped(one) for one in model.estimators]}

    return replace(family, fit=fit, add_to=add_to, stopped=stopped if family.stopped else None)


def by_class(rows: Rows) -> Iterator[Rows]:
    """For each class the rows whose label of it is known."""
    for target in rows.target.T:
        known = target >= 0
        yield Rows(rows.features[known], target[known])
