"""Linear components of rows: the directions of largest variance, and turning some onto others.

Sources: Jolliffe 2002, "Principal Component Analysis"; Schönemann 1966, the orthogonal Procrustes problem.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from .space import WIDTH, Scores

# Rows that have moved further, relative to how far they lie apart, are no longer where consumers expect them.
MAX_MOVED: Final = 0.15


class Placed(NamedTuple):
    """What the graph answers: the components of each row, what they miss of it, and its own place."""

    embedding: Scores
    error: Scores
    """Squared distance from the row that the components give back, over the number of columns."""
    coordinates: Scores

    @classmethod
    def of(cls, raw: Scores) -> Placed:
        """Components stand first, coordinates last, the error between them."""
        return cls(raw[:, : -WIDTH - 1], raw[:, -WIDTH - 1], raw[:, -WIDTH:])


class Spectrum(NamedTuple):
    """Variance of the rows along each axis, the largest first, and the axes, a row each."""

    variances: Scores
    axes: Scores


def spectrum(coordinates: Scores) -> Spectrum:
    """The axes of the rows; the largest part of each is positive, so that signs are no chance."""
    centred = coordinates - coordinates.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    axes = vectors[:, ::-1].T
    largest = axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)]
    return Spectrum(np.maximum(values[::-1], 0.0), axes * np.sign(largest)[:, None])


def turn(new: Scores, old: Scores) -> Scores:
    """The rotation, reflections among them, that brings the new components nearest to the old ones."""
    left, _, right = np.linalg.svd((new - new.mean(axis=0)).T @ (old - old.mean(axis=0)))
    rotation: Scores = left @ right
    return rotation


def turned(new: Scores, old: Scores) -> Scores:
    """The new components of the rows, turned and moved onto the old ones."""
    found: Scores = (new - new.mean(axis=0)) @ turn(new, old) + old.mean(axis=0)
    return found


def difference(new: Scores, old: Scores) -> float:
    """Squared distance of the rows' components, relative to how far the old ones lie apart."""
    apart = float(((old - old.mean(axis=0)) ** 2).sum())
    return float(((new - old) ** 2).sum()) / apart if apart > 0 else 1.0
