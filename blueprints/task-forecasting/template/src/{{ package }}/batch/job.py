"""`make batch`: forecasts of every published series from the newest step, published whole or not at all.

A run from the same origin writes the same again. One that is not complete, or that knows less than the
forecasts in use, fails and leaves those in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest, read_manifest
from ..artifacts.model_store import MODELS, NoModelError, folder_of
from ..config import design
from ..config.errors import CorruptArtefactError
from ..config.settings import PREDICTIONS
from ..data.panel import Array, Panel, load
from ..inference.forecaster import SOURCES, Forecast, finished, forecast, situation
from ..models.base import Model
from ..models.baselines import seasonal_naive
from ..models.families import FAMILIES
from ..monitoring.job_metrics import reporting
from ..task.hierarchy import Hierarchy, hierarchy
from ..task.intervals import Widths, interval
from .publishing import publish

FALLBACK = "seasonal_naive"


@dataclass(frozen=True, slots=True)
class Champion:
    """The model in use, or none when its files are not whole: then the fallback answers."""

    version: str
    model: Model | None
    widths: Widths | None


def champion(models: Path = MODELS) -> Champion:
    """The champion; the fallback where its files cannot be trusted.

    Raises:
        NoModelError: when there never was one.
    """
    try:
        folder = folder_of("champion", models)
        manifest: Manifest = read_manifest(folder)
    except CorruptArtefactError:
        return Champion(FALLBACK, None, None)
    return Champion(manifest.version, FAMILIES[manifest.family].load(folder), manifest.widths)


def table(panel: Panel, by: Champion) -> pl.DataFrame:
    """A row a published series and step: the forecast, its intervals, and who answered."""
    levels = hierarchy(panel.keys)
    said = forecast(by.model, panel, levels)
    now = situation(panel, levels)
    simple = finished(now, levels, seasonal_naive(now)).mean
    steps = design.HORIZON
    series = np.repeat(np.arange(len(said.mean)), steps)
    columns = {
        design.TIME: np.tile(
            np.array(panel.times[panel.steps : panel.steps + steps], "datetime64[us]"), len(said.mean)
        ),
        "origin": np.full(len(series), np.datetime64(panel.origin, "us")),
        "step": np.tile(np.arange(1, steps + 1), len(said.mean)),
        "mean": said.mean.ravel(),
        **bounds(said, levels, by.widths),
        "naive": simple.ravel(),
        "depth": levels.depth[series],
        "source": np.array(SOURCES)[said.source[series]],
    }
    frame = pl.DataFrame(columns).with_columns(model=pl.lit(by.version))
    return pl.concat([levels.keys[series], frame], how="horizontal")


def bounds(said: Forecast, levels: Hierarchy, widths: Widths | None) -> dict[str, Array]:
    """The intervals; where there is no model, none is promised, and they are empty."""
    found: dict[str, Array] = {}
    for level in design.INTERVALS:
        name = f"{100 * level:g}"
        low, high = (
            interval(said.mean, levels, widths, level)
            if widths
            else (np.full(said.mean.shape, np.nan), np.full(said.mean.shape, np.nan))
        )
        found |= {f"low_{name}": low.ravel(), f"high_{name}": high.ravel()}
    return found


def run(data: Path, models: Path, predictions: Path) -> tuple[Path, pl.DataFrame, Panel]:
    """Forecast from the newest step of the table and put the forecasts in use."""
    panel = load(data)
    try:
        by = champion(models)
    except NoModelError:
        raise NoModelError(f"no champion in {models}/: run `make train evaluate`") from None
    frame = table(panel, by)
    return publish(frame, panel, predictions), frame, panel


def add_series(registry: CollectorRegistry, frame: pl.DataFrame, panel: Panel, now: datetime) -> None:
    """How fresh and whole the forecasts are."""
    age = Gauge("mljob_batch_input_age_seconds", "Age of the newest step that is known.", registry=registry)
    age.set((now.replace(tzinfo=None) - panel.times[panel.steps]).total_seconds())
    other = Gauge("mljob_forecast_fallback_ratio", "Share of the series without a model.", registry=registry)
    other.set(float((frame["source"] != "model").mean()))  # type: ignore[arg-type]
    silent = Gauge(
        "mljob_forecast_silent_ratio", "Share of the series without newest value.", registry=registry
    )
    silent.set(float(np.isnan(panel.values[:, -1]).mean()))


def score(data: Path) -> None:
    """Forecast and say what was published."""
    with reporting("batch") as registry:
        folder, frame, panel = run(data, MODELS, PREDICTIONS)
        add_series(registry, frame, panel, datetime.now(UTC))
    counts = ", ".join(f"{n:,} {source}" for source, n in sorted(frame["source"].value_counts().rows()))
    print(f"batch: {frame.height:,} forecasts from {panel.origin:%Y-%m-%d %H:%M} ({counts}) in {folder}")
