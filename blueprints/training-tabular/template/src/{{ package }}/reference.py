"""Distributions at training, which the drift job compares the logged predictions with."""

from __future__ import annotations

import polars as pl

from . import design
from .features import ORDERED
from .histogram import Histogram
from .metrics import Scores
from .terms import Feature


def reference(frame: pl.DataFrame) -> dict[str, Histogram]:
    """A histogram of every model feature."""
    return {feature.name: _histogram(frame[feature.name], feature) for feature in ORDERED}


def reference_score(probabilities: Scores) -> Histogram:
    """The histogram of the calibrated probability."""
    return Histogram.of_numbers(probabilities, design.DRIFT_BINS)


def _histogram(column: pl.Series, feature: Feature) -> Histogram:
    if feature.kind == "categorical":
        levels = feature.values or column.drop_nulls().unique().sort()
        return Histogram.of_levels(column.to_list(), tuple(levels))
    return Histogram.of_numbers(column.cast(pl.Float64).to_numpy(), design.DRIFT_BINS)
