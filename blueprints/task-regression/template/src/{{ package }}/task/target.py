"""The label as a number, and the scale on which models learn it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..data import contract

FloatArray: TypeAlias = NDArray[np.float64]


def labels(frame: pl.DataFrame) -> pl.Series:
    """The label of each row, in its unit."""
    return frame[contract.LABEL].cast(pl.Float64)


def aspects(frame: pl.DataFrame) -> Iterator[FloatArray]:
    """The label as numbers whose means tell something."""
    yield labels(frame).to_numpy()


def learned(values: FloatArray) -> FloatArray:
    """The values on the scale on which models learn."""
    return np.log(values) if design.LOG_TARGET else values


def told(values: FloatArray) -> FloatArray:
    """What was learned, in the unit of the label."""
    return np.exp(values) if design.LOG_TARGET else values


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows."""
    values = labels(frame).to_numpy()
    return {"median": float(np.median(values)), "mean": float(values.mean())}
