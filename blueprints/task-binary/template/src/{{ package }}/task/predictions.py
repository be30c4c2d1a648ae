"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import BASELINE, Head
from .metrics import Labels, Scores, measure
from .target import labels

# Of each class; with fewer the interval of a rate spans 40 points, and any bound is passed or missed by luck.
MIN_WEIGHT: Final = 20


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows, their labels, and one model's probabilities for them."""

    frame: pl.DataFrame
    labels: Labels
    probabilities: Scores
    head: Head

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        target = labels(frame).to_numpy()
        return cls(frame, target, scorer.score_frame(frame), scorer.manifest.head)

    @property
    def decisions(self) -> NDArray[np.bool_]:
        """Whether each row is acted on."""
        return self.head.decide(self.probabilities)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each row is acted on just where it is positive."""
        right: NDArray[np.bool_] = self.decisions == (self.labels == 1)
        return right

    @property
    def threshold(self) -> float:
        """Probability from which a row is acted on."""
        return self.head.threshold

    @property
    def positives(self) -> int:
        """Number of rows of the positive class."""
        return int(self.labels.sum())

    @property
    def weight(self) -> int:
        """Rows of the rarer class: what the rows can carry hangs on them."""
        return min(self.positives, len(self.labels) - self.positives)

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words."""
        rows = f"{len(self.labels):,} rows, {self.positives:,} positive"
        return rows if self.is_enough else f"{rows}: too few to judge, each class needs {MIN_WEIGHT}"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        return Predictions(
            self.frame.filter(mask), self.labels[chosen], self.probabilities[chosen], self.head
        )

    def answering(self, probabilities: Scores) -> Predictions:
        """The same rows with other answers; a baseline's rule says yes from one half."""
        return Predictions(self.frame, self.labels, probabilities, BASELINE)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        return measure(metric, self.labels[rows], self.probabilities[rows], self.threshold)

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
