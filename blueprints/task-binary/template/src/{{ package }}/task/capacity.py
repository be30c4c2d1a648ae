"""Whether as few rows are acted on as there is capacity for."""

from __future__ import annotations

import math
from typing import Final

from ..config import design
from ..evaluation.results import Gate, at_most
from .predictions import Predictions

# One of a hundred honest models may exceed its share by this many standard errors, by chance.
ERRORS: Final = 2.33


def capacity(model: Predictions) -> Gate:
    """The share of the test rows that is acted on, up to chance."""
    rows, share = len(model.labels), design.CAPACITY
    # The threshold was chosen on other rows, about as many, whose chance counts as well.
    bound = share + ERRORS * math.sqrt(2 * share * (1 - share) / rows)
    acted = int(model.decisions.sum())
    detail = f"{acted:,} of {rows:,} rows; there is capacity for {share:.2%}, the rest of the bound is chance"
    return at_most("decision.capacity", "task.decision_policy.k", acted / rows, bound, detail)
