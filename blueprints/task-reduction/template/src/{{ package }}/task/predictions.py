"""What is judged: rows that no choice was made on, with the packed model's answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import Head
from .components import Placed
from .metrics import Labels, explained, kind_of, neighbours_kept
from .null import Null, differences, null, projected
from .space import Scores
from .target import labels

# With fewer rows neighbours are chance, and so is a share of variance.
MIN_WEIGHT: Final = 100


@dataclass(frozen=True)
class Predictions:
    """Rows, and the components that one model, or a random projection, makes of them."""

    frame: pl.DataFrame
    labels: Labels
    scores: Scores
    """Components, what they miss, and coordinates of each row."""
    head: Head
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What led to the number of components."""

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        manifest = scorer.manifest
        return cls(
            frame, labels(frame).to_numpy(), scorer.score_frame(frame), manifest.head, manifest.parameters
        )

    @property
    def placed(self) -> Placed:
        """The scores by what they mean."""
        return Placed.of(self.scores)

    @cached_property
    def trust(self) -> Scores:
        """How far the neighbours of each row are kept."""
        return neighbours_kept(self.placed.coordinates, self.placed.embedding)

    @cached_property
    def differences(self) -> Scores:
        """How far each resample of these rows leads to other components."""
        return differences(self.placed.coordinates, self.placed.embedding)

    @cached_property
    def null(self) -> Null:
        """What as many components of these rows with their columns shuffled show."""
        return null(self.placed.coordinates, self.head.components)

    @property
    def weight(self) -> int:
        """Number of rows: what they can carry hangs on them."""
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
        rows = self.frame.filter(mask)
        return Predictions(rows, self.labels[chosen], self.scores[chosen], self.head, self.parameters)

    def answering(self, directions: Scores) -> Predictions:
        """The same rows by as many of these directions, a column each."""
        coordinates = self.placed.coordinates
        embedding, error = projected(coordinates, directions[:, : self.head.components].T)
        return replace(self, scores=np.column_stack([embedding, error, coordinates]))

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows; neighbours are those among all rows."""
        match kind_of(metric):
            case "trustworthiness":
                return float(np.nanmean(self.trust[rows]))
            case "reconstruction_error":
                return float(self.placed.error[rows].mean())
            case _:
                return explained(self.placed.coordinates[rows], self.placed.error[rows])

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
