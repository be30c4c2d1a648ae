"""What a recommender is: what a user had, times how items go together, above what sells to everybody.

Nothing of a user is kept: new actions count at once, and a user without any gets what sells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from ..artifacts.manifest import MODEL_FILE

if TYPE_CHECKING:
    from ..data.actions import Actions, Floats, Places

# Far below any weight that is learned: it puts in order what the rest says nothing about.
FAINT: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Model:
    """Numbers of the items, all that is needed to answer."""

    prior: Floats
    """What each item sells to everybody, at most 1; 0 for an item that nobody had."""
    own: float
    """Weight of how often the user had the item."""
    head: Places
    """The items that weights were learned of."""
    weights: Floats
    """How much having the one item speaks for the other; head × head."""

    def scores(self, items: Places, counts: Floats) -> Floats:
        """Of every item for a user who had these so often: the higher, the further in front."""
        found = FAINT * self.prior
        if len(self.head) and len(items):
            place = np.minimum(np.searchsorted(self.head, items), len(self.head) - 1)
            found[self.head] += self.weights[place[self.head[place] == items]].sum(axis=0)
        found[items] += self.own * counts
        return found

    def save(self, folder: Path) -> None:
        """Write the numbers."""
        np.savez(folder / MODEL_FILE, prior=self.prior, own=self.own, head=self.head, weights=self.weights)


def load(folder: Path) -> Model:
    """The numbers of a folder; nothing in it can be code."""
    with np.load(folder / MODEL_FILE, allow_pickle=False) as stored:
        return Model(stored["prior"], float(stored["own"]), stored["head"], stored["weights"])


@dataclass(frozen=True, slots=True)
class Family:
    """A way to learn which items go together."""

    name: str
    fit: Callable[[Actions], Model]
    simple: bool = False
    """Whether nothing but counts is needed: the bar for all others."""
