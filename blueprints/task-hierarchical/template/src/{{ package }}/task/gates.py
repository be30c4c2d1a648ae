"""Gates that only this task has: on the shares of the leaves, and on answers at the first level."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data.split import Parts
from ..evaluation.bootstrap import interval
from ..evaluation.results import Gate, at_least, at_most
from .metrics import by_level
from .predictions import Predictions
from .target import labels
from .tree import ABOVE, LEAVES, NAMES

# Relative, beyond chance; a wider gap means that another population is in the table than the one declared.
SHARE_TOLERANCE: Final = 0.2
# One of a hundred honest tables has a share that is further off by chance, in standard errors.
ERRORS: Final = 2.58


def label_gates(parts: Parts) -> Iterator[Gate]:
    """The declared shares of the leaves."""
    if design.PRIORS:
        rows = parts.train.height
        counts = np.bincount(labels(parts.train).to_numpy(), minlength=len(LEAVES))
        observed = dict(zip(LEAVES, (counts / rows).tolist(), strict=True))
        gaps = {
            name: abs(observed[name] / share - 1) - ERRORS * math.sqrt((1 - share) / (share * rows))
            for name, share in design.PRIORS.items()
        }
        furthest = max(gaps, key=lambda name: gaps[name])
        found, said = observed[furthest], design.PRIORS[furthest]
        detail = f"{found:.1%} of {rows:,} training rows are {furthest}, {said:.1%} are declared"
        yield at_most("data.priors", "data.label.priors", max(gaps[furthest], 0), SHARE_TOLERANCE, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """Answers are right at the first level more often than the most frequent class of it would be."""
    first = design.LEVELS[0]
    usual = np.bincount(ABOVE[0][model.labels], minlength=len(NAMES[0])).max() / len(model.labels)
    low = interval(lambda rows: by_level(model.told.where(rows))[first], len(model.labels)).low
    told = ", ".join(f"{level} {share:.1%}" for level, share in by_level(model.told).items())
    detail = f"right by level: {told}; the lower bound at {first} against its most frequent class"
    yield at_least("tree.first_level", "task.classes", low, float(usual), detail)
