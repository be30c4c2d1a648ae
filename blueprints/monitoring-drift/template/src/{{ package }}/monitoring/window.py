"""Distributions of a window of predictions, counted file by file in the bins of the reference."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from ..artifacts.manifest import Manifest
from ..config import operations
from ..config.types import Drift
from ..data.contract import MODEL_VERSION, SCORE
from ..data.histogram import Histogram
from .drift import Comparison, Counts, Kind, compare, decide


class Window:
    """Counts of the predictions seen so far."""

    def __init__(self, manifest: Manifest) -> None:
        """Count in the bins of the manifest's reference."""
        self._manifest = manifest
        self.counts = {name: np.zeros_like(counts) for name, counts in stored(manifest).items()}
        self.rows = 0
        self.unreadable = 0
        """Lines of the log that could not be read."""

    def skip(self, lines: int) -> None:
        """Count lines that could not be read."""
        self.unreadable += lines

    def add(self, frames: Iterable[pl.DataFrame]) -> None:
        """Count the answers of this model; another version has another distribution of scores."""
        for frame in frames:
            own = frame.filter(pl.col(MODEL_VERSION) == self._manifest.version)
            self.rows += own.height
            for name, histogram in self._manifest.reference.items():
                if name in own.columns:
                    self.counts[name] += tally(own[name], histogram)
            self.counts[SCORE] += tally(own[SCORE], self._manifest.reference_score)

    @property
    def enough(self) -> bool:
        """Whether there are rows enough for a verdict."""
        return self.rows >= operations.DRIFT_MIN_ROWS

    def comparisons(self, before: Window | None = None) -> list[Comparison]:
        """Verdict on every feature and on the score; none when there are too few rows.

        The reference is the one that was stored at training, or the window `before`.
        """
        if not self.enough:
            return []
        reference = before.counts if before else stored(self._manifest)
        families: tuple[tuple[Kind, Drift, Iterable[str]], ...] = (
            ("input", operations.INPUT_DRIFT, self._manifest.reference),
            ("prediction", operations.PREDICTION_DRIFT, [SCORE]),
        )
        found = []
        for kind, declared, names in families:
            compared = [
                compare(kind, name, reference[name], self.counts[name], declared)
                for name in names
                if self.counts[name].any() and np.any(reference[name])
            ]
            found += decide(compared, declared.alpha, operations.DRIFT_CORRECTION)
        return found


def stored(manifest: Manifest) -> dict[str, Counts]:
    """The distributions at training."""
    histograms = {**manifest.reference, SCORE: manifest.reference_score}
    return {name: np.array(histogram.counts, np.float64) for name, histogram in histograms.items()}


def tally(column: pl.Series, histogram: Histogram) -> Counts:
    """Counts of a column in the bins of a histogram."""
    if not histogram.levels:
        return np.array(histogram.count(column.cast(pl.Float64).to_numpy()), np.float64)
    counts = np.zeros(len(histogram.counts))
    # A million rows have a handful of levels: count first, then look the levels up.
    for level, rows in column.cast(pl.String).value_counts().iter_rows():
        counts += rows * np.array(histogram.count([level]))
    return counts
