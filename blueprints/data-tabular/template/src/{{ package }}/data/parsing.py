"""What a value means: the one parser for each kind of column.

Training, batch scoring and the service read with it, so the same spelling is the same number
everywhere. Values come as text, or typed from Parquet; what is no value of its kind becomes null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import polars as pl

from ..config.types import Feature, Kind
from . import contract

# Double precision, which the model computes in, cannot tell larger whole numbers apart.
LARGEST_INTEGER: Final = 2.0**53 - 1
WORDS: Final = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "on"), 1.0),
    **dict.fromkeys(("0", "false", "f", "no", "n", "off"), 0.0),
}
# How a whole number looks that passed through a column of floats; codes such as 007 are left alone.
FLOATING: Final = r"^(-?(?:0|[1-9][0-9]*))\.0+$"
WHOLE: Final = re.compile(FLOATING)
# A day of ISO 8601, with or without a time, and with or without an offset from UTC.
ISO: Final = re.compile(
    r"^(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2})(?P<seconds>:[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?$"
)
THOUSANDS: Final = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$"


def parse(feature: Feature, raw: pl.Series) -> pl.Series:
    """The values of a column: floats for numbers and flags, moments, text for categories."""
    return PARSERS[feature.kind](feature, without_nulls(raw))


def without_nulls(raw: pl.Series) -> pl.Series:
    """The column with null for what means that there is no value."""
    if raw.dtype.is_float():
        return raw.fill_nan(None)
    if raw.dtype == pl.String and raw.is_in(contract.NULL_VALUES).any():
        return raw.set(raw.is_in(contract.NULL_VALUES), None)
    return raw


def numbers(_feature: Feature, raw: pl.Series) -> pl.Series:
    """Finite numbers."""
    if raw.dtype.is_numeric():
        values = raw.cast(pl.Float64)
    else:
        text = raw.cast(pl.String).str.strip_chars()
        if contract.DECIMAL == ",":
            text = with_point(text)
        values = text.cast(pl.Float64, strict=False)
    return where(values, values.is_finite())


def with_point(text: pl.Series) -> pl.Series:
    """Numbers with a decimal comma as numbers with a point; a point may only stand between thousands."""
    plain = text.str.replace_all(".", "", literal=True)
    text = plain.zip_with(text.str.contains(THOUSANDS), text.str.replace_all(".", "_", literal=True))
    return text.str.replace_all(",", ".", literal=True)


def integers(feature: Feature, raw: pl.Series) -> pl.Series:
    """Whole numbers, in whatever way they are written."""
    values = numbers(feature, raw)
    return where(values, (values == values.floor()) & (values.abs() <= LARGEST_INTEGER))


def flags(_feature: Feature, raw: pl.Series) -> pl.Series:
    """1 and 0, for whatever says yes and no."""
    if raw.dtype.is_numeric() or raw.dtype == pl.Boolean:
        values = raw.cast(pl.Float64)
        return where(values, values.is_in(list(WORDS.values())))
    # There are few spellings, so each is looked up once and not once a row.
    text = raw.cast(pl.String)
    meanings = {spelling: flag(spelling) for spelling in text.unique().drop_nulls()}
    return text.replace_strict(meanings, default=None, return_dtype=pl.Float64)


def flag(text: str) -> float | None:
    """What a text says: 1 for yes, 0 for no, None for nothing of both."""
    return WORDS.get(WHOLE.sub(r"\1", text.strip()).lower())


def categories(feature: Feature, raw: pl.Series) -> pl.Series:
    """Levels, as text; of a whole number that is written as a float, the whole number."""
    text = raw.cast(pl.String)
    if not feature.values:
        return text.str.replace(FLOATING, "$1")
    levels = text.cast(pl.Enum(feature.values), strict=False)
    if levels.null_count() > raw.null_count():
        plain = text.str.replace(FLOATING, "$1").cast(levels.dtype, strict=False)
        levels = levels.zip_with(levels.is_not_null(), plain)
    return levels


def identifiers(raw: pl.Series) -> pl.Series:
    """Keys, as text."""
    return without_nulls(raw).cast(pl.String).str.replace(FLOATING, "$1")


def identifier(value: str | int | None) -> str | None:
    """One key, as text."""
    return value if value is None else WHOLE.sub(r"\1", str(value))


def moments(raw: pl.Series) -> pl.Series:
    """Times: ISO 8601 in text, in UTC where it names no zone; numbers count what the table counts."""
    raw = without_nulls(raw)
    if raw.dtype.is_temporal():
        return raw.cast(pl.Datetime("us"))
    counts = raw.cast(pl.Float64, strict=False)
    if counts.null_count() == raw.null_count():
        return counts
    text = raw.cast(pl.String).str.strip_chars()
    return text.str.to_datetime(time_unit="us", time_zone="UTC", strict=False).dt.replace_time_zone(None)


def timestamps(_feature: Feature, raw: pl.Series) -> pl.Series:
    """Moments in UTC, where no offset says otherwise: ISO 8601, a date being its midnight; no numbers."""
    if raw.dtype.is_temporal():
        return raw.cast(pl.Datetime("us"))
    parts = raw.cast(pl.String).str.strip_chars().str.extract_groups(ISO.pattern).struct.unnest()
    time, seconds = pl.col("time").fill_null("00:00"), pl.col("seconds").fill_null(":00")
    zone = pl.col("zone").str.replace("Z", "+00:00", literal=True).fill_null("+00:00")
    text = parts.select(pl.format("{}T{}{}{}", "day", time, seconds, zone)).to_series()
    found = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", strict=False)
    return found.dt.replace_time_zone(None).alias(raw.name)


def moment(value: object) -> float:
    """One moment in microseconds from 1970 in UTC, as the model counts it.

    Raises:
        ValueError: when the value is none.
    """
    if isinstance(value, datetime):
        found = value
    elif ISO.match(text := str(value).strip()):
        found = datetime.fromisoformat(text)
    else:
        raise ValueError(f"{text[:40]!r} is no moment in ISO 8601")
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1e6


def where(values: pl.Series, good: pl.Series) -> pl.Series:
    """The values, null where they are not good."""
    return values if good.all() else values.set(~good.fill_null(False), None)


PARSERS: Final[Mapping[Kind, Callable[[Feature, pl.Series], pl.Series]]] = {
    "integer": integers,
    "number": numbers,
    "boolean": flags,
    "timestamp": timestamps,
    "categorical": categories,
}
