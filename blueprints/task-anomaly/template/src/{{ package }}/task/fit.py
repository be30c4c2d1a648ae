"""Fitting what the task adds to the model, on rows that the model has not seen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..config import design
from ..config.errors import OperatorError
from .answers import Head
from .metrics import Labels, Scores, threshold_of

# A threshold that fewer rows lie above is a matter of chance: the count scatters by its square root.
MIN_ABOVE: Final = 5
# The tail is told down to one row in so many.
SMALLEST_TAIL: Final = 1e-4
KNOTS: Final = 41


class BudgetError(OperatorError):
    """The rows are too few for a threshold that so few of them may exceed."""


def fit_head(_labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """The threshold that the budget allows, and how rare each score is; labels have no say in either.

    Raises:
        BudgetError: when the rows are too few for the declared budget.
    """
    scores = raw[:, 0]
    if design.ALERT_SHARE * len(scores) < MIN_ABOVE:
        needed = math.ceil(MIN_ABOVE / design.ALERT_SHARE)
        raise BudgetError(
            f"alerts on {design.ALERT_SHARE:.3%} of the rows need {needed:,} rows for a threshold"
        )
    tails = np.geomspace(1, SMALLEST_TAIL, KNOTS)
    knots = np.quantile(scores, 1 - tails)
    return Head(threshold_of(scores), tuple(knots.tolist()), tuple(tails.tolist())), raw
