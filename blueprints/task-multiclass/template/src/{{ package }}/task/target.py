"""The label as the number of its class, in the order of the contract."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data import contract


def labels(frame: pl.DataFrame) -> pl.Series:
    """The number of each row's class."""
    numbers = dict(zip(contract.CLASSES, range(len(contract.CLASSES)), strict=True))
    return frame[contract.LABEL].replace_strict(numbers, return_dtype=pl.Int64)


def aspects(frame: pl.DataFrame) -> Iterator[NDArray[np.int64]]:
    """The label as numbers whose means tell something: for each class, whether it is this one."""
    numbers = labels(frame).to_numpy()
    for number in range(len(contract.CLASSES)):
        yield (numbers == number).astype(np.int64)


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows."""
    shares = np.bincount(labels(frame).to_numpy(), minlength=len(contract.CLASSES)) / frame.height
    return dict(zip(contract.CLASSES, shares.tolist(), strict=True))
