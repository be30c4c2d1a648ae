"""What is answered: a score, which puts the items of one list in order and means nothing beyond it."""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import SCORE

FloatArray: TypeAlias = NDArray[np.float64]
Row: TypeAlias = tuple[float, int | None]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of their scores.
OUTCOMES: Final = ("scored",)
BUCKETS: Final = tuple(edge / 2 for edge in range(-8, 9))
# The field of an answer whose distribution is watched.
WATCHED: Final = "score"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((SCORE, "double"),)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    score: float
    """The higher, the further in front; no probability, and to be compared within one list only."""
    rank: int | None
    """Place in the list that was asked for, from 1; null where records were asked for and no list."""


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model: nothing, as an order needs no scale."""

    def scores(self, raw: FloatArray) -> FloatArray:
        """The scores as the graph gives them."""
        return raw

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        return [(score, None) for score in scores.tolist()]

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        return {SCORE: pl.Series(scores)}

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {}


# A rule gives scores as a model does.
BASELINE: Final = Head()


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(values)


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return scores


def outcome(_: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[0]
