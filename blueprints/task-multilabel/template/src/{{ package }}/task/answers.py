"""What is answered: the classes that hold, and the probability of each, from the model's raw scores."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import BETWEEN, CLASSES, DECISION, PROBABILITIES, SCORE
from .calibration import Scaling, uncalibrated
from .decision import decide

FloatArray: TypeAlias = NDArray[np.float64]
Row: TypeAlias = tuple[float, list[str], dict[str, float]]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of the labels to expect.
OUTCOMES: Final = ("none", "some")
BUCKETS: Final = tuple(len(CLASSES) * edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "expected_labels"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((DECISION, "string"), (SCORE, "double"), *((name, "double") for name in PROBABILITIES))

Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    expected_labels: Annotated[
        float, msgspec.Meta(ge=0, description="How many labels to expect: the sum of the probabilities.")
    ]
    labels: Annotated[list[str], msgspec.Meta(description="The labels that are answered, none to all.")]
    probabilities: Annotated[dict[str, Share], msgspec.Meta(description="Probability of each label.")]


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest."""

    calibration: Scaling
    thresholds: tuple[float, ...]
    """Of each class the probability from which it is answered."""
    classes: tuple[str, ...] = CLASSES
    """In the order of the model's scores."""

    def __post_init__(self) -> None:
        """Refuse the scores of other classes, or of the same ones in another order."""
        if self.classes != CLASSES:
            raise ValueError(f"the model tells {self.classes} apart, the design {CLASSES}: train again")
        if len(self.thresholds) != len(CLASSES):
            raise ValueError(f"{len(self.thresholds)} thresholds for {len(CLASSES)} classes: train again")

    def scores(self, raw: FloatArray) -> FloatArray:
        """Calibrated probabilities, a column a class."""
        return self.calibration(raw)

    def decide(self, scores: FloatArray) -> NDArray[np.bool_]:
        """Whether each class is answered, a row a row."""
        return decide(scores, np.array(self.thresholds))

    def labels(self, scores: FloatArray) -> list[list[str]]:
        """The classes that are answered for each row, in their order."""
        names = np.array(self.classes, object)
        return [names[held].tolist() for held in self.decide(scores)]

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        answers = zip(watched(scores).tolist(), self.labels(scores), scores.tolist(), strict=True)
        return [
            (number, labels, dict(zip(self.classes, row, strict=True))) for number, labels, row in answers
        ]

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table."""
        labels = [BETWEEN.join(names) for names in self.labels(scores)]
        shares = {name: pl.Series(scores[:, place]) for place, name in enumerate(PROBABILITIES)}
        return {DECISION: pl.Series(labels, dtype=pl.String), SCORE: pl.Series(watched(scores))} | shares

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        fitted = f"{self.calibration.fitted} of {len(self.classes)} classes"
        thresholds = dict(zip(self.classes, self.thresholds, strict=True))
        return {"calibrated": fitted} | {f"threshold of {name}": value for name, value in thresholds.items()}


# A rule says its classes without a doubt, or the shares of all.
BASELINE: Final = Head(uncalibrated(len(CLASSES)), (0.5,) * len(CLASSES))


def probabilities(values: FloatArray) -> FloatArray:
    """What a baseline says as probabilities; one number a row is that of every class."""
    return values if values.ndim > 1 else np.repeat(values[:, None], len(CLASSES), axis=1)


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(probabilities(values))


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    total: FloatArray = scores.sum(axis=1)
    return total


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[bool(row[1])]
