"""How good the predictions are likely to be, before any of their outcomes is known.

Confidence-based estimation: outcomes that are drawn with the predicted probabilities are outcomes as they may
come, and the metrics on them are those to expect. It assumes that the probabilities are still calibrated. So
it notices a population of which the model is less sure, and not that the same inputs have other outcomes now:
that takes outcomes, and the gap of calibration on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import NormalDist
from typing import Final

import msgspec
import numpy as np
import polars as pl
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest
from ..config import design, operations
from ..config.settings import REPORTS
from ..config.types import Metric
from ..data.contract import MODEL_VERSION
from ..task.answers import COLUMNS, Head
from ..task.predictions import Predictions
from . import logged_predictions
from .calibration import drawn, scores_of

NUMBERS: Final = tuple(name for name, kind in COLUMNS if kind == "double")
GATED: Final = tuple(m for m in design.METRICS if m.minimum is not None or m.maximum is not None)
DRAWS: Final = 100
# A sample of this size carries the verdict; more only takes longer.
MOST_ROWS: Final = 20_000


class Estimated(msgspec.Struct, frozen=True):
    """A gated metric as it is to be expected."""

    name: str
    value: float
    low: float
    high: float
    short: float
    """How far even the better end of the interval misses the gate; below 0 where it does not."""


class Estimate(msgspec.Struct, frozen=True):
    """What `reports/estimated_performance.json` holds."""

    at: datetime
    since: datetime
    rows: int
    enough: bool
    calibrated: bool
    """Whether nothing speaks against the assumption: no outcomes tell that the probabilities are off."""
    metrics: list[Estimated]

    @property
    def missed(self) -> list[Estimated]:
        """The metrics whose gate is likely missed."""
        return [metric for metric in self.metrics if metric.short > 0]


def estimate(rows: pl.DataFrame, head: Head) -> Iterator[Estimated]:
    """Every gated metric on drawn outcomes, with intervals that hold all at once (Bonferroni)."""
    luck = np.random.default_rng(design.BOOTSTRAP.seed)
    rows = rows.sample(min(rows.height, MOST_ROWS), seed=design.BOOTSTRAP.seed)
    scores = scores_of(rows)
    values: dict[str, list[float]] = {metric.name: [] for metric in GATED}
    for _ in range(DRAWS):
        some = scores[luck.integers(len(scores), size=len(scores))]
        judged = Predictions(rows, drawn(some, luck), some, head)
        for metric in GATED:
            values[metric.name].append(judged.value(metric))
    width = NormalDist().inv_cdf(1 - (1 - design.BOOTSTRAP.confidence) / (2 * len(GATED)))
    for metric in GATED:
        found = np.array(values[metric.name])
        if np.isfinite(found).all():
            yield expected(metric, float(found.mean()), width * float(found.std(ddof=1)))


def expected(metric: Metric, value: float, margin: float) -> Estimated:
    """The metric held against its gate: by its better end, so that chance misses it rarely."""
    low, high = value - margin, value + margin
    short = [] if metric.minimum is None else [metric.minimum - high]
    short += [] if metric.maximum is None else [low - metric.maximum]
    return Estimated(metric.name, value, low, high, max(short))


def watch(
    manifest: Manifest, predictions: Path, now: datetime, window: timedelta, *, calibrated: bool
) -> Estimate:
    """The estimate for what this model answered in the window that ends now."""
    empty = dict.fromkeys(NUMBERS, pl.Float64())
    frames = [
        frame.filter(pl.col(MODEL_VERSION) == manifest.version).select(pl.col(NUMBERS).cast(pl.Float64))
        for frame in logged_predictions.frames(predictions, now - window, now, lambda _: None)
    ]
    rows = pl.concat([pl.DataFrame(schema=empty), *frames]).drop_nulls()
    enough = rows.height >= operations.DRIFT_MIN_ROWS
    metrics = list(estimate(rows, manifest.head)) if enough and calibrated else []
    return Estimate(now, now - window, rows.height, enough, calibrated, metrics)


def add_series(registry: CollectorRegistry, report: Estimate) -> None:
    """Add the estimate to the job's metrics; where the assumption fails there is none to alert on."""
    what = "Metrics to expect, were the probabilities calibrated."
    figure = Gauge("mljob_estimated_performance", what, ["metric", "bound"], registry=registry)
    what = "How far the better end of the estimate misses the gate."
    short = Gauge("mljob_estimated_shortfall", what, ["metric"], registry=registry)
    for item in report.metrics:
        for bound in ("value", "low", "high"):
            figure.labels(item.name, bound).set(getattr(item, bound))
        short.labels(item.name).set(item.short)


def report(
    registry: CollectorRegistry,
    manifest: Manifest,
    predictions: Path,
    now: datetime,
    window: timedelta,
    *,
    calibrated: bool,
) -> Estimate:
    """Estimate, publish and write."""
    found = watch(manifest, predictions, now, window, calibrated=calibrated)
    add_series(registry, found)
    text = msgspec.json.format(msgspec.json.encode(found), indent=2)
    (REPORTS / "estimated_performance.json").write_bytes(text + b"\n")
    return found


def summary(found: Estimate) -> str:
    """The estimate in a few lines."""
    if not found.calibrated:
        return "monitor: no estimate without outcomes: they tell that the probabilities are off"
    lines = [
        f"to expect {item.name} {item.value:.4f} ({item.low:.4f} to {item.high:.4f})"
        for item in found.metrics
    ]
    lines += [f"ESTIMATE: {item.name} likely misses its gate by {item.short:.3f}" for item in found.missed]
    return "\n".join(f"monitor: {line}" for line in lines or ["too few rows to estimate a metric"])
