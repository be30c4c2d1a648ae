"""What is answered: a probability and a decision, from the raw scores of the model."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import CLASSES, DECISION, POSITIVE, SCORE
from .calibration import Calibration, FloatArray, Uncalibrated

Row: TypeAlias = tuple[float, str]
"""The fields of an `Answer`."""

NEGATIVE: Final = next(name for name in CLASSES if name != POSITIVE)
# What predictions are counted by, and the edges of the histogram of their scores.
OUTCOMES: Final = CLASSES
BUCKETS: Final = tuple(edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "score"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((SCORE, "double"), (DECISION, "string"))


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    score: Annotated[float, msgspec.Meta(ge=0, le=1, description="Probability of the positive class.")]
    decision: str


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest."""

    calibration: Calibration
    threshold: float
    """Probability from which the decision is positive."""
    positive_class: str = POSITIVE

    def scores(self, raw: FloatArray) -> FloatArray:
        """Calibrated probabilities of the positive class."""
        return self.calibration(raw)

    def decide(self, scores: FloatArray) -> NDArray[np.bool_]:
        """Whether each probability reaches the threshold."""
        decisions: NDArray[np.bool_] = scores >= self.threshold
        return decisions

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        decisions = self.decide(scores).tolist()
        return [
            (score, POSITIVE if positive else NEGATIVE)
            for score, positive in zip(scores.tolist(), decisions, strict=True)
        ]

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        decisions = np.where(self.decide(scores), POSITIVE, NEGATIVE)
        return {SCORE: pl.Series(scores), DECISION: pl.Series(decisions, dtype=pl.String)}

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"threshold": self.threshold, "calibration": self.calibration.__struct_config__.tag or ""}


# A rule answers 0 or 1; a constant one its share.
BASELINE: Final = Head(Uncalibrated(), 0.5)


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(values)


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return scores


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return row[1]
