"""The space that rows stand in: a coordinate for each number and level, every column of weight one."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..data.contract import MODEL_FEATURES

Scores: TypeAlias = NDArray[np.float64]

NUMBERS: Final = tuple(feature.name for feature in MODEL_FEATURES if feature.kind != "categorical")
CATEGORIES: Final = tuple(feature for feature in MODEL_FEATURES if feature.kind == "categorical")
# The columns in the order of the coordinates, and how many coordinates each has.
COLUMNS: Final = (*NUMBERS, *(feature.name for feature in CATEGORIES))
WIDTHS: Final = (*(1 for _ in NUMBERS), *(len(feature.values) for feature in CATEGORIES))
WIDTH: Final = sum(WIDTHS)


def blocks(coordinates: Scores) -> list[Scores]:
    """The coordinates of each column."""
    return np.split(coordinates, np.cumsum(WIDTHS)[:-1], axis=1)


def shuffled(coordinates: Scores, draw: np.random.Generator) -> Scores:
    """The rows with each column in an order of its own: every column is as it was, no row is."""
    return np.hstack([block[draw.permutation(len(block))] for block in blocks(coordinates)])


def weights_of(features: Scores) -> Scores:
    """What gives each column a variance of one, however many levels it has; a constant has no weight."""
    weights = []
    for block in blocks(features):
        variance = float(block.var(axis=0).sum())
        weights.append(np.full(block.shape[1], 1 / np.sqrt(variance) if variance > 0 else 0.0))
    return np.concatenate(weights)


def apart(rows: Scores, others: Scores) -> Scores:
    """The distance of each row from each of the others."""
    squares = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * rows @ others.T
    found: Scores = np.sqrt(np.maximum(squares, 0.0))
    return found
