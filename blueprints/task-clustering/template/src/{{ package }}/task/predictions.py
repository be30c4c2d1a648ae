"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval, quantile
from ..inference.predictor import Scorer
from .answers import BASELINE, Head
from .groups import Placed
from .metrics import SAMPLE, Clusters, Labels, Scores, kind_of, measure, silhouettes
from .stability import Null, agreements, null
from .target import labels

# Rows of the smallest cluster; with fewer its share and its profile are chance.
MIN_WEIGHT: Final = 20


@dataclass(frozen=True)
class Predictions:
    """Rows, and the groups that one model, or a rule, makes of them."""

    frame: pl.DataFrame
    labels: Labels
    scores: Scores
    """Distances and coordinates of each row."""
    head: Head
    groups: Clusters | None = None
    """The group of each row where a rule says it; otherwise that of the nearest centre."""
    searched: Sequence[Mapping[str, Any]] = ()
    """What each number of clusters showed in training."""

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        searched = scorer.manifest.parameters.get("searched", ())
        raw = scorer.score_frame(frame)
        return cls(frame, labels(frame).to_numpy(), raw, scorer.manifest.head, searched=searched)

    @cached_property
    def clusters(self) -> Clusters:
        """The group of each row."""
        return Placed.of(self.scores).clusters if self.groups is None else self.groups

    @property
    def coordinates(self) -> Scores:
        """The place of each row."""
        return Placed.of(self.scores).coordinates

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Rows of each cluster, those without any among them."""
        count = len(self.head.numbers) if self.groups is None else 0
        return np.bincount(self.clusters, minlength=count)

    @cached_property
    def silhouettes(self) -> Scores:
        """The silhouette of each row among all of these."""
        return silhouettes(self.coordinates, self.clusters, SAMPLE)

    @cached_property
    def agreements(self) -> Scores:
        """How far each resample of these rows leads to the same clusters."""
        count = len(np.unique(self.clusters))
        if count < 2:
            return np.array([math.nan])
        return agreements(self.coordinates, self.clusters, count)

    @cached_property
    def null(self) -> Null:
        """What as many clusters of these rows with their columns shuffled show."""
        return null(self.coordinates, len(self.head.numbers), SAMPLE)

    @property
    def weight(self) -> int:
        """Rows of the smallest cluster: what the rows can carry hangs on them."""
        return int(self.sizes.min(initial=len(self.labels)))

    @property
    def is_enough(self) -> bool:
        """Whether the rows can carry a judgement."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The rows in words."""
        rows = f"{len(self.labels):,} rows, {self.weight:,} of them in the smallest cluster"
        return rows if self.is_enough else f"{rows}: too few to judge, {MIN_WEIGHT} are needed"

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        groups = None if self.groups is None else self.groups[chosen]
        rows = self.frame.filter(mask)
        return Predictions(rows, self.labels[chosen], self.scores[chosen], self.head, groups)

    def answering(self, values: Scores | Clusters) -> Predictions:
        """The same rows in the groups that a rule's values make."""
        return Predictions(self.frame, self.labels, self.scores, BASELINE, values.astype(np.int64))

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows; a silhouette and the agreements are those among all rows."""
        match kind_of(metric):
            case "silhouette":
                return float(self.silhouettes[rows].mean())
            case "stability":
                return float(self.agreements.mean())
            case _:
                return measure(metric, self.coordinates[rows], self.clusters[rows])

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval; stability is a bootstrap by itself."""
        if kind_of(metric) == "stability":
            tail = (1 - design.BOOTSTRAP.confidence) / 2
            found = self.agreements
            return Interval(self.value(metric), quantile(found, tail), quantile(found, 1 - tail))
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
