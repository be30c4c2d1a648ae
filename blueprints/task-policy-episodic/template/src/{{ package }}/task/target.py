"""What the log says of each decision: which action was taken, and what it brought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data import contract

FloatArray: TypeAlias = NDArray[np.float64]

# The places of what the log says of a decision.
ACTION, REWARD = range(2)
WIDTH: Final = 2


def labels(frame: pl.DataFrame) -> pl.Series:
    """The number of the action and its reward."""
    action = frame[contract.LOGGED_ACTION].cast(pl.Enum(contract.ACTIONS)).to_physical()
    columns = (action, frame[contract.LABEL])
    numbers = np.column_stack([column.cast(pl.Float64).to_numpy() for column in columns])
    return pl.Series(numbers, dtype=pl.Array(pl.Float64, WIDTH))


def aspects(frame: pl.DataFrame) -> Iterator[FloatArray]:
    """The reward, whose means tell something."""
    yield frame[contract.LABEL].cast(pl.Float64).to_numpy()


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the decisions of these rows: the mean reward, and the share of each action."""
    logged = labels(frame).to_numpy()
    shares = np.bincount(logged[:, ACTION].astype(np.int64), minlength=len(contract.ACTIONS)) / len(logged)
    return {"reward": float(logged[:, REWARD].mean())} | dict(
        zip(contract.ACTIONS, shares.tolist(), strict=True)
    )
