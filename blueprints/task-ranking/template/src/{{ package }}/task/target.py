"""The label: the grade of an item for its query."""

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
    """The grade of each row."""
    return frame[contract.LABEL].cast(pl.Float64)


def aspects(frame: pl.DataFrame) -> Iterator[FloatArray]:
    """The label as numbers whose means tell something."""
    yield labels(frame).to_numpy()


def gains(grades: FloatArray) -> FloatArray:
    """What items of these grades are worth."""
    if not design.GAINS:
        return np.exp2(grades) - 1
    return np.array([design.GAINS.get(int(grade), 0.0) for grade in grades])


def relevant(grades: FloatArray) -> NDArray[np.bool_]:
    """Whether items of these grades answer the query."""
    return grades >= design.RELEVANT_FROM


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows."""
    sizes = frame.group_by(contract.QUERY).len()["len"]
    return {
        "queries": float(len(sizes)),
        "items": float(sizes.to_numpy().mean()),
        "relevant": float(relevant(labels(frame).to_numpy()).mean()),
    }
