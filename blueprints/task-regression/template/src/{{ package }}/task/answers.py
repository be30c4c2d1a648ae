"""What is answered: a number with its unit, the interval that it lies in, and whether it was clipped."""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import msgspec
import numpy as np
import polars as pl

from ..config import design
from ..data.contract import HIGH, LOW, SCORE
from .target import FloatArray, learned, told


class Interval(msgspec.Struct, frozen=True, gc=False):
    """Where the true value lies, with the probability `level`."""

    level: float
    low: float
    high: float


Row: TypeAlias = tuple[float, str | None, Interval | None, bool]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of their values.
OUTCOMES: Final = ("in_range", "clipped")
BUCKETS: Final = design.VALUE_BUCKETS
# The field of an answer whose distribution is watched.
WATCHED: Final = "value"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((SCORE, "double"), (LOW, "double"), (HIGH, "double"))


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    value: float
    unit: str | None
    interval: Interval | None
    """None when the fallback answered."""
    clipped: bool
    """Whether the model said something outside of the limits."""


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest.

    The interval is that of split conformal prediction with residuals in units of the predicted spread.

    Source: Lei et al. 2018, "Distribution-free predictive inference for regression", section 5.2.
    """

    half: float
    """Half of the interval, in units of the spread of a row."""
    floor: float
    """The smallest spread."""
    smallest: float
    """Answers end here."""
    largest: float

    def scores(self, raw: FloatArray) -> FloatArray:
        """Value and ends of the interval, in the unit of the label."""
        centre, spread = raw[:, 0], np.maximum(raw[:, 2] - raw[:, 1], self.floor)
        ends = centre - self.half * spread, centre + self.half * spread
        scores: FloatArray = np.clip(told(np.column_stack([centre, *ends])), self.smallest, self.largest)
        return scores

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        level, unit = design.INTERVAL_LEVEL, design.UNIT
        return [
            (
                value,
                unit,
                None if math.isnan(low) else Interval(level, low, high),
                value <= self.smallest or value >= self.largest,
            )
            for value, low, high in scores.tolist()
        ]

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        return {name: pl.Series(scores[:, place]) for place, (name, _) in enumerate(COLUMNS)}

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"interval": design.INTERVAL_LEVEL, "half": self.half}


# A rule gives a value and no interval.
BASELINE: Final = Head(0.0, 0.0, -math.inf, math.inf)


def without_interval(values: FloatArray) -> FloatArray:
    """Scores of values that come without an interval."""
    return np.column_stack([values, np.full((len(values), 2), math.nan)])


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(without_interval(values))


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return scores[:, 0]


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[row[3]]


def spreads(raw: FloatArray) -> FloatArray:
    """How far the low and the high quantile of each row are apart, on the learned scale."""
    return raw[:, 2] - raw[:, 1]


def residuals(labels: FloatArray, raw: FloatArray) -> FloatArray:
    """How far the centres are off, on the learned scale."""
    return np.abs(learned(labels) - raw[:, 0])
