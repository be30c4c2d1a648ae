"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import BASELINE, Head, without_interval
from .metrics import Labels, Scores, measure
from .target import labels

# With fewer the interval of a mean error spans most of the error itself.
MIN_WEIGHT: Final = 50


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows, their labels, and one model's answers to them."""

    frame: pl.DataFrame
    labels: Labels
    scores: Scores
    head: Head

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        target = labels(frame).to_numpy()
        return cls(frame, target, scorer.score_frame(frame), scorer.manifest.head)

    @property
    def weight(self) -> int:
        """Number of rows: what they can carry hangs on it."""
        return len(self.labels)

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words."""
        rows = f"{self.weight:,} rows"
        return rows if self.is_enough else f"{rows}: too few to judge, {MIN_WEIGHT} are needed"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        return Predictions(self.frame.filter(mask), self.labels[chosen], self.scores[chosen], self.head)

    def answering(self, values: Scores) -> Predictions:
        """The same rows with other values, which come without an interval."""
        return Predictions(self.frame, self.labels, without_interval(values), BASELINE)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        return measure(metric, self.labels[rows], self.scores[rows])

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
