"""The items that a user is shown: from the catalogue, none twice, always as many as there are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from ..config import design
from ..models.base import Model

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from ..data.actions import Actions, Floats, Places

NONE: Final = -1
"""Stands where there is no item left."""


class Histories(Protocol):
    """What users had, a row a user, as sparse arrays hold it."""

    indptr: Places
    indices: Places
    data: Floats


def recommend(
    model: Model, histories: Histories, k: int = design.K, *, exclude: bool = design.EXCLUDE_SEEN
) -> Places:
    """Users × k items, best first; a user without history gets what sells."""
    edges = histories.indptr
    shown = np.full((len(edges) - 1, min(k, len(model.prior))), NONE, np.int64)
    nothing = np.zeros(0, np.int64)
    for row, (start, stop) in enumerate(pairwise(edges)):
        items, counts = histories.indices[start:stop], histories.data[start:stop]
        found, _ = best(model, items, counts, k, items if exclude else nothing)
        shown[row, : len(found)] = found
    return shown


def best(model: Model, items: Places, counts: Floats, k: int, left_out: Places) -> tuple[Places, Floats]:
    """The first items of one user with their scores."""
    scores = model.scores(items, counts)
    # What nobody had by the time of training is not in the catalogue of that time.
    scores[model.prior == 0] = -np.inf
    scores[left_out] = -np.inf
    # A stable order: equal scores stand in the order of the names.
    found = np.argsort(-scores, kind="stable")[:k]
    found = found[np.isfinite(scores[found])]
    return found, scores[found]


def had(histories: csr_array) -> csr_array:
    """1 for whatever stands in a history, whatever it says of the item."""
    stored: csr_array = histories.copy()
    stored.data = np.ones_like(stored.data)
    return stored


def histories_of(known: Actions, users: Places) -> csr_array:
    """What these users had; nothing for one who is new."""
    rows: csr_array = known.counts()[users]
    return rows
