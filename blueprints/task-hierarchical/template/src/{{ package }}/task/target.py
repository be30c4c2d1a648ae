"""The label as the number of its leaf, in the order of the contract."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data import contract
from .tree import ABOVE, LEAVES, NAMES


def labels(frame: pl.DataFrame) -> pl.Series:
    """The number of each row's leaf."""
    numbers = dict(zip(LEAVES, range(len(LEAVES)), strict=True))
    return frame[contract.LABEL].replace_strict(numbers, return_dtype=pl.Int64)


def aspects(frame: pl.DataFrame) -> Iterator[NDArray[np.int64]]:
    """For each class of the first level, whether it is this one: numbers whose means tell something."""
    top = ABOVE[0][labels(frame).to_numpy()]
    for number in range(len(NAMES[0])):
        yield (top == number).astype(np.int64)


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows: the shares of the first level."""
    top = ABOVE[0][labels(frame).to_numpy()]
    shares = np.bincount(top, minlength=len(NAMES[0])) / frame.height
    return dict(zip(NAMES[0], shares.tolist(), strict=True))
