"""Distributions at training, which the drift job compares the logged predictions with."""

from __future__ import annotations

import polars as pl

from ..config import design
from ..config.types import Feature
from ..data.histogram import Histogram
from ..data.parsing import word_counts
from ..features.preprocessing import ORDERED
from ..task.metrics import Scores


def reference(frame: pl.DataFrame) -> dict[str, Histogram]:
    """A histogram of every model feature, of texts by their number of words.

    Moments have none: they are new ones every day.
    """
    watched = (feature for feature in ORDERED if feature.kind != "timestamp")
    return {feature.name: _histogram(frame[feature.name], feature) for feature in watched}


def reference_score(numbers: Scores) -> Histogram:
    """The histogram of the answers' watched number."""
    return Histogram.of_numbers(numbers, design.DRIFT_BINS)


def _histogram(column: pl.Series, feature: Feature) -> Histogram:
    if feature.kind == "categorical":
        levels = feature.values or column.drop_nulls().unique().sort()
        return Histogram.of_levels(column.to_list(), tuple(levels))
    if feature.kind == "text":
        column = word_counts(column)
    return Histogram.of_numbers(column.cast(pl.Float64).to_numpy(), design.DRIFT_BINS)
