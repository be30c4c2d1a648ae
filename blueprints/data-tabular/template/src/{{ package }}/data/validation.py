"""The data contract applied to a table: what its values mean, and what is wrong, by column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import polars as pl

from ..config.types import Feature
from . import contract
from .parsing import identifiers, moments, parse, without_nulls
from .tables import SURPLUS, DataError

Fault = Literal[
    "missing column", "type", "null", "range", "category", "length", "duplicate", "too many fields"
]

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """Rows of a column that break the contract in one way."""

    column: str
    fault: Fault
    count: int
    examples: tuple[str, ...] = ()
    origin: str = ""

    def __str__(self) -> str:
        examples = f", e.g. {', '.join(self.examples)}" if self.examples else ""
        origin = f" from {self.origin}" if self.origin else ""
        return f"{self.column}: {self.fault} ({self.count:,} rows{examples}){origin}"


class ContractError(DataError):
    """The data breaks the contract."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n  ".join(["the data breaks the contract:", *map(str, violations)]))


class Broken(NamedTuple):
    """The rows in which a column breaks the contract in one way."""

    column: str
    fault: Fault
    rows: pl.Series
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.fault}" + (f" from {self.origin}" if self.origin else "")


class Checked(NamedTuple):
    """A table as the contract reads it."""

    values: pl.DataFrame
    """The columns that are there, in the contract's types; null where a value cannot be read."""
    broken: list[Broken]
    """What is wrong; a value breaks at most one rule of its column."""

    @property
    def bad(self) -> pl.Series:
        """Whether each row breaks the contract."""
        rows = pl.repeat(False, self.values.height, dtype=pl.Boolean, eager=True)
        for one in self.broken:
            rows |= one.rows
        return rows


def checked(frame: pl.DataFrame, features: Sequence[Feature], keys: Sequence[str] = ()) -> Checked:
    """The keys and features that the table has, parsed and checked."""
    values: dict[str, pl.Series] = {}
    broken: list[Broken] = []
    for name in (name for name in keys if name in frame.columns):
        raw = without_nulls(frame[name])
        values[name] = moments(raw) if name == contract.TIME else identifiers(raw)
        if values[name].null_count() > raw.null_count():
            broken.append(Broken(name, "type", values[name].is_null() & raw.is_not_null()))
    for feature in (feature for feature in features if feature.name in frame.columns):
        raw = without_nulls(frame[feature.name])
        values[feature.name] = parse(feature, raw)
        broken += broken_rows(feature, raw, values[feature.name])
    if SURPLUS in frame.columns and frame[SURPLUS].null_count() < frame.height:
        broken.append(Broken(SURPLUS, "too many fields", frame[SURPLUS].is_not_null()))
    return Checked(pl.DataFrame(values), broken)


def broken_rows(feature: Feature, raw: pl.Series, values: pl.Series) -> Iterator[Broken]:
    """The rows in which a column breaks the contract."""
    if not feature.nullable and raw.null_count():
        yield Broken(feature.name, "null", raw.is_null(), feature.origin)
    if values.null_count() > raw.null_count():
        fault: Fault = "category" if feature.kind == "categorical" else "type"
        yield Broken(feature.name, fault, values.is_null() & raw.is_not_null(), feature.origin)
    if feature.kind != "categorical" and (feature.minimum > -math.inf or feature.maximum < math.inf):
        outside = ~values.is_between(feature.minimum, feature.maximum).fill_null(True)
        if outside.any():
            yield Broken(feature.name, "range", outside, feature.origin)
    if feature.kind == "text" and feature.length:
        longer = (values.str.len_chars() > feature.length).fill_null(False)
        if longer.any():
            yield Broken(feature.name, "length", longer, feature.origin)


def violations(
    frame: pl.DataFrame, features: Sequence[Feature], keys: Sequence[str] = ()
) -> tuple[Violation, ...]:
    """All violations of the features' contract; the keys have to be there."""
    read = checked(frame, features, keys)
    return (*missing(frame, features, keys), *(summed(frame, one) for one in read.broken))


def missing(frame: pl.DataFrame, features: Sequence[Feature], keys: Sequence[str]) -> Iterator[Violation]:
    """Columns of the contract that the table does not have."""
    origins = {**dict.fromkeys(keys, ""), **{feature.name: feature.origin for feature in features}}
    for name, origin in origins.items():
        if name not in frame.columns:
            yield Violation(name, "missing column", frame.height, origin=origin)


def duplicates(frame: pl.DataFrame, key: str) -> tuple[Violation, ...]:
    """A violation when values of the key are null or stand in several rows."""
    keys = identifiers(frame[key])
    rows = keys.is_duplicated() | keys.is_null()
    return (summed(frame, Broken(key, "duplicate", rows)),) if rows.any() else ()


def summed(frame: pl.DataFrame, broken: Broken) -> Violation:
    """The violation of all these rows, with a few of their values."""
    values = frame[broken.column].filter(broken.rows).unique(maintain_order=True).head(EXAMPLES)
    examples = tuple(str(value) for value in values)
    return Violation(broken.column, broken.fault, int(broken.rows.sum()), examples, broken.origin)
