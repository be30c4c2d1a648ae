"""Whether the simulator is like the world: logged rewards against those that it gives for the same decision.

Source: Balci 1997, "Verification, validation and accreditation of simulation models".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from ..data import contract
from .episodes import JUDGING, FloatArray
from .simulator import as_state, opened
from .target import ACTION, REWARD, labels

# Draws of each decision; the error of their mean is a twentieth of what chance adds to a day.
DRAWS: Final = 400
CHUNK: Final = 500
# Rows of one kind, below which a mean tells little.
MIN_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a mean of the log is from the simulator's."""

    mean: float
    errors: float
    """In standard errors of the simulated mean."""


def gaps(frame: pl.DataFrame) -> dict[str, Gap]:
    """Of all rows, each action and each value of a category, the gap of the rewards; and of their spread."""
    mean, spread = simulated(frame)
    missed = labels(frame).to_numpy()[:, REWARD] - mean
    found = {name: gap(missed[rows], spread[rows]) for name, rows in kinds(frame)}
    # Squares of what was missed, in units of what is expected of them.
    squares = (missed / np.maximum(spread, 1e-9)) ** 2
    error = squares.std(ddof=1) / math.sqrt(len(squares))
    return found | {"the spread of the rewards": Gap(squares.mean() - 1, abs(squares.mean() - 1) / error)}


def gap(missed: FloatArray, spread: FloatArray) -> Gap:
    """The gap of some rows."""
    error = math.sqrt(float((spread**2).sum())) / len(missed)
    mean = float(missed.mean())
    return Gap(mean, abs(mean) / error if error else math.inf if mean else 0.0)


def kinds(frame: pl.DataFrame) -> Iterator[tuple[str, np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
    """The rows by kind, those kinds that have enough of them."""
    yield "all rows", np.ones(frame.height, np.bool_)
    categories = [one.name for one in contract.MODEL_FEATURES if one.kind == "categorical"]
    for column in (contract.LOGGED_ACTION, *categories):
        for value in frame[column].drop_nulls().unique().sort():
            rows = (frame[column] == value).fill_null(False).to_numpy()
            if rows.sum() >= MIN_ROWS:
                yield f"{column} {value}", rows


def simulated(frame: pl.DataFrame) -> tuple[FloatArray, FloatArray]:
    """The reward of each row's decision in the simulator: its mean and its standard deviation."""
    parts = [drawn(part) for part in frame.iter_slices(CHUNK)]
    rewards = np.concatenate(parts)
    return rewards.mean(axis=1), rewards.std(axis=1, ddof=1)


def drawn(frame: pl.DataFrame) -> FloatArray:
    """Rewards of each row's decision, a column a draw."""
    state = {name: np.repeat(values, DRAWS) for name, values in as_state(frame).items()}
    action = labels(frame).to_numpy()[:, ACTION].astype(np.int64)
    world = opened(frame.height * DRAWS)
    world.reset(seed=JUDGING, options={"state": state})
    _, reward, *_ = world.step(np.repeat(action, DRAWS))
    found: FloatArray = np.asarray(reward, np.float64).reshape(frame.height, DRAWS)
    return found
