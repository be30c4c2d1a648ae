"""What the same method shows of rows without structure, and whether the same axes come out again.

Source: Horn 1965, "A rationale and test for the number of factors in factor analysis", for the rows whose
columns are shuffled by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..config import design
from .components import difference, spectrum, turned
from .metrics import explained, neighbours_kept
from .space import COLUMNS, Scores, shuffled

REFITS: Final = 10


@dataclass(frozen=True, slots=True)
class Null:
    """What as many components keep of rows with their columns shuffled."""

    explained: float
    trustworthiness: float


def null(coordinates: Scores, count: int) -> Null:
    """Components of the shuffled rows themselves, which favours them."""
    noise = shuffled(coordinates, np.random.default_rng(design.SEED))
    axes = spectrum(noise).axes[:count]
    embedding, error = projected(noise, axes)
    return Null(explained(noise, error), float(np.nanmean(neighbours_kept(noise, embedding))))


def projected(coordinates: Scores, axes: Scores) -> tuple[Scores, Scores]:
    """The components of the rows along orthogonal axes around their mean, and what they miss."""
    centred = coordinates - coordinates.mean(axis=0)
    embedding = centred @ axes.T
    error: Scores = ((centred - embedding @ axes) ** 2).sum(axis=1) / len(COLUMNS)
    return embedding, error


def differences(coordinates: Scores, embedding: Scores) -> Scores:
    """How far the components of each resample of the rows differ from these, when turned onto them."""
    draw = np.random.default_rng(design.SEED)
    rows, count = embedding.shape
    found = []
    for _ in range(REFITS):
        axes = spectrum(coordinates[draw.integers(0, rows, rows)]).axes[:count]
        found.append(difference(turned(projected(coordinates, axes)[0], embedding), embedding))
    return np.array(found)
