"""Lists of single users, as the service asks for them: from the model and what was known at its training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..artifacts.manifest import read_manifest
from ..config import design
from ..config.errors import CorruptArtefactError
from ..models import base
from ..task.answers import Answered, RecommendCall, RecommendedItem
from .recommender import best
from .users import Users


class Scorer:
    """A packed model with everything that a list needs; the same from each thread."""

    def __init__(self, folder: Path) -> None:
        """Read the folder of a model.

        Raises:
            CorruptArtefactError: when its files are not whole, or are of another catalogue.
        """
        self.manifest = read_manifest(folder)
        self.model = base.load(folder)
        self.users = Users.load(folder)
        self._items = np.array(self.manifest.items, np.object_)
        self._places = {name: place for place, name in enumerate(self.manifest.items)}
        if len(self._items) != len(self.model.prior):
            raise CorruptArtefactError(f"{folder}: the model is not of the items of its manifest")

    def recommend(self, calls: Sequence[RecommendCall]) -> list[Answered]:
        """A list for each call."""
        return [self.answer(call) for call in calls]

    def answer(self, call: RecommendCall) -> Answered:
        """The list of one user: from what is kept of them, and what the caller adds."""
        recent = [self._places[name] for name in call.recent if name in self._places]
        items, counts = self.users.history(call.user, recent)
        named = [self._places[name] for name in call.exclude if name in self._places]
        left_out = np.array([*named, *(items if design.EXCLUDE_SEEN else ())], np.int64)
        found, scores = best(self.model, items, counts, call.k, left_out)
        shown = zip(self._items[found], scores.tolist(), range(1, len(found) + 1), strict=True)
        return Answered(
            tuple(RecommendedItem(*one) for one in shown),
            tuple(found.tolist()),
            known=len(items) > 0,
            ignored=len(call.recent) - len(recent),
        )

    def seen(self, call: RecommendCall) -> frozenset[str]:
        """The names of what the user is known to have had."""
        items, _ = self.users.history(call.user, [])
        return frozenset(self._items[items].tolist())
