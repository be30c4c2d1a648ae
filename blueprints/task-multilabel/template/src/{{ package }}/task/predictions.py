"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from ..config.types import Metric
from ..data.contract import CLASSES
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import BASELINE, Head, probabilities
from .metrics import Flags, Labels, Outcomes, Scores, measure
from .target import labels

# With a class, and without it; with fewer the interval of its F1 spans half of what it can be.
MIN_WEIGHT: Final = 10


@dataclass(frozen=True)
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

    @cached_property
    def held(self) -> Flags:
        """Whether each class is answered, a row a row."""
        return self.head.decide(self.probabilities)

    @property
    def right(self) -> Flags:
        """Whether every decision on a row is right, of those whose label is known."""
        outcomes = Outcomes.of(self.labels, self.held)
        right: Flags = (outcomes.wrong | outcomes.missed).sum(axis=1) == 0
        return right

    @cached_property
    def counts(self) -> dict[str, int]:
        """Of each class the rows in which it holds or those in which it does not, whichever are fewer."""
        fewer = np.minimum((self.labels == 1).sum(axis=0), (self.labels == 0).sum(axis=0))
        return dict(zip(CLASSES, fewer.tolist(), strict=True))

    @cached_property
    def judged(self) -> Flags:
        """The classes that the rows can tell something about; a mean over classes is over these."""
        return np.array(list(self.counts.values())) >= MIN_WEIGHT

    @property
    def rare(self) -> list[str]:
        """The classes that they cannot."""
        return [name for name, count in self.counts.items() if count < MIN_WEIGHT]

    @property
    def weight(self) -> int:
        """Rows that tell of the class in the middle, by how many there are: half of the classes have more."""
        return sorted(self.counts.values())[(len(CLASSES) - 1) // 2]

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement: one on at least half of the classes."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words, with the classes that cannot be judged on them."""
        rows = f"{len(self.labels):,} rows, {int((self.labels == 1).sum()):,} labels"
        if not self.is_enough:
            rows += f": too few to judge, half of the classes need {MIN_WEIGHT} rows with and without them"
        few = ", ".join(f"{name} ({self.counts[name]:,})" for name in self.rare)
        return f"{rows}; too rare to judge, in no mean over classes: {few}" if few else rows

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        return Predictions(
            self.frame.filter(mask), self.labels[chosen], self.probabilities[chosen], self.head
        )

    def answering(self, values: Scores) -> Predictions:
        """The same rows with other answers."""
        return Predictions(self.frame, self.labels, probabilities(values), BASELINE)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        thresholds = np.array(self.head.thresholds)
        return measure(metric, self.labels[rows], self.probabilities[rows], thresholds, self.judged)

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
