"""A model for each inner node of the tree, whose answers multiply down the path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..artifacts.graph import Graph
from ..config.design import LEVELS
from ..task.tree import ABOVE, FIRST, NAMES
from .base import Family, Matrix, Parameters, Rows

# A class of fewer rows is not told from its siblings by what its rows say, but by how many there are.
MIN_ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class Node:
    """The classes below one class: a model of the frequent ones, and fixed shares of the rare ones."""

    shares: NDArray[np.float64]
    """Of the children: fixed where a child is rare, otherwise nothing."""
    frequent: NDArray[np.int64]
    """Places of the children that the model tells apart."""
    model: Any

    def predict(self, features: Matrix) -> NDArray[np.float64]:
        """The share of each child in its parent, a row a row of transformed features."""
        answers = np.tile(self.shares, (len(features), 1))
        rest = 1 - self.shares.sum()
        answers[:, self.frequent] = rest * (1.0 if self.model is None else self.model.predict_proba(features))
        return answers


@dataclass(frozen=True, slots=True)
class PerParent:
    """The fitted nodes, level by level, each level in the order of the tree."""

    levels: tuple[tuple[Node, ...], ...]

    def predict_proba(self, features: Matrix) -> NDArray[np.float64]:
        """The probability of each leaf, a row a row of transformed features."""
        product = np.ones((len(features), 1))
        for level, nodes in enumerate(self.levels):
            parents = np.repeat(np.arange(len(nodes)), [len(node.shares) for node in nodes])
            shares = np.hstack([node.predict(features) for node in nodes])
            product = product[:, parents] * shares
            assert product.shape[1] == len(NAMES[level])
        return product


def per_parent(family: Family) -> Family:
    """The family with a model for each inner node, where it has one for all classes."""

    def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> PerParent:
        levels = []
        for level in range(len(LEVELS)):
            places = ABOVE[level][train.target]
            nodes = []
            for first, last in children(level):
                inside = (places >= first) & (places < last)
                rows = Rows(train.features[inside], places[inside] - first)
                nodes.append(node(family, parameters, rows, last - first))
            levels.append(tuple(nodes))
        return PerParent(tuple(levels))

    def add_to(graph: Graph, columns: str, fitted: PerParent) -> str:
        product = ""
        for nodes in fitted.levels:
            shares = [add_node(family, graph, columns, one) for one in nodes]
            joined = graph.add("Concat", *shares, axis=1) if len(shares) > 1 else shares[0]
            if not product:
                product = joined
                continue
            parents = np.repeat(np.arange(len(nodes)), [len(one.shares) for one in nodes])
            above = graph.add("Gather", product, graph.constant(parents), axis=1)
            product = graph.add("Mul", above, joined)
        return product

    return replace(family, fit=fit, add_to=add_to)


def children(level: int) -> list[tuple[int, int]]:
    """Of each class above a level, between which places its classes at the level stand."""
    if level == 0:
        return [(0, len(NAMES[0]))]
    starts = ABOVE[level][FIRST[level - 1]].tolist()
    return list(zip(starts, [*starts[1:], len(NAMES[level])], strict=True))


def node(family: Family, parameters: Parameters, rows: Rows, width: int) -> Node:
    """The children of one class, fitted on the rows of any of them."""
    counts = np.bincount(rows.target, minlength=width)
    frequent = np.flatnonzero(counts >= MIN_ROWS)
    if not frequent.size:
        return Node((counts + 1) / (counts + 1).sum(), frequent, None)
    shares = np.where(counts < MIN_ROWS, (counts + 1) / (counts.sum() + len(counts)), 0.0)
    if frequent.size == 1:
        return Node(shares, frequent, None)
    kept = np.isin(rows.target, frequent)
    model = family.fit(parameters, Rows(rows.features[kept], rows.target[kept]), None)
    return Node(shares, frequent, model)


def add_node(family: Family, graph: Graph, columns: str, fitted: Node) -> str:
    """The shares of the children, as `Node.predict` answers them."""
    rest = 1 - fitted.shares.sum()
    spread = np.zeros((max(len(fitted.frequent), 1), len(fitted.shares)))
    spread[np.arange(len(fitted.frequent)), fitted.frequent] = rest
    told = ones(graph, columns) if fitted.model is None else family.add_to(graph, columns, fitted.model)
    return graph.add("Add", graph.add("MatMul", told, graph.constant(spread)), graph.constant(fitted.shares))


def ones(graph: Graph, columns: str) -> str:
    """A column of ones, of as many rows as there are."""
    first, last = graph.constant(np.array([0], np.int64)), graph.constant(np.array([1], np.int64))
    column = graph.add("Slice", columns, first, last, last)
    return graph.add("Where", graph.add("IsNaN", column), graph.constant(1.0), graph.constant(1.0))
