"""Gates that only this task has: on the shares of the classes, and on whether each is answered."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data.contract import CLASSES
from ..data.split import Parts
from ..evaluation.results import Gate, at_least, at_most
from .predictions import Predictions
from .target import facts

# Relative, beyond chance; a wider gap means that another population is in the table than the one declared.
SHARE_TOLERANCE: Final = 0.2
# One of a hundred honest tables has a share that is further off by chance, in standard errors.
ERRORS: Final = 2.58


def label_gates(parts: Parts) -> Iterator[Gate]:
    """The declared shares of the classes."""
    if design.PRIORS:
        rows, observed = parts.train.height, facts(parts.train)
        gaps = {
            name: abs(observed[name] / share - 1) - ERRORS * math.sqrt((1 - share) / (share * rows))
            for name, share in design.PRIORS.items()
        }
        furthest = max(gaps, key=lambda name: gaps[name])
        found, said = observed[furthest], design.PRIORS[furthest]
        detail = f"{found:.1%} of {rows:,} training rows are {furthest}, {said:.1%} are declared"
        yield at_most("data.priors", "data.label.priors", max(gaps[furthest], 0), SHARE_TOLERANCE, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """Each class is answered for some of the test rows; one that never is might as well not be declared."""
    answered = np.bincount(model.decisions, minlength=len(CLASSES))
    counts = ", ".join(f"{name} {count:,}" for name, count in zip(CLASSES, answered.tolist(), strict=True))
    yield at_least("classes.answered", "task.classes", int(answered.min()), 1, f"answers: {counts}")
