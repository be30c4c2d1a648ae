"""The tree of classes: what stands above each leaf, and how probabilities of leaves add up."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config.design import CHILDREN, LEVELS, TOP

Numbers: TypeAlias = NDArray[np.int64]
Shares: TypeAlias = NDArray[np.float64]

# What is answered where not even the first level is sure.
NOTHING: Final = -1


def _names() -> tuple[tuple[str, ...], ...]:
    """The classes of each level, each level in the order of its parents."""
    found = [TOP]
    for children in CHILDREN:
        found.append(tuple(child for parent in found[-1] for child in children[parent]))
    return tuple(found)


def _above() -> NDArray[np.int64]:
    """Of each leaf the place of its ancestor at each level, itself included: a row a level."""
    rows = [np.arange(len(NAMES[-1]))]
    for level in range(len(LEVELS) - 2, -1, -1):
        counts = [len(CHILDREN[level][parent]) for parent in NAMES[level]]
        rows.append(np.repeat(np.arange(len(counts)), counts)[rows[-1]])
    return np.array(rows[::-1])


NAMES: Final = _names()
LEAVES: Final = NAMES[-1]
ABOVE: Final = _above()
# Where the leaves of each class begin; they stand side by side.
FIRST: Final = tuple(
    np.searchsorted(row, np.arange(len(names))) for row, names in zip(ABOVE, NAMES, strict=True)
)
# Classes have one number each over all levels, the first level first.
OFFSETS: Final = np.cumsum([0, *(len(names) for names in NAMES)])
NODES: Final = tuple(name for names in NAMES for name in names)


def _paths() -> NDArray[np.int64]:
    """Of each class the places on its path, `NOTHING` below itself; in the last row those of nothing."""
    rows = []
    for level, first in enumerate(FIRST):
        path = ABOVE[:, first].T.copy()
        path[:, level + 1 :] = NOTHING
        rows.append(path)
    return np.vstack([*rows, np.full((1, len(LEVELS)), NOTHING)])


PATHS: Final = _paths()


def of_level(shares: Shares, level: int) -> Shares:
    """The probabilities of the classes of a level: what stands below each, added up."""
    added: Shares = np.add.reduceat(shares, FIRST[level], axis=1)
    return added


def leaf_nodes(leaves: Numbers) -> Numbers:
    """The numbers of leaves among all classes."""
    numbers: Numbers = leaves + OFFSETS[-2]
    return numbers


def common(nodes: Numbers, others: Numbers) -> Numbers:
    """How many classes two paths have in common."""
    ours, theirs = PATHS[nodes], PATHS[others]
    shared: Numbers = ((ours == theirs) & (ours != NOTHING)).sum(axis=1)
    return shared


def depth(nodes: Numbers) -> Numbers:
    """How many classes a path has."""
    classes: Numbers = (PATHS[nodes] != NOTHING).sum(axis=1)
    return classes
