"""How far each column of a row is off, which explains a score whatever model gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..artifacts.graph import Graph
from ..features.preprocessing import CATEGORICAL, NUMERIC
from ..task.metrics import Scores
from .base import Matrix

# The quartiles of a normal distribution are so many standard deviations apart.
QUARTILES: Final = 1.349
LEVELS: Final = tuple(len(feature.values) for feature in CATEGORICAL)


@dataclass(frozen=True, slots=True)
class Deviations:
    """Median and spread of each number, and how odd each level of each category is."""

    centre: Scores
    spread: Scores
    oddness: tuple[Scores, ...]

    @classmethod
    def fit(cls, features: Matrix) -> Deviations:
        """Spread by the quartiles; by the standard deviation where half of the rows are alike."""
        numbers = features[:, : len(NUMERIC)]
        low, centre, high = np.quantile(numbers, [0.25, 0.5, 0.75], axis=0)
        spread = np.where(high > low, (high - low) / QUARTILES, numbers.std(axis=0))
        return cls(centre, np.where(spread > 0, spread, 1.0), tuple(map(oddness, blocks(features))))

    def of(self, features: Matrix) -> Scores:
        """A deviation for each column of the contract; a null or unseen level has none."""
        numbers = np.abs(features[:, : len(NUMERIC)] - self.centre) / self.spread
        levels = [
            (block * odd).max(axis=1) for block, odd in zip(blocks(features), self.oddness, strict=True)
        ]
        return np.column_stack([numbers, *levels])

    def add_to(self, graph: Graph, columns: str) -> str:
        """The same in a graph, a column each."""
        sizes = [size for size in (len(NUMERIC), *LEVELS) if size]
        parts = [columns]
        if len(sizes) > 1:
            split = graph.constant(np.array(sizes))
            parts = graph.split("Split", columns, split, outputs=len(sizes), axis=1)
        found = []
        if len(NUMERIC):
            off = graph.add("Abs", graph.add("Sub", parts.pop(0), graph.constant(self.centre)))
            found.append(graph.add("Div", off, graph.constant(self.spread)))
        for block, odd in zip(parts, self.oddness, strict=True):
            found.append(
                graph.add("ReduceMax", graph.add("Mul", block, graph.constant(odd)), graph.constant([1]))
            )
        return graph.add("Concat", *found, axis=1) if len(found) > 1 else found[0]


def blocks(features: Matrix) -> list[Matrix]:
    """The columns of each category, one a level."""
    return np.split(features[:, len(NUMERIC) :], np.cumsum(LEVELS)[:-1], axis=1) if LEVELS else []


def oddness(block: Matrix) -> Scores:
    """How many standard deviations a level is off: the rarer, the more; one that nobody has, as one row."""
    share = np.maximum(block.mean(axis=0), 1 / len(block))
    odd: Scores = np.sqrt((1 - np.minimum(share, 1.0)) / share)
    return odd
