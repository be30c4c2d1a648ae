"""How good the predictions were, now that their outcomes are known.

A prediction counts once the delay of its label is over. Outcomes that are known earlier are not like the
others: who leaves is known before who stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import polars as pl
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest
from ..config import design, operations
from ..config.settings import PREDICTIONS, REPORTS
from ..data import contract
from ..data.load import DTYPES
from ..data.parsing import identifiers, moments, parse
from ..data.tables import TableError, read
from ..evaluation.bootstrap import Interval, interval
from ..task.answers import COLUMNS, Head
from ..task.predictions import Predictions
from ..task.target import labels
from . import logged_predictions
from .calibration import TOLERANCE, gaps, scores_of

OUTCOMES: Final = Path("data/outcomes.csv")
# When an outcome was observed; a table without it tells one outcome of each entity.
OBSERVED_AT: Final = "observed_at"
ENTITY: Final = contract.ENTITY or ""
TARGETS: Final = tuple(column for column in contract.COLUMNS if column not in contract.FEATURES)
# The numbers of an answer, as the columns of a batch hold them.
NUMBERS: Final = tuple(name for name, kind in COLUMNS if kind == "double")
BOUNDS: Final = ("value", "low", "high")


class Measured(msgspec.Struct, frozen=True):
    """A figure on the predictions with outcomes, and its interval."""

    name: str
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, name: str, found: Interval) -> Measured:
        """The figure of this name."""
        return cls(name, found.value, found.low, found.high)


class Performance(msgspec.Struct, frozen=True):
    """What `reports/performance.json` holds."""

    at: datetime
    since: datetime
    until: datetime
    """The predictions were made between these times; for younger ones the outcome may still come."""
    predictions: int
    rows: int
    """Predictions whose outcome is known."""
    support: str
    """These rows in words."""
    enough: bool
    """Whether the rows carry a verdict."""
    metrics: list[Measured]
    calibration: list[Measured]
    """How far what was promised is from the share of outcomes; above 0: too much was promised."""

    @property
    def off(self) -> list[Measured]:
        """The gaps that are beyond chance and larger than is tolerated."""
        return [gap for gap in self.calibration if gap.low > TOLERANCE or gap.high < -TOLERANCE]

    @property
    def is_miscalibrated(self) -> bool:
        """Whether what was promised does not come true."""
        return bool(self.off)


def performance(outcomes: Path, predictions: Path, head: Head, now: datetime) -> Performance:
    """Join the predictions whose label delay is over with the outcomes, and measure.

    Raises:
        TableError: when the outcomes are no table of entities and labels.
    """
    until = now - timedelta(seconds=operations.LABEL_DELAY_SECONDS)
    since = until - timedelta(seconds=operations.PERFORMANCE_WINDOW_SECONDS)
    made = predicted(predictions, since, until)
    rows = joined(made, observed(outcomes))
    judged = Predictions(rows, labels(rows).to_numpy(), scores_of(rows), head)
    return Performance(
        at=now,
        since=since,
        until=until,
        predictions=made.height,
        rows=rows.height,
        support=judged.support,
        enough=judged.is_enough,
        metrics=list(measured(judged)) if judged.is_enough else [],
        calibration=list(calibration(judged)) if judged.is_enough else [],
    )


def measured(judged: Predictions) -> Iterator[Measured]:
    """Every declared metric."""
    for metric in design.METRICS:
        yield Measured.of(metric.name, judged.measured(metric))


def calibration(judged: Predictions) -> Iterator[Measured]:
    """Every gap, with intervals that hold all at once (Bonferroni)."""
    found = gaps(judged)
    for name, statistic in found.items():
        confidence = 1 - (1 - design.BOOTSTRAP.confidence) / len(found)
        yield Measured.of(name, interval(statistic, judged.frame.height, confidence))


def predicted(predictions: Path, since: datetime, until: datetime) -> pl.DataFrame:
    """Entity, time and numbers of what the model answered, the earliest first."""
    numbers = dict.fromkeys(NUMBERS, pl.Float64())
    empty = {ENTITY: pl.String(), contract.AT: pl.Datetime("us", "UTC"), **numbers}
    frames = [
        frame.select(pl.col(name).cast(dtype) for name, dtype in empty.items())
        for frame in logged_predictions.frames(predictions, since, until, lambda _: None)
    ]
    made = pl.concat([pl.DataFrame(schema=empty), *frames])
    return made.drop_nulls(ENTITY).sort(contract.AT)


def observed(path: Path) -> pl.DataFrame:
    """Entity, label and, where the table tells it, time of the outcomes; the earliest first."""
    table = read(path, TARGETS)
    if missing := {ENTITY, *(target.name for target in TARGETS)} - set(table.columns):
        raise TableError(f"{path} has no column {', '.join(sorted(missing))}")
    outcomes = pl.DataFrame({ENTITY: identifiers(table[ENTITY])})
    for target in TARGETS:
        values = parse(target, table[target.name])
        if values.null_count() > table[target.name].null_count():
            said = f"else than {', '.join(target.values)}" if target.values else f"that is no {target.kind}"
            raise TableError(f"{path}: {target.name} holds something {said}")
        outcomes = outcomes.with_columns(values.cast(DTYPES[target.kind]).alias(target.name))
    if OBSERVED_AT in table.columns:
        times = moments(table[OBSERVED_AT])
        if times.dtype != pl.Datetime or times.null_count():
            raise TableError(f"{path}: {OBSERVED_AT} holds something else than times")
        times = times.dt.replace_time_zone("UTC").alias(OBSERVED_AT)
        outcomes = outcomes.with_columns(times).sort(OBSERVED_AT)
    elif outcomes[ENTITY].is_duplicated().any():
        raise TableError(f"{path} has several outcomes of an entity, and no column {OBSERVED_AT}")
    return outcomes.drop_nulls([ENTITY, *(target.name for target in TARGETS if not target.nullable)])


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
    return pairs.drop_nulls(OBSERVED_AT).unique([ENTITY, OBSERVED_AT], keep="last", maintain_order=True)


def add_series(registry: CollectorRegistry, report: Performance) -> None:
    """Add the figures to the job's metrics; without rows enough there is none to alert on."""
    rows = Gauge("mljob_performance_rows", "Predictions whose outcome is known.", registry=registry)
    rows.set(report.rows)
    what = "Metrics on predictions with outcomes."
    figure = Gauge("mljob_performance", what, ["metric", "bound"], registry=registry)
    what = "What was promised less the share of outcomes."
    gap = Gauge("mljob_calibration_gap", what, ["of", "bound"], registry=registry)
    for gauge, found in ((figure, report.metrics), (gap, report.calibration)):
        for item in found:
            for bound in BOUNDS:
                gauge.labels(item.name, bound).set(getattr(item, bound))


def arrived(registry: CollectorRegistry, manifest: Manifest, now: datetime) -> Performance | None:
    """Measure and report where a table of outcomes is; None where nothing tells them."""
    if not OUTCOMES.exists():
        return None
    report = performance(OUTCOMES, PREDICTIONS, manifest.head, now)
    add_series(registry, report)
    write(report, REPORTS)
    return report


def summary(report: Performance) -> str:
    """The report in a few lines."""
    lines = [
        f"{report.rows:,} of {report.predictions:,} predictions from {report.since:%Y-%m-%d} to "
        f"{report.until:%Y-%m-%d} have an outcome: {report.support}"
    ]
    lines += [f"{one.name} {one.value:.4f} ({one.low:.4f} to {one.high:.4f})" for one in report.metrics]
    lines += [f"CALIBRATION: {gap.name} is off by {gap.value:+.3f}" for gap in report.off]
    return "\n".join(f"monitor: {line}" for line in lines)


def write(report: Performance, folder: Path) -> None:
    """Write the report for machines."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "performance.json").write_bytes(text + b"\n")
