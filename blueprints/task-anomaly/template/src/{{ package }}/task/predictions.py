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
from .metrics import Labels, Scores, budgeted, measure
from .target import labels

# Anomalies; with fewer the interval of a share spans 40 points, and any bound is passed or missed by luck.
MIN_WEIGHT: Final = 20


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows, which of them are known to be anomalies, and one model's answers to them."""

    frame: pl.DataFrame
    labels: Labels
    scores: Scores
    """Score and deviations of each row; a baseline has the score alone."""
    head: Head

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        target = labels(frame).to_numpy()
        return cls(frame, target, scorer.score_frame(frame), scorer.manifest.head)

    @property
    def alerts(self) -> NDArray[np.bool_]:
        """Whether each row raises an alert."""
        return self.head.alerts(self.scores)

    @property
    def weight(self) -> int:
        """Known anomalies: what the rows can carry hangs on them."""
        return int(self.labels.sum())

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words, with what no detector can exceed."""
        rows = f"{len(self.labels):,} rows, {self.weight:,} of them anomalies"
        if not self.is_enough:
            return f"{rows}: too few to judge, {MIN_WEIGHT} are needed"
        ceiling = min(1.0, self.weight / budgeted(len(self.labels)))
        return rows if ceiling == 1 else f"{rows}: no precision within the budget can exceed {ceiling:.2f}"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        return Predictions(self.frame.filter(mask), self.labels[chosen], self.scores[chosen], self.head)

    def answering(self, values: Scores) -> Predictions:
        """The same rows with other scores; a baseline's rule says yes from one half."""
        return Predictions(self.frame, self.labels, values[:, None], BASELINE)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        return measure(metric, self.labels[rows], self.scores[rows, 0], self.head.threshold)

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
