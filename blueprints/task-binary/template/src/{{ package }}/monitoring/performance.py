"""How good the predictions were, now that their outcomes are known.

A prediction counts once the delay of its label is over. Outcomes that are known earlier are not like the
others: who leaves is known before who stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest
from ..config import design, operations
from ..config.settings import PREDICTIONS, REPORTS
from ..data import contract
from ..data.parsing import identifiers, moments, parse
from ..data.tables import TableError, read
from ..evaluation import bootstrap
from ..task.metrics import Labels, Scores, measure
from . import logged_predictions

OUTCOMES: Final = Path("data/outcomes.csv")
# When an outcome was observed; a table without it tells one outcome of each entity.
OBSERVED_AT: Final = "observed_at"
ENTITY: Final = contract.ENTITY or ""
MIN_CLASS_ROWS: Final = 20
# A mean probability that is off by less changes no decision worth an alert.
CALIBRATION_TOLERANCE: Final = 0.02
GAP: Final = "calibration_gap"


class Measured(msgspec.Struct, frozen=True):
    """A figure on the predictions with outcomes, and its interval."""

    name: str
    value: float
    low: float
    high: float


class Performance(msgspec.Struct, frozen=True):
    """What `reports/performance.json` holds."""

    at: datetime
    since: datetime
    until: datetime
    """The predictions were made between these times; for younger ones the outcome may still come."""
    predictions: int
    rows: int
    """Predictions whose outcome is known."""
    positives: int
    enough: bool
    """Whether the rows carry a verdict."""
    metrics: list[Measured]
    calibration_gap: Measured | None
    """Mean probability less the share of positives."""

    @property
    def is_miscalibrated(self) -> bool:
        """Whether the probabilities are off, beyond chance and by more than is tolerated."""
        gap = self.calibration_gap
        return gap is not None and (gap.low > CALIBRATION_TOLERANCE or gap.high < -CALIBRATION_TOLERANCE)


def performance(outcomes: Path, predictions: Path, threshold: float, now: datetime) -> Performance:
    """Join the predictions whose label delay is over with the outcomes, and measure.

    Raises:
        TableError: when the outcomes are no table of entities and labels.
    """
    until = now - timedelta(seconds=operations.LABEL_DELAY_SECONDS)
    since = until - timedelta(seconds=operations.PERFORMANCE_WINDOW_SECONDS)
    made = predicted(predictions, since, until)
    rows = joined(made, observed(outcomes))
    labels = (rows[contract.LABEL] == contract.POSITIVE).to_numpy().astype(np.int8)
    positives = int(labels.sum())
    enough = min(positives, len(labels) - positives) >= MIN_CLASS_ROWS
    figures = list(measured(labels, rows[contract.SCORE].to_numpy(), threshold)) if enough else []
    return Performance(
        at=now,
        since=since,
        until=until,
        predictions=made.height,
        rows=rows.height,
        positives=positives,
        enough=enough,
        metrics=[figure for figure in figures if figure.name != GAP],
        calibration_gap=next((figure for figure in figures if figure.name == GAP), None),
    )


def measured(labels: Labels, scores: Scores, threshold: float) -> Iterator[Measured]:
    """Every declared metric, and how far the probabilities are off on average."""
    statistics: dict[str, Callable[[bootstrap.Rows], float]] = {
        metric.name: partial(on_rows, partial(measure, metric, threshold=threshold), labels, scores)
        for metric in design.METRICS
    }
    statistics[GAP] = partial(on_rows, gap, labels, scores)
    for name, statistic in statistics.items():
        found = bootstrap.interval(statistic, len(labels))
        yield Measured(name, found.value, found.low, found.high)


def on_rows(
    metric: Callable[[Labels, Scores], float], labels: Labels, scores: Scores, rows: bootstrap.Rows
) -> float:
    """A metric on some of the rows."""
    return metric(labels[rows], scores[rows])


def gap(labels: Labels, scores: Scores) -> float:
    """Mean probability less the share of positives."""
    return float(scores.mean() - labels.mean())


def predicted(predictions: Path, since: datetime, until: datetime) -> pl.DataFrame:
    """Entity, time and score of what the model answered, the earliest first."""
    empty = {ENTITY: pl.String(), contract.AT: pl.Datetime("us", "UTC"), contract.SCORE: pl.Float64()}
    frames = [
        frame.select(pl.col(name).cast(dtype) for name, dtype in empty.items())
        for frame in logged_predictions.frames(predictions, since, until, lambda _: None)
    ]
    made = pl.concat([pl.DataFrame(schema=empty), *frames])
    return made.drop_nulls(ENTITY).sort(contract.AT)


def observed(path: Path) -> pl.DataFrame:
    """Entity, label and, where the table tells it, time of the outcomes; the earliest first."""
    table = read(path, (contract.TARGET,))
    if missing := {ENTITY, contract.LABEL} - set(table.columns):
        raise TableError(f"{path} has no column {', '.join(sorted(missing))}")
    label = parse(contract.TARGET, table[contract.LABEL]).cast(pl.String)
    if label.null_count() > table[contract.LABEL].null_count():
        raise TableError(f"{path}: {contract.LABEL} holds something else than {', '.join(contract.CLASSES)}")
    outcomes = pl.DataFrame({ENTITY: identifiers(table[ENTITY]), contract.LABEL: label})
    if OBSERVED_AT in table.columns:
        times = moments(table[OBSERVED_AT])
        if times.dtype != pl.Datetime or times.null_count():
            raise TableError(f"{path}: {OBSERVED_AT} holds something else than times")
        times = times.dt.replace_time_zone("UTC").alias(OBSERVED_AT)
        outcomes = outcomes.with_columns(times).sort(OBSERVED_AT)
    elif outcomes[ENTITY].is_duplicated().any():
        raise TableError(f"{path} has several outcomes of an entity, and no column {OBSERVED_AT}")
    return outcomes.drop_nulls([ENTITY, contract.LABEL])


def joined(made: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """The last prediction before each outcome, with it."""
    if OBSERVED_AT not in outcomes.columns:
        return made.unique(ENTITY, keep="last").join(outcomes, on=ENTITY)
    pairs = made.join_asof(
        outcomes,
        left_on=contract.AT,
        right_on=OBSERVED_AT,
        by=ENTITY,
        strategy="forward",
        # Both are sorted by time, which polars cannot check within entities.
        check_sortedness=False,
    )
    return pairs.drop_nulls(contract.LABEL).unique([ENTITY, OBSERVED_AT], keep="last", maintain_order=True)


def add_series(registry: CollectorRegistry, report: Performance) -> None:
    """Add the figures to the job's metrics; without rows enough there is none to alert on."""
    rows = Gauge("mljob_performance_rows", "Predictions whose outcome is known.", registry=registry)
    rows.set(report.rows)
    labels = ["metric", "bound"]
    figure = Gauge("mljob_performance", "Metrics on predictions with outcomes.", labels, registry=registry)
    gap = [report.calibration_gap] if report.calibration_gap else []
    for item in [*report.metrics, *gap]:
        for bound in ("value", "low", "high"):
            figure.labels(item.name, bound).set(getattr(item, bound))


def arrived(registry: CollectorRegistry, manifest: Manifest, now: datetime) -> Performance | None:
    """Measure and report where a table of outcomes is; None where nothing tells them."""
    if not OUTCOMES.exists():
        return None
    report = performance(OUTCOMES, PREDICTIONS, manifest.head.threshold, now)
    add_series(registry, report)
    write(report, REPORTS)
    return report


def summary(report: Performance) -> str:
    """The report in a few lines."""
    lines = [
        f"{report.rows:,} of {report.predictions:,} predictions from {report.since:%Y-%m-%d} to "
        f"{report.until:%Y-%m-%d} have an outcome, {report.positives:,} a positive one"
    ]
    if not report.enough:
        lines.append(f"no verdict on performance: it takes {MIN_CLASS_ROWS} of each class")
    lines += [f"{one.name} {one.value:.4f} ({one.low:.4f} to {one.high:.4f})" for one in report.metrics]
    if report.is_miscalibrated and report.calibration_gap:
        lines.append(f"CALIBRATION: probabilities are off by {report.calibration_gap.value:+.3f} on average")
    return "\n".join(f"monitor: {line}" for line in lines)


def write(report: Performance, folder: Path) -> None:
    """Write the report for machines."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "performance.json").write_bytes(text + b"\n")
