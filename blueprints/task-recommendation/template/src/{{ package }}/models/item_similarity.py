"""How items go together, by a linear model of each item from all others, in closed form.

Source: Steck 2019, "Embarrassingly shallow autoencoders for sparse data" (EASE).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..data.actions import Actions, Floats, Places
from .base import Model
from .popularity import popular

MAX_ITEMS: Final = 2_000
"""The weights take 8 bytes × the square of it; the items that sell most are learned of."""


def head_of(prior: Floats) -> Places:
    """The items that sell most, in the order of their names."""
    ranked = np.argsort(-prior, kind="stable")[:MAX_ITEMS]
    return np.sort(ranked[prior[ranked] > 0])


def fit(actions: Actions, penalty: float, own: float) -> Model:
    """Least squares with a penalty in which no item may explain itself."""
    simple = popular(actions)
    head = head_of(simple.prior)
    taken = (actions.counts()[:, head] > 0).astype(np.float64)
    together = (taken.T @ taken).toarray()
    together[np.diag_indices_from(together)] += penalty
    inverse = np.linalg.inv(together)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return Model(simple.prior, own, head, weights)
