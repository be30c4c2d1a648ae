"""Principal components; columns of one unit are compared as they are, others weigh the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import StandardScaler

from ..artifacts.graph import Graph
from ..data.contract import MODEL_FEATURES
from ..features.preprocessing import linear_features
from ..task.components import spectrum, turn
from ..task.space import COLUMNS, Scores, weights_of
from .base import Family, Matrix, Parameters, Rows
from .number_of_components import number, of_noise

UNITS: Final = {f.unit if f.kind in ("integer", "number") else "" for f in MODEL_FEATURES}
# Pixels, or amounts in one currency: how much a column varies is what it tells.
ONE_UNIT: Final = len(UNITS) == 1 and bool(UNITS - {""})


class OneScale(StandardScaler):  # type: ignore[misc]
    """Columns in one unit: all are divided by the same, the deviation that is usual."""

    def fit(self, X: Matrix, y: None = None, sample_weight: None = None) -> OneScale:
        """Learn the means, and the one scale."""
        super().fit(X)
        usual = float(np.sqrt(self.var_.mean()))
        self.scale_ = np.full_like(self.var_, usual if usual > 0 else 1.0)
        return self


@dataclass(frozen=True, slots=True)
class Components:
    """The weight of each coordinate, the middle of the rows, the axes around it, and what they keep."""

    weights: Scores
    centre: Scores
    axes: Scores
    """A row each, orthogonal, of length one."""
    offset: Scores
    """The components of the middle."""
    explained: tuple[float, ...] = ()
    """Share of the training rows' variance along each axis, as fitted."""
    noise: tuple[float, ...] = ()
    """The same of shuffled columns."""

    def predict(self, features: Matrix) -> Scores:
        """The components, what they miss, then the coordinates."""
        centred = features * self.weights - self.centre
        along = centred @ self.axes.T
        missed = ((centred - along @ self.axes) ** 2).sum(axis=1) / len(COLUMNS)
        return np.column_stack([along + self.offset, missed, centred])

    def turned(self, own: Scores, wanted: Scores) -> Components:
        """The same components by other axes: those that bring the rows' own nearest to the wanted."""
        rotation = turn(own, wanted)
        offset = (self.offset - own.mean(axis=0)) @ rotation + wanted.mean(axis=0)
        return replace(self, axes=rotation.T @ self.axes, offset=offset)


def features(frame: pl.DataFrame) -> ColumnTransformer:
    """Numbers centred, by one scale where they have one unit; a column a level."""
    usual = linear_features(frame)
    return usual.set_params(numeric__scale=OneScale()) if ONE_UNIT else usual


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Components:
    """The components of the rows, that of largest variance first."""
    weights = np.ones(train.features.shape[1]) if ONE_UNIT else weights_of(train.features)
    placed = train.features * weights
    found, noise = spectrum(placed), of_noise(placed)
    count = parameters.get("components") or number(found, noise)
    total = found.variances.sum()
    return Components(
        weights,
        placed.mean(axis=0),
        found.axes[:count],
        np.zeros(count),
        tuple((found.variances[:count] / total).tolist()),
        tuple((noise[:count] / total).tolist()),
    )


def decided(model: Components) -> Parameters:
    """How many components, and what each of them keeps."""
    shares: dict[str, Any] = {"explained": list(model.explained), "noise": list(model.noise)}
    return {"components": len(model.axes), **shares}


def add_to(graph: Graph, columns: str, model: Components) -> str:
    """Two products of matrices, there and back, and the squares of what was lost on the way."""
    placed = graph.add("Mul", columns, graph.constant(model.weights))
    centred = graph.add("Sub", placed, graph.constant(model.centre))
    along = graph.add("MatMul", centred, graph.constant(model.axes.T))
    back = graph.add("MatMul", along, graph.constant(model.axes))
    lost = graph.add("ReduceSumSquare", graph.add("Sub", centred, back), graph.constant([1]))
    missed = graph.add("Div", lost, graph.constant(float(len(COLUMNS))))
    embedding = graph.add("Add", along, graph.constant(model.offset))
    return graph.add("Concat", embedding, missed, centred, axis=1)


PCA: Final = Family("pca", features, fit, add_to, stopped=decided)
