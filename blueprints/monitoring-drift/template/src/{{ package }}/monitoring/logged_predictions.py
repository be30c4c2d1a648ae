"""Reading what was predicted: the service's log and the batches, a file at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from ..config.types import Feature, Kind
from ..data.contract import AT, ENTITY, MODEL_FEATURES, MODEL_VERSION, SCORE
from ..task.answers import WATCHED

DTYPES: Final[dict[Kind, pl.DataType]] = {
    "integer": pl.Float64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "timestamp": pl.String(),
    "categorical": pl.String(),
}
FEATURES: Final = {feature.name: DTYPES[feature.kind] for feature in MODEL_FEATURES}
LOGGED: Final = pl.Schema(
    {
        "at": pl.String(),
        "entity": pl.String(),
        "features": pl.Struct(FEATURES),
        WATCHED: pl.Float64(),
        "model_version": pl.String(),
        "fallback": pl.Boolean(),
    }
)
# A feature may have the name of one of these.
OWN_NAMES: Final = {
    "at": AT,
    WATCHED: SCORE,
    "model_version": MODEL_VERSION,
    "entity": ENTITY if ENTITY and ENTITY not in FEATURES else "entity_of_the_call",
}


class Line(msgspec.Struct):
    """What the monitoring needs of a line of the log."""

    at: datetime
    entity: str | None
    features: dict[str, str | float | bool | None]
    watched: float | None = msgspec.field(name=WATCHED)
    """None where a rule answered that gives no number."""
    model_version: str | None
    fallback: bool


DECODER: Final = msgspec.json.Decoder(Line)


def frames(
    predictions: Path, since: datetime, until: datetime, on_unreadable: Callable[[int], object]
) -> Iterator[pl.DataFrame]:
    """Predictions of the window: the model's features, score, model version, time.

    Lines of the log that cannot be read are left out, and their number told.
    """
    for path in online_files(predictions, since, until):
        yield within(online(path, on_unreadable), since, until)
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


def online(path: Path, on_unreadable: Callable[[int], object]) -> pl.DataFrame:
    """The model's own answers in a file of the log; the line that is being written is left out."""
    content = path.read_bytes()
    content = content[: content.rfind(b"\n") + 1]
    try:
        lines = read(content)
    except pl.exceptions.PolarsError:
        # One bad line fails the whole file.
        every = content.splitlines()
        good = [line for line in every if is_readable(line)]
        on_unreadable(len(every) - len(good))
        lines = read(b"".join(line + b"\n" for line in good))
    return lines.filter(~pl.col("fallback")).drop("fallback").unnest("features")


def read(content: bytes) -> pl.DataFrame:
    """The lines of a log."""
    lines = pl.read_ndjson(content, schema=LOGGED).rename(OWN_NAMES)
    return lines.with_columns(pl.col(AT).str.to_datetime(time_zone="UTC"))


def is_readable(line: bytes) -> bool:
    """Whether a line of the log is whole and its values have the types of the contract."""
    try:
        features = DECODER.decode(line).features
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return all(has_kind(feature, features.get(feature.name)) for feature in MODEL_FEATURES)


def has_kind(feature: Feature, value: str | float | bool | None) -> bool:
    """Whether a logged value has the type of its feature."""
    match value:
        case None:
            return True
        case bool():
            return feature.kind == "boolean"
        case str():
            return feature.kind in {"timestamp", "categorical"}
        case _:
            return feature.kind in {"integer", "number"} and math.isfinite(value)


def within(frame: pl.DataFrame, since: datetime, until: datetime) -> pl.DataFrame:
    """The rows of the window."""
    return frame.filter(pl.col(AT).is_between(since, until))


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
