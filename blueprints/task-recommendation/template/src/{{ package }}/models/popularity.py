"""The lists that need no learning: what sells, what sells now, and what the user takes again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from ..data.actions import Actions, Floats
from .base import Family, Model

RECENT_SHARE: Final = 0.2
"""Of the time: what sells now is counted over its last part."""
NOTHING: Final = np.zeros(0, np.int64)


def sold(actions: Actions) -> Floats:
    """How many users had each item, as a share of the most."""
    users = np.asarray((actions.counts() > 0).sum(axis=0), np.float64).ravel()
    return np.asarray(users / max(users.max(initial=0.0), 1.0))


def popular(actions: Actions) -> Model:
    """What sells."""
    return Model(sold(actions), 0.0, NOTHING, np.zeros((0, 0)))


def recent(actions: Actions) -> Model:
    """What sells now; what sold earlier breaks ties."""
    start = actions.time[-1] - (actions.time[-1] - actions.time[0]) * RECENT_SHARE
    now = sold(actions.between(int(np.searchsorted(actions.time, start)), len(actions)))
    return replace(popular(actions), prior=(now + 1e-3 * sold(actions)) / (1 + 1e-3))


def own(actions: Actions) -> Model:
    """What the user takes again, the most often first; then what sells."""
    return replace(popular(actions), own=1.0)


POPULARITY: Final = Family("popularity", popular, simple=True)
RECENT_POPULARITY: Final = Family("recent_popularity", recent, simple=True)
OWN_ITEMS: Final = Family("own_items", own, simple=True)
