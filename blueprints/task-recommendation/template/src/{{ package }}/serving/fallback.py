"""What answers when the model cannot: what sells, less what the caller names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ..artifacts.bestsellers import FILE, Bestsellers, read_bestsellers
from ..config import design
from ..task.answers import Answered, RecommendCall, RecommendedItem

NOTHING: Final[frozenset[str]] = frozenset()


class Standby:
    """The best sellers beside the models, as fresh as the file."""

    def __init__(self, models: Path) -> None:
        """Follow the file in the folder of models."""
        self._models = models
        self._changed = 0.0
        self._found: Bestsellers | None = None

    @property
    def bestsellers(self) -> Bestsellers | None:
        """Those of the file; the earlier ones while it cannot be read."""
        try:
            changed = (self._models / FILE).stat().st_mtime
        except OSError:
            return self._found
        if changed != self._changed:
            self._found = read_bestsellers(self._models) or self._found
            self._changed = changed
        return self._found

    def age(self) -> float:
        """Seconds since the newest action that they count; NaN when there are none."""
        found = self.bestsellers
        return found.age(datetime.now(UTC)) if found else float("nan")

    def answer(self, call: RecommendCall, seen: frozenset[str] = NOTHING) -> Answered | None:
        """The most sold items; None when it is not known what sells."""
        found = self.bestsellers
        if found is None:
            return None
        left_out = {*call.exclude, *((*call.recent, *seen) if design.EXCLUDE_SEEN else ())}
        shown = [name for name in found.items if name not in left_out][: call.k]
        worth = len(found.items)
        items = tuple(RecommendedItem(name, 1 - place / worth, place + 1) for place, name in enumerate(shown))
        return Answered(items, (), known=False, ignored=0)
