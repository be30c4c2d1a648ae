"""Gates that only this task has: on how many alerts are raised."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ..config import design
from ..data.split import Parts
from ..evaluation.results import Gate, at_least, at_most
from .predictions import Predictions

# One of a hundred honest thresholds may be off by this many standard errors, by chance.
ERRORS: Final = 2.33


def label_gates(parts: Parts) -> Iterator[Gate]:
    """None: how many anomalies there are is what nobody knows."""
    yield from ()


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """As many alerts as can be looked at, up to chance: more are ignored, none is a detector that is dead."""
    rows, share = len(model.labels), design.ALERT_SHARE
    # The threshold was chosen on other rows, about as many, whose chance counts as well.
    chance = ERRORS * math.sqrt(2 * share * (1 - share) / rows)
    raised = int(model.alerts.sum())
    detail = f"{raised:,} of {rows:,} rows; {share:.2%} can be looked at, the rest of the bound is chance"
    yield at_most("alerts.budget", "task.alert_budget", raised / rows, share + chance, detail)
    yield at_least("alerts.alive", "task.alert_budget", raised / rows, max(0.0, share - chance), detail)
