"""Users and items as points: an item speaks for those that lie in its direction.

Items are scaled down by what they sell before, else the first directions are of best sellers alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import diags_array
from sklearn.decomposition import TruncatedSVD

from ..config import design
from ..data.actions import Actions
from .base import Model
from .item_similarity import head_of
from .popularity import popular

SCALE: Final = -0.25
"""Power of the number of users by which an item's column is multiplied."""


def fit(actions: Actions, factors: int, own: float) -> Model:
    """The weights that the leading directions give."""
    simple = popular(actions)
    head = head_of(simple.prior)
    taken = (actions.counts()[:, head] > 0).astype(np.float64)
    scale = np.asarray(taken.sum(axis=0)).ravel() ** SCALE
    size = min(factors, len(head) - 1)
    found = TruncatedSVD(size, random_state=design.SEED).fit(taken @ diags_array(scale)).components_
    return Model(simple.prior, own, head, (scale[:, None] * (found.T @ found)) / scale[None, :])
