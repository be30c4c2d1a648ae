"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import BASELINE, Head, probabilities
from .metrics import Labels, Scores, Told, measure
from .target import labels
from .tree import ABOVE, NAMES

# Of each class of the first level; with fewer the interval of its recall spans half of what it can be.
MIN_WEIGHT: Final = 10


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows, their labels, and one model's probabilities for them."""

    frame: pl.DataFrame
    labels: Labels
    probabilities: Scores
    head: Head
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        """Decide once what the metrics ask five hundred times."""
        object.__setattr__(self, "told", Told.of(self.labels, self.probabilities))

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        target = labels(frame).to_numpy()
        return cls(frame, target, scorer.score_frame(frame), scorer.manifest.head)

    @property
    def decisions(self) -> Labels:
        """The number of the class that is answered for each row."""
        return self.told.answer

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the answer to each row is on the path of its leaf."""
        return self.told.holds

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows of each class of the first level."""
        rows = np.bincount(ABOVE[0][self.labels], minlength=len(NAMES[0]))
        return dict(zip(NAMES[0], rows.tolist(), strict=True))

    @property
    def weight(self) -> int:
        """Rows of the rarest class of the first level: what the rows can carry hangs on them."""
        return min(self.counts.values())

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words."""
        rarest = min(self.counts, key=lambda name: self.counts[name])
        rows = f"{len(self.labels):,} rows, {self.weight:,} of the rarest class {rarest}"
        return rows if self.is_enough else f"{rows}: too few to judge, each class needs {MIN_WEIGHT}"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        return Predictions(
            self.frame.filter(mask), self.labels[chosen], self.probabilities[chosen], self.head
        )

    def answering(self, values: Scores) -> Predictions:
        """The same rows with other answers: numbers of leaves, or probabilities."""
        return Predictions(self.frame, self.labels, probabilities(values), BASELINE)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        return measure(metric, self.told.where(rows))

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
