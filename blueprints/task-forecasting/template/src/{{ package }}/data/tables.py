"""Reading the table and holding it to its contract; every fault of a table is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from ..config import design
from ..config.errors import OperatorError
from ..config.types import Feature

STEP: Final = "(step)"
TRUE: Final = ("true", "True", "TRUE", "1", "yes")
FALSE: Final = ("false", "False", "FALSE", "0", "no")
# Tried in this order, first one that reads every value.
DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m")


class DataError(OperatorError):
    """The data cannot be used; the message says why."""


def read(path: Path) -> pl.DataFrame:
    """The table with typed columns: keys as text, time, label and features as numbers.

    Raises:
        DataError: with every fault that the table has.
    """
    frame = raw(path)
    renamed = {f.column: f.name for f in design.FEATURES if f.column and f.column in frame.columns}
    frame = frame.rename(renamed)
    names = (*design.SERIES, design.TIME, design.LABEL, *(f.name for f in design.FEATURES))
    if missing := [name for name in names if name not in frame.columns]:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}")
    if not frame.height:
        raise DataError(f"{path} has no rows")
    typed = frame.select(
        *(pl.col(name).cast(pl.String) for name in design.SERIES),
        moments(frame[design.TIME]).alias(design.TIME),
        pl.col(design.LABEL).cast(pl.String).cast(pl.Float64, strict=False),
        *(coded(feature) for feature in design.FEATURES),
    )
    if faults := list(faults_of(frame.select(names), typed)):
        raise DataError("\n  ".join([f"{path} breaks its contract:", *faults]))
    return typed


def raw(path: Path) -> pl.DataFrame:
    """The rows as they stand in the file."""
    try:
        match path.suffix.lower():
            case ".parquet":
                return pl.read_parquet(path)
            case ".jsonl":
                return pl.read_ndjson(path)
            case _:
                nulls = list(design.NULL_VALUES)
                return pl.read_csv(path, separator=design.SEPARATOR, null_values=nulls, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None


def moments(column: pl.Series) -> pl.Series:
    """The times of the rows; null where a text is none."""
    if column.dtype.is_temporal():
        return column.cast(pl.Datetime("us"))
    for form in DATE_FORMATS:
        text, pattern = (column + "-01", "%Y-%m-%d") if form == "%Y-%m" else (column, form)
        found = text.cast(pl.String).str.to_datetime(pattern, strict=False, time_unit="us")
        if found.null_count() == 0:
            return found
    return column.cast(pl.String).str.to_datetime(DATE_FORMATS[0], strict=False, time_unit="us")


def coded(feature: Feature) -> pl.Expr:
    """A feature as a number; a category is its place in the declared values."""
    column = pl.col(feature.name).cast(pl.String)
    match feature.kind:
        case "boolean":
            number = pl.when(column.is_in(TRUE)).then(1.0).when(column.is_in(FALSE)).then(0.0)
        case "categorical":
            places = {value: float(place) for place, value in enumerate(feature.values)}
            return column.replace_strict(places, default=None, return_dtype=pl.Float64)
        case _:
            return column.cast(pl.Float64, strict=False).alias(feature.name)
    return number.otherwise(None).alias(feature.name)


def faults_of(given: pl.DataFrame, typed: pl.DataFrame) -> Iterator[str]:
    """What breaks the contract, with the number of rows."""
    for name in typed.columns:
        if unread := (typed[name].is_null() & given[name].is_not_null()).sum():
            yield f"{name}: {unread:,} values that are none of the declared"
    for name in (*design.SERIES, design.TIME):
        if empty := given[name].null_count():
            yield f"{name}: empty in {empty:,} rows"
    bounds = {f.name: (f.low, f.high) for f in design.FEATURES}
    bounds[design.LABEL] = design.LABEL_RANGE
    for name, (low, high) in bounds.items():
        column = typed[name]
        below = int((column < low).sum()) if low is not None else 0
        above = int((column > high).sum()) if high is not None else 0
        if below + above:
            yield f"{name}: {below + above:,} values outside of {low} to {high}"
    keys = [*design.SERIES, design.TIME]
    if twice := typed.height - typed.select(keys).n_unique():
        yield f"{', '.join(keys)}: {twice:,} rows stand twice"
