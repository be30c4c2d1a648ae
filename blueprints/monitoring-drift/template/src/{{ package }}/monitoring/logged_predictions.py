"""Reading what was predicted: the service's log and the batches, a file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from ..config.types import Kind
from ..data.contract import MODEL_FEATURES

DTYPES: Final[dict[Kind, pl.DataType]] = {
    "integer": pl.Float64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "categorical": pl.String(),
}
FEATURES: Final = {feature.name: DTYPES[feature.kind] for feature in MODEL_FEATURES}
LINE: Final = pl.Schema(
    {
        "at": pl.String(),
        "features": pl.Struct(FEATURES),
        "score": pl.Float64(),
        "model_version": pl.String(),
        "fallback": pl.Boolean(),
    }
)


def frames(predictions: Path, since: datetime, until: datetime) -> Iterator[pl.DataFrame]:
    """Predictions of the window: the model's features, score, model_version, at."""
    for path in online_files(predictions, since, until):
        yield within(online(path), since, until)
    for path in batch_files(predictions, since):
        yield within(pl.read_parquet(path), since, until)


def online_files(predictions: Path, since: datetime, until: datetime) -> Iterator[Path]:
    """Files of the days that the window touches."""
    days = (until.date() - since.date()).days
    for day in range(days + 1):
        yield from sorted((predictions / f"{since.date() + timedelta(days=day)}").glob("*.jsonl"))


def batch_files(predictions: Path, since: datetime) -> Iterator[Path]:
    """Parts of the complete runs that ended in the window or later."""
    for summary in sorted((predictions / "batch").glob("*/summary.json")):
        if summary.stat().st_mtime >= since.timestamp():
            yield from sorted(summary.parent.glob("part-*.parquet"))


def online(path: Path) -> pl.DataFrame:
    """The model's own answers in a file of the log; a last line cut off by a crash is left out."""
    content = path.read_bytes()
    lines = pl.read_ndjson(content[: content.rfind(b"\n") + 1], schema=LINE)
    answers = lines.filter(~pl.col("fallback"))
    return answers.with_columns(pl.col("at").str.to_datetime(time_zone="UTC")).unnest("features")


def within(frame: pl.DataFrame, since: datetime, until: datetime) -> pl.DataFrame:
    """The rows of the window."""
    return frame.filter(pl.col("at").is_between(since, until))


def remove_older(predictions: Path, seconds: float) -> int:
    """Delete the days of the log, and the batches, that are kept long enough; answers how many files."""
    limit = datetime.now(UTC) - timedelta(seconds=seconds)
    old = [
        *(p for p in predictions.glob("????-??-??/*.jsonl") if p.parent.name < f"{limit:%Y-%m-%d}"),
        *(p for p in predictions.glob("batch/*/*") if p.stat().st_mtime < limit.timestamp()),
    ]
    for path in old:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    return len(old)
