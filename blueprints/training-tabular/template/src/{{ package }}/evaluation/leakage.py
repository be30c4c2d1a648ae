"""How well each column alone tells the label, on rows that the telling was not learned from."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.types import Feature
from ..data.split import folds
from ..task.metrics import Labels, Scores, alone
from ..task.target import aspects

FOLDS: Final = 5
# A bin of fewer rows is noise; more bins than these find no leak that fewer miss.
ROWS_PER_BIN: Final = 40
MAX_BINS: Final = 256
# Rows of the whole fold by which a group's mean is drawn to that of all, so that rare values tell little.
PRIOR_ROWS: Final = 5


def power(frame: pl.DataFrame, feature: Feature) -> float:
    """How well one column alone tells the label: each row by the mean of its value in the other folds.

    A number's value is its bin, a null's is its own; so neither a peak in the middle nor a value
    that is missing only for one class is overlooked, and many rare values tell nothing by chance.
    """
    values, fold = codes(frame[feature.name], feature), folds(frame, FOLDS)
    return max(alone(target, crossfitted_means(values, target, fold)) for target in aspects(frame))


def codes(column: pl.Series, feature: Feature) -> NDArray[np.int64]:
    """A small number for each value, bin, or null."""
    bins = min(MAX_BINS, max(2, len(column) // ROWS_PER_BIN))
    if feature.kind == "categorical" or column.n_unique() <= bins:
        return column.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    numbers = column.cast(pl.Float64)
    edges = np.unique(np.quantile(numbers.drop_nulls(), np.arange(1, bins) / bins))
    places = np.searchsorted(edges, numbers.fill_null(0.0).to_numpy(), side="right") + 1
    return np.where(column.is_null().to_numpy(), 0, places)


def crossfitted_means(codes: NDArray[np.int64], target: Labels, fold: NDArray[np.int64]) -> Scores:
    """For each row the mean label of the rows of its code in the other folds."""
    size = int(codes.max()) + 1
    cell = fold * size + codes
    shape = (FOLDS, size)
    rows = np.bincount(cell, minlength=FOLDS * size).reshape(shape)
    totals = np.bincount(cell, weights=target, minlength=FOLDS * size).reshape(shape)
    prior = target.mean()
    means = (totals.sum(0) - totals + PRIOR_ROWS * prior) / (rows.sum(0) - rows + PRIOR_ROWS)
    scores: Scores = means[fold, codes]
    return scores
