"""What is judged: lists that no choice was made on, with the packed model's scores of their items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import polars as pl

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import BASELINE, Head
from .lists import Lists
from .metrics import Labels, Scores, by_query, mean
from .target import relevant


class Rival(Protocol):
    """What a model is compared with: scores of the same items, or figures that are known without them."""

    def value(self, metric: Metric, rows: Rows | slice = ...) -> float:
        """The metric on these queries; NaN where it is not known."""
        ...


# NDCG is spread over queries by about .3: the mean of fewer has an interval of more than .12.
MIN_WEIGHT: Final = 100


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows as lists, and one model's scores of them; a bootstrap draws queries, not rows."""

    frame: pl.DataFrame
    labels: Lists
    scores: Scores
    head: Head
    _measured: dict[str, Labels] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By metric, the value of each query: a bootstrap asks for it hundreds of times."""

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        return cls(frame, Lists.of(frame), scorer.score_frame(frame), scorer.manifest.head)

    @property
    def weight(self) -> int:
        """Number of queries with a relevant item: what the lists can carry hangs on it."""
        return len(set(self.labels.query[relevant(self.labels.grades)].tolist()))

    @property
    def is_enough(self) -> bool:
        """Whether the queries can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The queries in words."""
        queries = f"{len(self.labels):,} queries, {self.weight:,} with a relevant item"
        return queries if self.is_enough else f"{queries}: too few to judge, {MIN_WEIGHT} are needed"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true, as lists of their own."""
        part = self.frame.filter(mask)
        return Predictions(part, Lists.of(part), self.scores[mask.to_numpy()], self.head)

    def answering(self, values: Scores) -> Predictions:
        """The same lists in the order of other values."""
        return Predictions(self.frame, self.labels, values, BASELINE)

    def values(self, metric: Metric) -> Labels:
        """The metric of each query; NaN where nothing is relevant."""
        if metric.name not in self._measured:
            self._measured[metric.name] = by_query(metric, self.labels, self.scores)
        return self._measured[metric.name]

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these queries."""
        return mean(self.values(metric)[rows])

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval over queries."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
