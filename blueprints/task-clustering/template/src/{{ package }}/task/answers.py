"""What is answered: the segment, how far a row is from its middle, and which segment is next."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import MARGIN, OUTLIER, RUNNER_UP, SCORE, SEGMENT
from ..data.histogram import Histogram
from .groups import Placed
from .metrics import Scores

Row: TypeAlias = tuple[int, str | None, float | None, bool | None, int | None, float | None]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of their distances.
OUTCOMES: Final = ("usual", "outlier", "unknown")
BUCKETS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 7.0, 10.0)
# The field of an answer whose distribution is watched, beside that of the segments.
WATCHED: Final = "distance"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = (
    (SEGMENT, "long"),
    (SCORE, "double"),
    (OUTLIER, "boolean"),
    (RUNNER_UP, "long"),
    (MARGIN, "double"),
)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    segment: int
    """Its number, which retraining keeps for those who are alike."""
    name: str | None
    """What tells the segment from the others; None when the fallback answered."""
    distance: float | None
    """From the middle of the segment, in standard deviations of a column."""
    outlier: bool | None
    """Further away than 99 of 100 of the segment; None when the fallback answered, which is not to say no."""
    runner_up: int | None
    """The segment that is next."""
    margin: Annotated[float, msgspec.Meta(ge=0, le=1)] | None
    """How much nearer the segment is than the next: 0 is on the border."""


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the centres, fitted on rows that the model has not seen; part of the manifest."""

    numbers: tuple[int, ...] = ()
    """The segment of each centre."""
    names: tuple[str, ...] = ()
    """What tells each from the others."""
    radii: tuple[float, ...] = ()
    """For each the distance within which 99 of 100 rows are."""
    counts: tuple[int, ...] = ()
    """Rows of each."""
    next_number: int = 1
    """The first that no segment has had so far, in this model or one before it."""
    follows: str = ""
    """The champion whose numbers were kept; empty for the first."""
    kept: float = 1.0
    """Share of rows whose segment is that of the champion."""

    def scores(self, raw: Scores) -> Scores:
        """The answers of the graph, as they are."""
        return raw

    def segments(self, raw: Scores) -> NDArray[np.int64]:
        """The number of each row's segment."""
        nearest = raw[:, : len(self.numbers)].argmin(axis=1)
        segments: NDArray[np.int64] = np.array(self.numbers)[nearest]
        return segments

    def outliers(self, raw: Scores) -> NDArray[np.bool_]:
        """Whether each row is further away than the rows of its segment."""
        placed = Placed.of(raw)
        far: NDArray[np.bool_] = placed.distances.min(axis=1) > np.array(self.radii)[placed.clusters]
        return far

    def rows(self, raw: Scores) -> list[Row]:
        """The fields of each answer."""
        names = dict(zip(self.numbers, self.names, strict=True))
        columns = self.columns(raw)
        segments = columns[SEGMENT].to_list()
        return list(
            zip(
                segments,
                (names[one] for one in segments),
                columns[SCORE].to_list(),
                columns[OUTLIER].to_list(),
                columns[RUNNER_UP].to_list(),
                columns[MARGIN].to_list(),
                strict=True,
            )
        )

    def columns(self, raw: Scores) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        distances = Placed.of(raw).distances
        order = np.argsort(distances, axis=1, kind="stable")[:, :2]
        near = np.take_along_axis(distances, order, axis=1)
        away = np.divide(near[:, 0], near[:, 1], out=np.ones(len(near)), where=near[:, 1] > 0)
        numbers = np.array(self.numbers)
        return {
            SEGMENT: pl.Series(numbers[order[:, 0]]),
            SCORE: pl.Series(near[:, 0]),
            OUTLIER: pl.Series(self.outliers(raw)),
            RUNNER_UP: pl.Series(numbers[order[:, 1]]),
            MARGIN: pl.Series(1 - away),
        }

    @property
    def histogram(self) -> Histogram:
        """How many rows each segment had, none of them unknown."""
        return Histogram((*self.counts, 0, 0), levels=tuple(map(str, self.numbers)))

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"segments": str(len(self.numbers))}


# A rule names a segment, and nothing else is known.
BASELINE: Final = Head()


def by_rule(values: Scores) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return [(int(value), None, None, None, None, None) for value in values]


def watched(raw: Scores) -> Scores:
    """The number of each answer whose distribution is watched."""
    nearest: Scores = Placed.of(raw).distances.min(axis=1)
    return nearest


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[2] if row[3] is None else OUTCOMES[row[3]]
