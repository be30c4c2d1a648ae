"""One chunk of a batch: tell good rows from bad ones, and score the good ones."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from ..data import contract
from ..data.contract import ENTITY, MODEL_FEATURES, UNIQUE
from ..data.tables import SURPLUS, own_column
from ..data.validation import Broken, ContractError, checked, missing
from ..inference.predictor import Scorer
from .writer import REASONS

ROW: Final = own_column("__row__")
KEYS: Final = (ENTITY,) if ENTITY else ()


class Judged(NamedTuple):
    """A chunk in two parts."""

    good: pl.DataFrame
    """Key and features of the rows that keep the contract, in its types."""
    bad: pl.DataFrame
    """The other rows as they came, with their number and the reasons."""


class SeenKeys:
    """Hashes of the keys so far, 8 bytes a row: a key stands in one row of the whole file."""

    def __init__(self) -> None:
        """Start without any."""
        self._hashes = pl.Series(dtype=pl.UInt64)

    def repeated(self, keys: pl.Series) -> pl.Series:
        """Whether each key was there before, and remember it."""
        hashes = keys.hash()
        again = ~hashes.is_first_distinct() | hashes.is_in(self._hashes.implode())
        self._hashes = pl.concat([self._hashes, hashes.filter(~again)])
        return again


def judged(chunk: pl.DataFrame, seen: SeenKeys) -> Judged:
    """Check every row of a chunk.

    Raises:
        ContractError: when a column is missing.
    """
    if absent := list(missing(chunk, MODEL_FEATURES, KEYS)):
        raise ContractError(absent)
    table = checked(chunk, MODEL_FEATURES, KEYS)
    broken = [*table.broken, *broken_keys(table.values, seen)]
    bad = table.bad
    for one in broken:
        bad |= one.rows
    reasons = [pl.lit(None, pl.String)]
    reasons += [pl.when(one.rows).then(pl.lit(str(one))).otherwise(None) for one in broken]
    return Judged(
        table.values.filter(~bad),
        chunk.with_columns(pl.concat_str(reasons, separator="; ", ignore_nulls=True).alias(REASONS))
        .filter(bad)
        .drop(SURPLUS, strict=False),
    )


def broken_keys(values: pl.DataFrame, seen: SeenKeys) -> list[Broken]:
    """Rows without a key, and rows whose key another row has where each has its own."""
    found = []
    if ENTITY:
        found.append(Broken(ENTITY, "null", values[ENTITY].is_null()))
    if UNIQUE:
        again = seen.repeated(values[UNIQUE]) & values[UNIQUE].is_not_null()
        found.append(Broken(UNIQUE, "duplicate", again))
    return [one for one in found if one.rows.any()]


def scored(rows: pl.DataFrame, scorer: Scorer, at: datetime) -> pl.DataFrame:
    """Key, features and answers of rows that keep the contract."""
    answers = scorer.manifest.head.columns(scorer.score_frame(rows))
    return rows.with_columns(
        *(column.alias(name) for name, column in answers.items()),
        pl.lit(scorer.manifest.version).alias(contract.MODEL_VERSION),
        pl.lit(at).alias(contract.AT),
    )
