"""One chunk of a batch: tell good rows from bad ones, and score the good ones."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..artifacts.manifest import Manifest
from ..config.types import Feature
from ..data.contract import CLASSES, ENTITY, MODEL_FEATURES, POSITIVE
from ..data.validation import rules
from ..inference.predictor import NULL_TEXT, Scorer, Tensors
from .reader import SURPLUS

REASONS: Final = "__reasons__"
ROW: Final = "__row__"
NEGATIVE: Final = next(name for name in CLASSES if name != POSITIVE)


class Judged(NamedTuple):
    """A chunk in two parts."""

    good: pl.DataFrame
    """Key and features of the rows that keep the contract, in its types."""
    bad: pl.DataFrame
    """The other rows as they came, with their number and the reasons."""


def judged(chunk: pl.DataFrame) -> Judged:
    """Check every row of a chunk; what is wrong is worked out for the bad rows only."""
    absent = [feature for feature in MODEL_FEATURES if feature.name not in chunk.columns]
    chunk = chunk.with_columns(pl.lit(None, pl.String).alias(feature.name) for feature in absent)
    faults = {str(rule): rule.broken for rule in rules(MODEL_FEATURES)}
    if SURPLUS in chunk.columns:
        faults["row: too many fields"] = pl.col(SURPLUS).is_not_null()
    # Lazily, because the rules share their casts.
    bad = chunk.lazy().select(pl.any_horizontal(faults.values())).collect().to_series()
    reasons = [pl.when(broken).then(pl.lit(reason)) for reason, broken in faults.items()]
    key = [pl.col(ENTITY)] if ENTITY and ENTITY in chunk.columns else []
    return Judged(
        chunk.filter(~bad).select(*key, *map(typed_column, MODEL_FEATURES)),
        chunk.filter(bad)
        .with_columns(pl.concat_str(reasons, separator="; ", ignore_nulls=True).alias(REASONS))
        .drop(SURPLUS, strict=False),
    )


def scored(rows: pl.DataFrame, scorer: Scorer, at: datetime) -> pl.DataFrame:
    """Key, features, score and decision of rows that keep the contract."""
    manifest = scorer.manifest
    probabilities = manifest.calibration(scorer.raw(tensors(rows, manifest)))
    decisions = np.where(scorer.decide(probabilities), POSITIVE, NEGATIVE)
    return rows.with_columns(
        pl.Series("score", probabilities),
        pl.Series("decision", decisions, pl.String),
        pl.lit(manifest.version).alias("model_version"),
        pl.lit(at).alias("at"),
    )


def typed_column(feature: Feature) -> pl.Expr:
    """A feature in the type of the contract."""
    column = pl.col(feature.name)
    if feature.kind != "categorical":
        return column.cast(pl.Float64)
    return column.cast(pl.Enum(feature.values)) if feature.values else column.cast(pl.String)


def tensors(typed: pl.DataFrame, manifest: Manifest) -> Tensors:
    """The model's two input tensors."""
    numbers = np.empty((typed.height, len(manifest.numeric)), np.float32)
    for position, name in enumerate(manifest.numeric):
        numbers[:, position] = typed[name].cast(pl.Float32).fill_null(float("nan")).to_numpy()
    texts = np.empty((typed.height, len(manifest.categorical)), np.object_)
    for position, name in enumerate(manifest.categorical):
        texts[:, position] = text_column(typed[name])
    return numbers, texts


def text_column(column: pl.Series) -> NDArray[np.object_]:
    """Text for the model; few levels, so each string is made once and then shared by its rows."""
    if not isinstance(column.dtype, pl.Enum):
        return column.fill_null(NULL_TEXT).to_numpy().astype(np.object_)
    levels = np.array([*column.dtype.categories, NULL_TEXT], np.object_)
    codes = column.to_physical().fill_null(len(levels) - 1).to_numpy()
    return np.take(levels, codes)
