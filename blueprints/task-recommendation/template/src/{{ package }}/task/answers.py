"""What is asked of a recommender, and what it answers."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from ..config import design
from ..config.operations import MAX_RECORDS_PER_CALL

LONGEST: Final = 256
"""Characters of a name."""
OUTCOMES: Final = ("known", "new", "empty")
"""What a list was made of: what the user had, what sells, or nothing that is left."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=MAX_RECORDS_PER_CALL)]


class RecommendCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user, and what the caller knows that the model may not."""

    user: Name | None = None
    """None for one who is new and has no name."""
    k: Annotated[int, msgspec.Meta(ge=1, le=MAX_RECORDS_PER_CALL)] = design.K
    """How many items are wanted."""
    recent: Names = ()
    """Items that the user had since the training; those that the model does not know are ignored."""
    exclude: Names = ()
    """Items that shall not be shown, as those out of stock."""


class RecommendedItem(msgspec.Struct, frozen=True, gc=False):
    """An item at its place."""

    item: str
    score: float
    """Compares items of one list, and nothing else."""
    rank: int


class Answered(msgspec.Struct, frozen=True, gc=False):
    """A list before it has a name."""

    items: tuple[RecommendedItem, ...]
    places: tuple[int, ...]
    """The numbers of the items in the catalogue of the model."""
    known: bool
    """Whether the list was made from what the user had."""
    ignored: int
    """Recent items that the model does not know."""

    @property
    def outcome(self) -> str:
        """What the list was made of."""
        if not self.items:
            return "empty"
        return "known" if self.known else "new"
