"""Gates that only this task has: on the interval of a prediction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ..config import design
from ..data.split import Parts
from ..evaluation.results import Gate, at_least
from .metrics import coverage
from .predictions import Predictions

# One of a hundred honest intervals may cover less than its level by this many standard errors, by chance.
ERRORS: Final = 2.33


def label_gates(parts: Parts) -> Iterator[Gate]:
    """None: the range of the label is part of the contract."""
    yield from ()


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """The interval covers as many of the test rows as it says, up to chance."""
    rows, level = model.weight, design.INTERVAL_LEVEL
    # The interval was fitted on other rows, about as many, whose chance counts as well.
    bound = level - ERRORS * math.sqrt(2 * level * (1 - level) / rows)
    detail = f"of {rows:,} rows; {level:.0%} is what the interval says, the rest of the bound is chance"
    yield at_least("interval.coverage", "task.quantiles", coverage(model.labels, model.scores), bound, detail)
