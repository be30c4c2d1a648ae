"""Whether actions were drawn by the probabilities that were logged, action by action."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from ..data.contract import ACTIONS, PROBABILITIES
from ..evaluation.bootstrap import Rows
from ..task.answers import Head
from ..task.predictions import Predictions
from ..task.target import ACTION, labels

# A probability that is off by less changes no estimate worth an alert.
TOLERANCE: Final = 0.02


def decisions_of(rows: pl.DataFrame, head: Head) -> Predictions:
    """The decisions with the probabilities that they were drawn by; of rewards none is expected."""
    chances = rows.select(PROBABILITIES).to_numpy()
    return Predictions(rows, labels(rows).to_numpy(), np.zeros(chances.shape), head, chances)


def gaps(judged: Predictions) -> dict[str, Callable[[Rows], float]]:
    """Of each action, and of the likeliest, how far its probabilities are off, on some of the rows."""
    alone = {name: partial(gap, judged, place) for place, name in enumerate(ACTIONS)}
    return {**alone, "the likeliest action": partial(likeliest, judged)}


def gap(judged: Predictions, place: int, rows: Rows) -> float:
    """Mean probability of an action less its share."""
    return float((judged.chances[rows, place] - (judged.labels[rows, ACTION] == place)).mean())


def likeliest(judged: Predictions, rows: Rows) -> float:
    """Mean probability of the likeliest action less the share that took it: where exploration shows."""
    chances = judged.chances[rows]
    return float((chances.max(axis=1) - (judged.labels[rows, ACTION] == chances.argmax(axis=1))).mean())
