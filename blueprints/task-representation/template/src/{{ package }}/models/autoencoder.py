"""A denoising autoencoder: what a row was, told from the row with values of others in it.

Source: Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from sklearn.neural_network import MLPRegressor

from ..artifacts.graph import Graph
from ..config import design
from ..task.components import turn
from ..task.space import COLUMNS, Scores, blocks, weights_of
from .base import Family, Matrix, Parameters, Rows
from .pca import ONE_UNIT, features

HIDDEN: Final = 128
# Passes over the rows, each with other values in the place of some.
EPOCHS: Final = 60
BATCH: Final = 128


@dataclass(frozen=True, slots=True)
class Layer:
    """A product with a matrix, and what is added to it."""

    weights: Scores
    bias: Scores

    def __call__(self, values: Scores) -> Scores:
        """The values of the layer."""
        found: Scores = values @ self.weights + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Autoencoder:
    """The weight of each coordinate, the middle of the rows, and two layers each way."""

    weights: Scores
    centre: Scores
    into: Layer
    embed: Layer
    release: Layer
    out_of: Layer
    back: Scores
    """From the embedding, as it is answered, to the one that was learned."""
    offset: Scores

    def predict(self, rows: Matrix) -> Scores:
        """The embedding, what it misses, then the coordinates."""
        centred = rows * self.weights - self.centre
        embedding = self.embed(np.maximum(self.into(centred), 0))
        learned = (embedding - self.offset) @ self.back
        given_back = self.out_of(np.maximum(self.release(np.maximum(learned, 0)), 0))
        missed = ((centred - given_back) ** 2).sum(axis=1) / len(COLUMNS)
        return np.column_stack([embedding, missed, centred])

    def turned(self, own: Scores, wanted: Scores) -> Autoencoder:
        """The same embedding by other axes: those that bring the rows' own nearest to the wanted."""
        rotation = turn(own, wanted)
        bias = (self.embed.bias - own.mean(axis=0)) @ rotation + wanted.mean(axis=0)
        offset = (self.offset - own.mean(axis=0)) @ rotation + wanted.mean(axis=0)
        embed = Layer(self.embed.weights @ rotation, bias)
        return replace(self, embed=embed, back=rotation.T @ self.back, offset=offset)


def corrupted(rows: Scores, draw: np.random.Generator) -> Scores:
    """The rows with some columns of others in them; the levels of a category go together."""
    found = []
    for block in blocks(rows):
        others = block[draw.integers(0, len(rows), len(rows))]
        swapped = draw.random(len(rows)) < design.CORRUPTION
        found.append(np.where(swapped[:, None], others, block))
    return np.hstack(found)


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> Autoencoder:
    """Learn to undo corruption; the target of the rows is not looked at."""
    weights = np.ones(train.features.shape[1]) if ONE_UNIT else weights_of(train.features)
    centre = (train.features * weights).mean(axis=0)
    rows = train.features * weights - centre
    draw, size = np.random.default_rng(design.SEED), design.COMPONENTS
    network = MLPRegressor(
        hidden_layer_sizes=(HIDDEN, size, HIDDEN), batch_size=min(BATCH, len(rows)), random_state=design.SEED
    )
    for _ in range(EPOCHS):
        network.partial_fit(corrupted(rows, draw), rows)
    into, embed, release, out_of = map(Layer, network.coefs_, network.intercepts_)
    return Autoencoder(weights, centre, into, embed, release, out_of, np.eye(size), np.zeros(size))


def add_to(graph: Graph, columns: str, model: Autoencoder) -> str:
    """Two layers there, two back, and the squares of what was lost on the way."""

    def apply(layer: Layer, values: str) -> str:
        product = graph.add("MatMul", values, graph.constant(layer.weights))
        return graph.add("Add", product, graph.constant(layer.bias))

    placed = graph.add("Mul", columns, graph.constant(model.weights))
    centred = graph.add("Sub", placed, graph.constant(model.centre))
    embedding = apply(model.embed, graph.add("Relu", apply(model.into, centred)))
    moved = graph.add("Sub", embedding, graph.constant(model.offset))
    learned = graph.add("MatMul", moved, graph.constant(model.back))
    hidden = graph.add("Relu", apply(model.release, graph.add("Relu", learned)))
    lost = graph.add("Sub", centred, apply(model.out_of, hidden))
    squares = graph.add("ReduceSumSquare", lost, graph.constant([1]))
    missed = graph.add("Div", squares, graph.constant(float(len(COLUMNS))))
    return graph.add("Concat", embedding, missed, centred, axis=1)


AUTOENCODER: Final = Family("autoencoder", features, fit, add_to)
