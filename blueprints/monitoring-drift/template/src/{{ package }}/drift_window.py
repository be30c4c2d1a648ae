"""Distributions of a window of predictions, counted file by file in the bins of the reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl

from . import operations
from .drift import Comparison, Kind, compare, decide
from .histogram import Histogram
from .manifest import Manifest
from .terms import Drift

SCORE: Final = "score"


class Window:
    """Counts of the predictions seen so far."""

    def __init__(self, manifest: Manifest) -> None:
        """Count in the bins of the manifest's reference."""
        self._manifest = manifest
        self._counts: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {
            name: np.zeros(len(histogram.counts))
            for name, histogram in {**manifest.reference, SCORE: manifest.reference_score}.items()
        }
        self.rows = 0

    def add(self, frames: Iterable[pl.DataFrame]) -> None:
        """Count the answers of this model; another version has another distribution of scores."""
        for frame in frames:
            own = frame.filter(pl.col("model_version") == self._manifest.version)
            self.rows += own.height
            for name, histogram in self._manifest.reference.items():
                if name in own.columns:
                    self._counts[name] += tally(own[name], histogram)
            self._counts[SCORE] += tally(own[SCORE], self._manifest.reference_score)

    def comparisons(self) -> list[Comparison]:
        """Verdict on every feature and on the score; none when there are too few rows."""
        if self.rows < operations.DRIFT_MIN_ROWS:
            return []
        inputs = [
            self._compare("input", name, histogram, operations.INPUT_DRIFT)
            for name, histogram in self._manifest.reference.items()
            if operations.INPUT_DRIFT is not None and self._counts[name].any()
        ]
        if operations.PREDICTION_DRIFT is None:
            return verdict(inputs, operations.INPUT_DRIFT)
        reference = self._manifest.reference_score
        score = self._compare("prediction", SCORE, reference, operations.PREDICTION_DRIFT)
        return verdict(inputs, operations.INPUT_DRIFT) + verdict([score], operations.PREDICTION_DRIFT)

    def _compare(self, kind: Kind, name: str, histogram: Histogram, declared: Drift) -> Comparison:
        return compare(kind, name, histogram.counts, self._counts[name], declared)


def verdict(comparisons: list[Comparison], declared: Drift | None) -> list[Comparison]:
    """The comparisons of one family of tests with their verdict."""
    if declared is None:
        return comparisons
    return decide(comparisons, declared.alpha, operations.DRIFT_CORRECTION)


def tally(column: pl.Series, histogram: Histogram) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Counts of a column in the bins of a histogram."""
    if not histogram.levels:
        return np.array(histogram.count(column.cast(pl.Float64).to_numpy()), np.float64)
    counts = np.zeros(len(histogram.counts))
    # A million rows have a handful of levels: count first, then look the levels up.
    for level, rows in column.cast(pl.String).value_counts().iter_rows():
        counts += rows * np.array(histogram.count([level]))
    return counts
