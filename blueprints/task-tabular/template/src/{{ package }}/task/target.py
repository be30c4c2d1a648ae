"""The label as a number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data import contract


def labels(frame: pl.DataFrame) -> pl.Series:
    """1 where the row is of the positive class, else 0."""
    return (frame[contract.LABEL] == contract.POSITIVE).cast(pl.Int8)


def aspects(frame: pl.DataFrame) -> Iterator[NDArray[np.int8]]:
    """The label as numbers whose means tell something."""
    yield labels(frame).to_numpy()


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows."""
    return {"positive": float(labels(frame).to_numpy().mean())}
