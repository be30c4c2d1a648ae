"""What is answered: a class, and the probability of each, from the model's raw scores."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import CLASSES, DECISION, PROBABILITIES, SCORE
from .calibration import Scaling, uncalibrated
from .decision import certainty, decide

FloatArray: TypeAlias = NDArray[np.float64]
Row: TypeAlias = tuple[float, str, dict[str, float]]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of their scores.
OUTCOMES: Final = CLASSES
BUCKETS: Final = tuple(edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "score"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((DECISION, "string"), (SCORE, "double"), *((name, "double") for name in PROBABILITIES))

Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    score: Annotated[float, msgspec.Meta(ge=0, le=1, description="Probability of the answered class.")]
    decision: Annotated[str, msgspec.Meta(description="The answered class.")]
    probabilities: Annotated[dict[str, Share], msgspec.Meta(description="Probability of each class.")]


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest."""

    calibration: Scaling
    classes: tuple[str, ...] = CLASSES
    """In the order of the model's scores."""

    def __post_init__(self) -> None:
        """Refuse the scores of other classes, or of the same ones in another order."""
        if self.classes != CLASSES:
            raise ValueError(f"the model tells {self.classes} apart, the design {CLASSES}: train again")

    def scores(self, raw: FloatArray) -> FloatArray:
        """Calibrated probabilities, a column a class."""
        return self.calibration(raw)

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        numbers = decide(scores).tolist()
        return [
            (row[number], self.classes[number], dict(zip(self.classes, row, strict=True)))
            for number, row in zip(numbers, scores.tolist(), strict=True)
        ]

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        decisions = np.array(self.classes, object)[decide(scores)]
        shares = {name: pl.Series(scores[:, place]) for place, name in enumerate(PROBABILITIES)}
        answers = {DECISION: pl.Series(decisions, dtype=pl.String), SCORE: pl.Series(watched(scores))}
        return answers | shares

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"classes": ", ".join(self.classes), "calibration": self.calibration.kind}


# A rule says its class without a doubt, or the shares of all.
BASELINE: Final = Head(uncalibrated(len(CLASSES)))


def probabilities(values: FloatArray) -> FloatArray:
    """What a baseline says as probabilities: numbers of classes become certainties."""
    if values.ndim > 1:
        return values
    certain: FloatArray = np.eye(len(CLASSES))[values.astype(np.int64)]
    return certain


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(probabilities(values))


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return certainty(scores)


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return row[1]
