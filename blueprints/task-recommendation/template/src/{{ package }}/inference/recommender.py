"""The items that a user is shown: from the catalogue, none twice, always as many as there are."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from ..config import design
from ..data.actions import Actions, Places
from ..models.base import Model

BLOCK: Final = 1_024
"""Users scored at once: users × items is never held whole."""
NONE: Final = -1
"""Stands where there is no item left."""


def recommend(
    model: Model, histories: csr_array, k: int = design.K, *, exclude: bool = design.EXCLUDE_SEEN
) -> Places:
    """Users × k items, best first; a user without history gets what sells."""
    blocks = [
        first(model, histories[start : start + BLOCK], k, exclude)
        for start in range(0, histories.shape[0], BLOCK)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, k), np.int64)


def first(model: Model, histories: csr_array, k: int, exclude: bool) -> Places:
    """The list of each user of a block."""
    scores = model.scores(histories)
    # What nobody had by the time of training is not in the catalogue of that time.
    scores[:, model.prior == 0] = -np.inf
    if exclude:
        rows, columns = histories.nonzero()
        scores[rows, columns] = -np.inf
    # A stable order: equal scores stand in the order of the names.
    found = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    left = np.isfinite(np.take_along_axis(scores, found, axis=1))
    return np.where(left, found, NONE)


def histories_of(known: Actions, users: Places) -> csr_array:
    """What these users had; nothing for one who is new."""
    return csr_array(known.counts()[users])
